import { text } from '../../../access/fields.ts'
import { uuidV5 } from '../../../lib/uuid.ts'
import type { Kind, StoredResource } from '../../../model/resource.ts'
import type { Occurrence } from '../../auditing.ts'
import { type Doer, doerOf } from '../../doer.ts'
import type { Trouble } from '../../endpoint.ts'
import { changed } from '../../paging.ts'
import { actionOf, messageOf, nameIn } from '../../routes/auditrecord.ts'
import { recordedPage, TOO_FAR } from '../recorded.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { CUSTOMERS } from './customers.ts'
import { fieldError } from './fault.ts'
import { pageIn } from './paging.ts'
import { uuidIn, uuidOf } from './uuid.ts'

/** What was done to the organizations that the reader manages, newest first (systems §1.4). */
export const WALDUR_EVENT_ENDPOINTS: readonly SystemEndpoint[] = [{ path: '/api/events/', answer: events }]

/** So much is read where the oldest are to come first. */
const MOST_EVENTS = 100_000

async function events(asked: SystemAsked): Promise<SystemValue | Trouble> {
  const [organizations, time, wanted] = [organizationsIn(asked), timeIn(asked), wantedIn(asked)]
  if ('type' in organizations) return organizations
  if ('type' in time) return time
  if ('type' in wanted) return wanted
  const at = pageIn(asked)
  if ('type' in at) return at
  const order = asked.query.text('o') ?? '-created'
  if (order !== '-created' && order !== 'created') {
    return fieldError('o', `Select a valid choice. ${order} is not one of the available choices.`)
  }
  const isOldestFirst = order === 'created'
  const part = isOldestFirst ? { skip: 0, limit: MOST_EVENTS } : at
  const answer = await recordedPage(asked, part, { ...organizations, ...time, ...wanted })
  if ('type' in answer) return answer
  // The oldest are not among them where there are more.
  if (isOldestFirst && answer.hasMore) return TOO_FAR
  const found = isOldestFirst ? answer.found.toReversed().slice(at.skip, at.skip + at.limit) : answer.found
  const known = isOldestFirst ? answer.found.length : at.skip + found.length + (answer.hasMore ? 1 : 0)
  const told = new Set(found.map(({ organization }) => organization.uid))
  for (const one of organizations.organizations) if (told.has(one.uid)) asked.concerns(one)
  return {
    type: 'value',
    value: found.map((one) => eventOf(one, doerOf(one, asked.catalog))),
    total: known,
    links: linksAround(asked, at.page, at.page * at.limit < known),
  }
}

/** There is no last page: how many there are in all is not known. */
function linksAround({ address }: SystemAsked, page: number, hasMore: boolean): NonNullable<SystemValue['links']> {
  const to = (rel: string, number: number) => ({ rel, url: changed(address, { page: String(number) }) })
  return [to('first', 1), ...(page > 1 ? [to('prev', page - 1)] : []), ...(hasMore ? [to('next', page + 1)] : [])]
}

/** The organizations that the reader manages, or the one that `customer_uuid`, or the address `scope`, names. */
function organizationsIn(asked: SystemAsked): { readonly organizations: readonly StoredResource[] } | Trouble {
  const { query, catalog, viewer } = asked
  const customer = uuidIn(asked, 'customer_uuid')
  if ('type' in customer) return customer
  const scope = query.text('scope')
  const named = scope === undefined ? undefined : uuidOf(CUSTOMER.exec(scope)?.[1] ?? '')
  if (scope !== undefined && named === undefined) return fieldError('scope', 'Enter the address of a customer.')
  const uuids = [customer.uuid, named].filter((one) => one !== undefined)
  const organizations = catalog
    .of('', 'Organization')
    .filter(({ uid }) => uuids.every((uuid) => uid.toLowerCase() === uuid))
  if (uuids.length > 0) for (const one of organizations) asked.concerns(one)
  return { organizations: organizations.filter(({ name }) => viewer.manages(name)) }
}

