import type { JsonObject } from '../../model/resource.ts'
import { ANYTHING, COUNT, FLAG, listOf, mapOf, NUMBER, objectOf, TEXT, TIME } from '../schema.ts'

const UNIT = { ...TEXT, description: '`installation`, `organization/<name>` or `revocation/<organization>/<name>`' }

/** Where something is declared: a place in a file, or an object in a cluster. */
export const ORIGIN = objectOf({ source: TEXT, path: TEXT, line: COUNT, column: COUNT, uid: TEXT, generation: COUNT }, [
  'path',
  'line',
  'column',
  'uid',
  'generation',
])

const RESOURCE = objectOf(
  {
    apiVersion: TEXT,
    kind: TEXT,
    metadata: objectOf({ namespace: TEXT, name: TEXT, labels: mapOf(TEXT), annotations: mapOf(TEXT) }, ['namespace']),
    spec: { type: 'object', description: 'what is declared, as the schema of the kind has it' },
    uid: TEXT,
    version: COUNT,
  },
  ['uid', 'version'],
)

const FIELD = objectOf(
  {
    type: { type: 'string', enum: ['value', 'set', 'owner'] },
    pointer: TEXT,
    before: ANYTHING,
    after: ANYTHING,
    added: listOf(ANYTHING),
    removed: listOf(ANYTHING),
  },
  ['before', 'after', 'added', 'removed'],
)

const CHANGE = objectOf(
  {
    action: { type: 'string', enum: ['create', 'update', 'rename', 'delete'] },
    kind: TEXT,
    namespace: TEXT,
    name: TEXT,
    uid: TEXT,
    origin: ORIGIN,
    commit: TEXT,
    from: objectOf({ kind: TEXT, namespace: TEXT, name: TEXT }),
    fields: listOf(FIELD),
    before: RESOURCE,
    after: RESOURCE,
    follows: listOf(TEXT),
  },
  ['commit', 'from', 'fields', 'before', 'after', 'follows'],
)

const HOLD = objectOf({
  code: TEXT,
  scope: objectOf(
    {
      type: { type: 'string', enum: ['organization', 'installation', 'source'] },
      organization: TEXT,
      source: TEXT,
    },
    ['organization', 'source'],
  ),
  digest: { ...TEXT, description: 'what an approval names' },
  message: TEXT,
  evidence: mapOf(ANYTHING),
  next: { ...listOf(TEXT), description: 'commands or edits that lift it' },
})

const CONDITION = objectOf({ unit: UNIT, code: TEXT, message: TEXT, help: TEXT }, ['help'])

const LIMIT = { limit: NUMBER, unlimited: FLAG }

const USE = objectOf(
  {
    unit: UNIT,
    name: TEXT,
    ...LIMIT,
    source: objectOf({ type: TEXT, name: TEXT }),
    before: objectOf(LIMIT, ['limit', 'unlimited']),
    used: COUNT,
    after: COUNT,
    over: FLAG,
  },
  ['limit', 'unlimited', 'source', 'before'],
)

const SECRET = objectOf(
  {
    unit: UNIT,
    kind: TEXT,
    namespace: TEXT,
    name: TEXT,
    type: { type: 'string', enum: ['changed', 'made'] },
    path: TEXT,
    cause: TEXT,
    generation: COUNT,
    place: TEXT,
  },
  ['path', 'cause', 'generation', 'place'],
)

const PROBLEM = objectOf(
  {
    code: TEXT,
    severity: { type: 'string', enum: ['error', 'warning'] },
    message: TEXT,
    help: TEXT,
    notes: listOf(TEXT),
    unit: UNIT,
    origin: ORIGIN,
    pointer: TEXT,
    length: COUNT,
    label: TEXT,
    related: listOf(objectOf({ origin: ORIGIN, message: TEXT })),
  },
  ['help', 'notes', 'unit', 'length', 'label'],
)

const RIGHT = { user: TEXT, permission: TEXT, on: TEXT, path: TEXT }
const MARKS = listOf(TEXT)
const ACCESS_CHANGE = objectOf({ ...RIGHT, from: TIME, until: TIME, marks: MARKS }, ['from', 'until'])

const COUNTS = { add: COUNT, change: COUNT, remove: COUNT, rename: COUNT }

const UNIT_PLAN = objectOf(
  {
    unit: UNIT,
    organization: TEXT,
    phase: { type: 'string', enum: ['changes', 'removals'] },
    base: TEXT,
    digest: TEXT,
    revisions: mapOf(TEXT),
    counts: objectOf(COUNTS),
    changes: listOf(CHANGE),
    holds: listOf(HOLD),
    conditions: listOf(CONDITION),
    uses: listOf(USE),
    access: objectOf({
      gained: listOf(ACCESS_CHANGE),
      lost: listOf(ACCESS_CHANGE),
      kept: listOf(objectOf({ ...RIGHT, before: TEXT, marks: MARKS })),
    }),
  },
  ['organization', 'access'],
)

/** The plan as the API tells it: what schemas/output/plan.schema.json says, with less for readers who may see less. */
export const PLAN: JsonObject = objectOf({
  format_version: TEXT,
  revisions: mapOf(TEXT),
  units: listOf(UNIT_PLAN),
  holds: listOf(HOLD),
  conditions: listOf(CONDITION),
  uses: listOf(USE),
  secrets: { ...listOf(SECRET), description: 'what is done about secrets besides; what is pending has none' },
  problems: listOf(PROBLEM),
  summary: objectOf({ ...COUNTS, held: COUNT, invalid: COUNT }),
})
