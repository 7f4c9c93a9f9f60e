import type { JsonObject } from '../model/resource.ts'
import { METADATA_PATH } from './authzen.ts'
import { SOURCE_EVENT, UNIT_EVENT } from './events/changes.ts'
import { ENTRY_EVENT } from './events/entries.ts'
import { EVENT_PARAMETERS, EVENTS_PATH } from './events/mount.ts'
import { BASE_PATH } from './mount.ts'
import type { Parameter } from './parameter.ts'
import { COUNT, objectOf, TEXT } from './schema.ts'

/** What is served besides the endpoints, with what it answers. */
export interface Plain {
  readonly path: string
  readonly operation: string
  readonly summary: string
  readonly contentType: string
  readonly schema: JsonObject
  /** Whether nobody has to say who asks. */
  readonly isOpen: boolean
  /** Whether it answers in the same form with 503, where not. */
  readonly isCheck?: boolean
  /** With which other statuses it may answer. */
  readonly problems: readonly number[]
  readonly parameters?: readonly Parameter[]
  /** What else is to be said in the document. */
  readonly more?: JsonObject
}

const FOLLOWED: JsonObject = {
  start: objectOf({ seq: COUNT }),
  entry: ENTRY_EVENT,
  source: SOURCE_EVENT,
  unit: UNIT_EVENT,
  gap: objectOf({ from: COUNT, to: COUNT, read: TEXT }, ['read']),
  end: objectOf({ reason: { type: 'string', enum: ['stopping', 'unauthorized', 'forbidden'] } }),
}

const METADATA = objectOf({
  policy_decision_point: TEXT,
  access_evaluation_endpoint: TEXT,
  access_evaluations_endpoint: TEXT,
})

/** What stands beside the endpoints, all of it in other forms or older than they are. */
export const PLAIN: readonly Plain[] = [
  {
    path: '/healthz',
    operation: 'health',
    summary: 'whether the program does its work',
    contentType: 'text/plain',
    schema: TEXT,
    isOpen: true,
    isCheck: true,
    problems: [],
  },
  {
    path: '/readyz',
    operation: 'readiness',
    summary: 'whether a first pass is over',
    contentType: 'text/plain',
    schema: TEXT,
    isOpen: true,
    isCheck: true,
    problems: [],
  },
  {
    path: '/metrics',
    operation: 'metrics',
    summary: 'numbers for Prometheus',
    contentType: 'text/plain',
    schema: TEXT,
    isOpen: false,
    problems: [400, 401, 403, 429, 503],
  },
  {
    path: `${BASE_PATH}/status`,
    operation: 'getStatus',
    summary: 'what the program knows of itself: sources, units, problems, passes',
    contentType: 'application/json',
    schema: { type: 'object', description: 'schemas/output/status.schema.json' },
    isOpen: false,
    problems: [400, 401, 403, 429, 503],
  },
  {
    path: EVENTS_PATH,
    operation: 'followEvents',
    summary: 'entries of the ledger and changes of the status as they come, as server-sent events',
    contentType: 'text/event-stream',
    schema: TEXT,
    isOpen: false,
    problems: [400, 401, 403, 406, 429, 503],
    parameters: EVENT_PARAMETERS,
    more: { 'x-events': FOLLOWED },
  },
  {
    path: METADATA_PATH,
    operation: 'getDecisionPoint',
    summary: 'where decisions are made, as AuthZEN 1.0 has it',
    contentType: 'application/json',
    schema: METADATA,
    isOpen: true,
    problems: [400, 429],
  },
  {
    path: `${METADATA_PATH}${BASE_PATH}`,
    operation: 'getDecisionPointBelow',
    summary: 'the same for a decision point that is called by its whole address',
    contentType: 'application/json',
    schema: METADATA,
    isOpen: true,
    problems: [400, 429],
  },
  {
    path: '/openapi.json',
    operation: 'openapi',
    summary: 'this document',
    contentType: 'application/json',
    schema: { type: 'object' },
    isOpen: true,
    problems: [429],
  },
  {
    path: '/docs',
    operation: 'docs',
    summary: 'this document as a page',
    contentType: 'text/html',
    schema: TEXT,
    isOpen: true,
    problems: [429],
  },
]
