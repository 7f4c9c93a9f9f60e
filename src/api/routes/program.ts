import { momentOf } from '../../access/windows.ts'
import type { Condition, ProblemStatus } from '../../model/status.ts'
import { type Asked, type Endpoint, type Listing, listEndpoint, NOT_FOUND, valueEndpoint } from '../endpoint.ts'
import { ANYTHING, COUNT, listOf, mapOf, NUMBER, objectOf, TEXT, TIME } from '../schema.ts'
import { organizationCalled } from '../within.ts'

const CONDITION = objectOf({ type: TEXT, status: TEXT, reason: TEXT, message: TEXT, since: TIME })
const TROUBLE = objectOf({ code: TEXT, message: TEXT, help: TEXT, since: TIME, attempts: COUNT }, ['help'])
const HOLD = objectOf({
  code: TEXT,
  message: TEXT,
  digest: TEXT,
  since: TIME,
  until: TIME,
  evidence: mapOf(ANYTHING),
  next: listOf(TEXT),
})

const SOURCE = objectOf(
  {
    name: TEXT,
    place: TEXT,
    ref: TEXT,
    attempted: TEXT,
    applied: TEXT,
    readAt: TIME,
    nextAt: TIME,
    documents: COUNT,
    trouble: TROUBLE,
    paused: objectOf({ reason: TEXT, owner: TEXT, until: TIME }),
    holds: listOf(HOLD),
    conditions: listOf(CONDITION),
  },
  ['ref', 'attempted', 'applied', 'readAt', 'nextAt', 'documents', 'trouble', 'paused'],
)

const RECONCILIATION = objectOf(
  {
    id: COUNT,
    at: TIME,
    durationMs: NUMBER,
    reason: TEXT,
    revisions: mapOf(TEXT),
    units: mapOf(COUNT),
    changes: objectOf({ add: COUNT, change: COUNT, remove: COUNT, rename: COUNT }),
    errors: {
      ...listOf(objectOf({ unit: TEXT, reason: TEXT, message: TEXT }, ['unit'])),
      description: 'the first things that were wrong; absent where nothing was',
    },
    seq: COUNT,
  },
  ['errors'],
)

const ERROR = objectOf(
  {
    message: TEXT,
    code: TEXT,
    severity: TEXT,
    timestamp: {
      ...TIME,
      description:
        'since when what is declared of the organization, or else what the source says, is not in force; of a warning, since when it is as it is',
    },
    help: TEXT,
    organization: TEXT,
    source: TEXT,
    path: TEXT,
    line: COUNT,
  },
  ['help', 'organization', 'path', 'line'],
)

interface Found extends ProblemStatus {
  readonly organization?: string
  readonly timestamp: string
}

/** What the program knows of its sources, its passes, and of what is wrong in declarations (api 43, 45). */
export const PROGRAM_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint({
    path: '/sources',
    operation: 'listSources',
    summary: 'where declarations come from, and how reading them goes; for operators and auditors',
    parameters: [],
    response: SOURCE,
    orders: ['name'],
    isDated: false,
    answer: (asked) => programOnly(asked, () => listing(asked.view.status.sources, { name: ({ name }) => name })),
  }),
  listEndpoint({
    path: '/reconciliations',
    operation: 'listReconciliations',
    summary: 'the last passes, newest first; for operators and auditors',
    parameters: [
      { name: 'source', type: 'text', description: 'in which this source had a part' },
      {
        name: 'result',
        type: 'one',
        of: ['applied', 'held', 'invalid', 'failed'],
        description: 'with a unit that ended so',
      },
    ],
    response: RECONCILIATION,
    orders: ['id', 'at'],
    isDated: false,
    answer: (asked) =>
      programOnly(asked, () => {
        const [source, result] = [asked.query.text('source'), asked.query.text('result')]
        const passes = asked.view.status.passes.filter(
          ({ revisions, units }) =>
            (source === undefined || Object.hasOwn(revisions, source)) &&
            (result === undefined || units[result as keyof typeof units] > 0),
        )
        return listing(passes, { id: ({ id }) => id, at: ({ at }) => at }, ({ reason }) => reason)
      }),
  }),
  valueEndpoint({
    path: '/reconciliations/{id}',
    operation: 'getReconciliation',
    summary: 'one of the last passes',
    parameters: [],
    response: RECONCILIATION,
    isDated: false,
    answer: (asked) => {
      const found = asked.view.status.passes.find(({ id }) => String(id) === asked.path('id'))
      return found === undefined || !seesProgram(asked) ? NOT_FOUND : { type: 'value', value: found }
    },
  }),
  listEndpoint({
    path: '/errors',
    operation: 'listErrors',
    summary: 'what is wrong in what is declared: of the organizations that the reader manages, for operators all',
    parameters: [
      { name: 'organization', type: 'text', description: 'uid, name or id of an organization' },
      { name: 'start', type: 'time', description: 'what began at this time or later' },
      { name: 'end', type: 'time', description: 'what began before this time' },
    ],
    response: ERROR,
    orders: ['organization', 'code', 'path', 'timestamp'],
    isDated: false,
    answer: errors,
  }),
]

