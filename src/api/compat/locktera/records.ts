import { momentOf } from '../../../access/windows.ts'
import { instantOf } from '../../../lib/instant.ts'
import type { AccessRecord } from '../../../model/accesslog.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { accessRecords } from '../../accesslog.ts'
import type { Occurrence } from '../../auditing.ts'
import { badParameter, type Trouble } from '../../endpoint.ts'
import { changed } from '../../paging.ts'
import { descendants } from '../../routes/audit.ts'
import { auditChanges } from '../../routes/auditchanges.ts'
import { messageOf, nameIn } from '../../routes/auditrecord.ts'
import { inManagedOrganization } from '../../within.ts'
import { pageThrough, type Recorded, recordedPage } from '../recorded.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { organizationId } from './node.ts'
import { ORGANIZATION } from './nodes.ts'
import { type Page, pageIn } from './paging.ts'

type Answered = Promise<SystemValue | Trouble>

/** Who has read what of an organization, and what was done to those below it (systems §2.1). */
export const LOCKTERA_RECORD_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: `${ORGANIZATION}/access_log`,
    answer: (asked) =>
      inManagedOrganization<Answered | Trouble>(asked, (organization) => accessLog(asked, organization)),
  },
  {
    path: `${ORGANIZATION}/children_audit`,
    answer: (asked) =>
      inManagedOrganization<Answered | Trouble>(asked, ({ name }) => audit(asked, descendants(asked, name))),
  },
]

async function audit(asked: SystemAsked, organizations: readonly StoredResource[]): Answered {
  const at = pageIn(asked)
  if ('type' in at) return at
  const time = timeIn(asked)
  if ('type' in time) return time
  const answer = await recordedPage(asked, at, {
    organizations,
    ...time,
    // Locktera knows what was done, and nothing of what was held back.
    isWanted: ({ change }) => change !== undefined,
  })
  if ('type' in answer) return answer
  return pageValue(asked, at, { ...answer, found: answer.found.map((one) => auditRow(one, asked.viewer.seesSettings)) })
}

async function accessLog(asked: SystemAsked, organization: StoredResource): Answered {
  const at = pageIn(asked)
  if ('type' in at) return at
  const time = timeIn(asked)
  if ('type' in time) return time
  const [start, end, user, action, status] = ['start', 'end', 'user', 'action', 'status'].map(asked.query.text)
  const filter = { start, end, user, action: action?.toUpperCase(), status: status?.toUpperCase() }
  const answer = await pageThrough(at, (want) => accessRecords(asked, organization, want, filter))
  if ('type' in answer) return answer
  const org = { org_id: organizationId(organization) }
  return pageValue(asked, at, { ...answer, found: answer.found.map((one) => ({ ...accessRow(one), ...org })) })
}

/** An access as Locktera's page tells it, with what its OpenAPI document has besides; `user_id` is absent for who is no user. */
function accessRow({ id, timestamp, user = '', userId, action, status, ip }: AccessRecord): object {
  return { id, timestamp, user, ...(userId === undefined ? {} : { user_id: userId }), action, status, ip }
}

/** A page of a record. How many there are in all is not known: so many at least. */
function pageValue({ address }: SystemAsked, { page, skip }: Page, { found, hasMore }: Recorded<object>): SystemValue {
  const next = { rel: 'next', url: changed(address, { page: String(page + 1) }) }
  const total = skip + found.length + (hasMore ? 1 : 0)
  return { type: 'value', value: found, total, links: hasMore ? [next] : [] }
}

/** The time that `start` and `end` name, in milliseconds; without one of them it is open. */
function timeIn({ query }: SystemAsked): { readonly start: number; readonly end: number } | Trouble {
  for (const name of ['start', 'end']) {
    const word = query.text(name)
    if (word !== undefined && instantOf(word) === undefined) {
      return badParameter(name, 'is a date, or a time with its offset: 2026-11-22T15:04:05Z')
    }
  }
  const [start, end] = [query.text('start'), query.text('end')]
  return {
    start: start === undefined ? Number.NEGATIVE_INFINITY : momentOf(start),
    end: end === undefined ? Number.POSITIVE_INFINITY : momentOf(end),
  }
}

const ACTIONS = { create: 'insert', update: 'update', rename: 'update', delete: 'delete' } as const

/** A record in Locktera's words: `admin_id` is who acted, where that was a person; nobody knows an address of theirs. */
function auditRow(occurrence: Occurrence, seesSettings: boolean): object {
  const { entry, index, organization, change } = occurrence
  if (change === undefined) return {}
  const fields = auditChanges(change, seesSettings).map(({ path, ...values }) => ({ name: fieldName(path), ...values }))
  return {
    id: `${entry.seq}-${index}`,
    timestamp: entry.time,
    action: ACTIONS[change.action],
    org_id: organizationId(organization),
    ...(entry.actor?.type === 'operator' ? { admin_id: entry.actor.name } : {}),
    object_kind: change.kind,
    object_id: change.uid,
    ...(change.body === undefined ? {} : { object_name: nameIn(change.body.key) }),
    message: messageOf(occurrence),
    old_data: dataOf(fields.map(({ name, before, removed }) => [name, before ?? removed])),
    new_data: dataOf(fields.map(({ name, after, added }) => [name, after ?? added])),
  }
}

/** `/spec/email` is `email`. */
function fieldName(path: string): string {
  return path.replace(/^\/(spec\/)?/, '')
}

function dataOf(fields: readonly (readonly [name: string, value: unknown])[]): object {
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
}