const CUSTOMER = new RegExp(`${CUSTOMERS}([^/]+)/?$`)

/** `created_from` and `created_to` are seconds since 1970; the latter does not belong to the time. */
function timeIn({ query }: SystemAsked): { readonly start: number; readonly end: number } | Trouble {
  const [from, to] = ['created_from', 'created_to'].map((name) => query.text(name))
  for (const [name, word] of [['created_from', from] as const, ['created_to', to] as const]) {
    if (word !== undefined && !/^\d{1,11}(\.\d{1,9})?$/.test(word)) return fieldError(name, 'Enter a number.')
  }
  return {
    start: from === undefined ? Number.NEGATIVE_INFINITY : Number(from) * 1000,
    end: to === undefined ? Number.POSITIVE_INFINITY : Number(to) * 1000,
  }
}

type Wanted = { isWanted(occurrence: Omit<Occurrence, 'isFirst'>): boolean }

function wantedIn({ query }: SystemAsked): Wanted | Trouble {
  const [types, features, part] = [
    query.texts('event_type'),
    query.texts('feature'),
    query.text('message')?.toLowerCase(),
  ]
  const unknown = features.find((one) => !Object.hasOwn(FEATURES, one))
  if (unknown !== undefined) {
    return fieldError('feature', `Select a valid choice. ${unknown} is not one of the available choices.`)
  }
  const kinds = new Set<string>(features.flatMap((one) => FEATURES[one] ?? []))
  return {
    isWanted: (occurrence) =>
      (types.length === 0 || types.includes(typeOf(occurrence))) &&
      (features.length === 0 || kinds.has(occurrence.change?.kind ?? '')) &&
      (part === undefined || messageOf(occurrence).toLowerCase().includes(part)),
  }
}

/** Waldur's groups of events, by what they are about. */
const FEATURES: Readonly<Record<string, readonly Kind[]>> = {
  customers: ['Organization'],
  projects: ['Workspace'],
  users: ['User'],
  roles: ['Permission'],
  resources: ['Workspace', 'Host', 'Subscription'],
}

/** Waldur's words for what was done, and for what it was done to. */
const DONE = {
  create: 'creation_succeeded',
  update: 'update_succeeded',
  rename: 'update_succeeded',
  delete: 'deletion_succeeded',
} as const
const ROLE = { create: 'role_granted', update: 'role_updated', rename: 'role_updated', delete: 'role_revoked' } as const
const NOUNS: Readonly<Record<string, string>> = { Organization: 'customer', Workspace: 'project' }

/** `user_creation_succeeded`; of changes that were not made, or not yet, `changes_held`. */
function typeOf(occurrence: Pick<Occurrence, 'entry' | 'change'>): string {
  const { change } = occurrence
  if (change === undefined) return `changes_${actionOf(occurrence)}`
  if (change.kind === 'Permission') return ROLE[change.action]
  const noun = NOUNS[change.kind] ?? change.kind.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
  return `${noun}_${DONE[change.action]}`
}

/** An event in Waldur's words; its uuid is made of the organization's and its place in the ledger, and never changes. */
function eventOf(occurrence: Occurrence, doer: Doer | undefined): object {
  const { entry, index, organization, change } = occurrence
  const name = change?.body === undefined ? undefined : nameIn(change.body.key)
  return {
    uuid: uuidV5(organization.uid, `${entry.seq}-${index}`),
    created: entry.time,
    event_type: typeOf(occurrence),
    message: messageOf(occurrence),
    context: {
      customer_uuid: organization.uid,
      customer_name: text(organization.spec, 'displayName') ?? organization.name,
      ...(change === undefined ? {} : { object_kind: change.kind, object_uuid: change.uid }),
      ...(name === undefined ? {} : { object_name: name }),
      ...(doer === undefined ? {} : { user_username: doer.username }),
      ...(doer?.fullName === undefined ? {} : { user_full_name: doer.fullName }),
      ...(doer?.user === undefined ? {} : { user_uuid: doer.user.uid }),
      seq: entry.seq,
    },
  }
}