function errors(asked: Asked): Listing<Found> {
  const [start, end] = [asked.query.text('start'), asked.query.text('end')]
  const isWithin = ({ timestamp }: Found): boolean =>
    (start === undefined || momentOf(timestamp) >= momentOf(start)) &&
    (end === undefined || momentOf(timestamp) < momentOf(end))
  const all = listing(errorsFor(asked).filter(isWithin), {
    organization: ({ organization = '' }: Found) => organization,
    code: ({ code }: Found) => code,
    path: ({ place }: Found) => place,
    timestamp: ({ timestamp }: Found) => timestamp,
  })
  return { ...all, show: errorValue, name: ({ code }) => code, organization: ({ organization = '' }) => organization }
}

/** What is wrong of the organizations that the reader manages; for operators also what belongs to none. */
function errorsFor(asked: Asked): readonly Found[] {
  const { view, viewer, query } = asked
  const { units, sources, problems, startedAt } = view.status
  const word = query.text('organization')
  const only = word === undefined ? undefined : (organizationCalled(asked, word)?.name ?? '')
  const own = units.flatMap(({ organization, problems, lateSince, conditions }): readonly Found[] => {
    const isSeen = organization === undefined ? viewer.isOperator : viewer.manages(organization)
    if (!isSeen || (only !== undefined && organization !== only)) return []
    const timestamp = lateSince ?? readySince(conditions) ?? startedAt
    return problems.map((one) => ({ ...one, timestamp, ...(organization === undefined ? {} : { organization }) }))
  })
  if (!viewer.isOperator || only !== undefined) return own
  const since = new Map(sources.map(({ name, conditions }) => [name, readySince(conditions)]))
  return [...own, ...problems.map((one) => ({ ...one, timestamp: since.get(one.source) ?? startedAt }))]
}

/** Since when something is ready, or is not. */
function readySince(conditions: readonly Condition[]): string | undefined {
  return conditions.find(({ type }) => type === 'Ready')?.since
}

/** A place in a file is its path and its line; an object in a cluster has neither. */
function errorValue({ place, ...problem }: Found): Record<string, unknown> {
  const [, path, line] = /^(.*?):(\d+)(?::\d+)?$/s.exec(place) ?? []
  return { ...problem, ...(path === undefined ? {} : { path, line: Number(line) }) }
}

function seesProgram({ viewer }: Asked): boolean {
  return viewer.isOperator || viewer.isAuditor
}

function programOnly<T>(asked: Asked, use: () => Listing<T>): Listing<T> | typeof NOT_FOUND {
  return seesProgram(asked) ? use() : NOT_FOUND
}

function listing<T extends object>(
  items: readonly T[],
  orders: Listing<T>['orders'],
  name: (item: T) => string = (item) => ('name' in item ? String(item.name) : ''),
): Listing<T> {
  return { type: 'list', items, show: (item) => ({ ...item }) as Record<string, unknown>, name, orders }
}
