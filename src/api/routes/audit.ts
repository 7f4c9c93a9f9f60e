import { text } from '../../access/fields.ts'
import { momentOf } from '../../access/windows.ts'
import { groupBy } from '../../lib/compare.ts'
import { once } from '../../lib/once.ts'
import { folded } from '../../lib/text.ts'
import type { Entry } from '../../model/ledger.ts'
import { identityOf, type Key, KINDS, type StoredResource } from '../../model/resource.ts'
import { type Occurrence, occurrences } from '../auditing.ts'
import { doerOf, isDoer } from '../doer.ts'
import { type Answer, type Asked, type Endpoint, SEALED_AWAY, type Trouble, valueEndpoint } from '../endpoint.ts'
import { FEED_PARAMETERS, feedValue, type Part, type Want, type Whole, wantIn, wholeFeed } from '../feed.ts'
import type { Parameter } from '../parameter.ts'
import { listOf } from '../schema.ts'
import { inManagedOrganization } from '../within.ts'
import { AUDIT_ACTIONS, AUDIT_RECORD, actionOf, auditRecord, messageOf } from './auditrecord.ts'

const FILTERS: readonly Parameter[] = [
  { name: 'start', type: 'time', description: 'from when on' },
  { name: 'end', type: 'time', description: 'until when, that time not included' },
  { name: 'action', type: 'one', of: AUDIT_ACTIONS, description: 'what was done' },
  { name: 'kind', type: 'one', of: KINDS, description: 'the kind of what it was done to' },
  {
    name: 'user',
    type: 'text',
    description: 'who did it: the name of whoever acted, or the name or e-mail address of the author',
  },
  { name: 'message', type: 'text', description: 'what the message contains, in upper or lower case' },
  ...FEED_PARAMETERS,
]

const DEEPEST = 32

/** What was done to an organization, and to those below it, newest first (api 28, 29). */
export const AUDIT_ENDPOINTS: readonly Endpoint[] = [
  valueEndpoint({
    path: '/organizations/{organization}/audit',
    operation: 'listAudit',
    summary: 'what was done to the organization and what is in it, newest first',
    parameters: FILTERS,
    response: listOf(AUDIT_RECORD),
    tables: ['csv', 'ndjson'],
    problems: [403, 410],
    isDated: false,
    answer: (asked) =>
      inManagedOrganization<Promise<Answer> | Trouble>(asked, (organization) => audit(asked, [organization])),
    whole: async (asked) =>
      inManagedOrganization<Promise<Whole> | Trouble>(asked, (organization) =>
        wholeFeed(auditor(asked, [organization])),
      ),
  }),
  valueEndpoint({
    path: '/organizations/{organization}/children-audit',
    operation: 'listChildrenAudit',
    summary: 'the same for all organizations below it that the reader manages, without itself',
    parameters: [
      ...FILTERS,
      { name: 'depth', type: 'integer', least: 1, most: DEEPEST, description: `how far below (${DEEPEST})` },
    ],
    response: listOf(AUDIT_RECORD),
    tables: ['csv', 'ndjson'],
    problems: [403, 410],
    isDated: false,
    answer: (asked) =>
      inManagedOrganization<Promise<Answer> | Trouble>(asked, ({ name }) => audit(asked, descendants(asked, name))),
    whole: async (asked) =>
      inManagedOrganization<Promise<Whole> | Trouble>(asked, ({ name }) =>
        wholeFeed(auditor(asked, descendants(asked, name))),
      ),
  }),
]

async function audit(asked: Asked, organizations: readonly StoredResource[]): Promise<Answer> {
  const want = wantIn(asked)
  if ('type' in want) return want
  const part = await auditor(asked, organizations)(want)
  return 'type' in part ? part : feedValue(part.records, part.next, asked)
}

/** Reads parts of the audit of organizations, newest first. */
function auditor(asked: Asked, organizations: readonly StoredResource[]): (want: Want) => Promise<Part | Trouble> {
  const { query, recorded, viewer, catalog } = asked
  const [start, end] = [query.text('start'), query.text('end')]
  const wanted = {
    organizations,
    start: start === undefined ? Number.NEGATIVE_INFINITY : momentOf(start),
    end: end === undefined ? Number.POSITIVE_INFINITY : momentOf(end),
    isWanted: isWanted(asked),
  }
  const namesOf = once(() => namesIn(asked, organizations))
  const tell = (one: Occurrence): object =>
    auditRecord(one, {
      nameOf: nameOfIn(one.entry, namesOf),
      doer: doerOf(one, catalog),
      seesSettings: viewer.seesSettings,
    })
  return async (want) => {
    const answer = await recorded.inTurn(() => occurrences(asked, want, wanted))
    if (answer === undefined) return SEALED_AWAY
    const { found, next } = answer
    return { records: found.map((one) => tell(one)), next }
  }
}

function isWanted({ query, catalog }: Asked): (occurrence: Omit<Occurrence, 'isFirst'>) => boolean {
  const [action, kind, user, message] = ['action', 'kind', 'user', 'message'].map(query.text)
  const part = message?.toLowerCase()
  return (occurrence) => {
    const { entry, change } = occurrence
    return (
      (action === undefined || actionOf(occurrence) === action) &&
      (kind === undefined || change?.kind === kind) &&
      (user === undefined ||
        folded(entry.actor?.name ?? '') === folded(user) ||
        isDoer(doerOf(occurrence, catalog), user)) &&
      (part === undefined || messageOf(occurrence).toLowerCase().includes(part))
    )
  }
}

/** What uids are called in the stored state. */
function namesIn({ catalog }: Asked, organizations: readonly StoredResource[]): ReadonlyMap<string, string> {
  const kinds = ['User', 'UserGroup', 'Workspace', 'DataSource'] as const
  const all = organizations.flatMap(({ name }) => kinds.flatMap((kind) => catalog.of(name, kind)))
  return new Map(all.map(({ uid, name }) => [uid, name]))
}

/** What the entry itself calls them comes first: that is how they were called then. */
function nameOfIn({ changes }: Entry, namesOf: () => ReadonlyMap<string, string>): (uid: string) => string | undefined {
  const own = once(
    () => new Map(changes.flatMap(({ uid, body }) => (body ? [[uid, identityOf(body.key as Key).name]] : []))),
  )
  return (uid) => own().get(uid) ?? namesOf().get(uid)
}

/** The organizations below one, as deep as `depth` says (32 at most), that the reader manages; each level by name. */
export function descendants({ catalog, viewer, query }: Asked, organization: string): readonly StoredResource[] {
  const children = groupBy(catalog.of('', 'Organization'), ({ spec }) => text(spec, 'parent') ?? '')
  const found = new Map<string, StoredResource>()
  let level: readonly string[] = [organization]
  for (let depth = query.number('depth') ?? DEEPEST; depth > 0 && level.length > 0; depth--) {
    const below = level.flatMap((name) => children.get(name) ?? []).filter(({ name }) => !found.has(name))
    for (const one of below) if (one.name !== organization) found.set(one.name, one)
    level = below.map(({ name }) => name)
  }
  return [...found.values()].filter(({ name }) => viewer.manages(name))
}
