import type { JsonObject } from '../model/resource.ts'
import { METADATA_PATH } from './authzen.ts'
import type { Endpoint } from './endpoint.ts'
import { BASE_PATH } from './mount.ts'
import type { Parameter } from './parameter.ts'
import { parameterSchema } from './parameter.ts'
import { parametersOf } from './parameters.ts'
import { COUNT, listOf, objectOf, TEXT } from './schema.ts'

/** What is served besides the endpoints, with what it answers. */
export interface Plain {
  readonly path: string
  readonly operation: string
  readonly summary: string
  readonly contentType: string
  /** Whether nobody has to say who asks. */
  readonly isOpen: boolean
}

/** What stands beside the endpoints, all of it in other forms or older than they are. */
export const PLAIN: readonly Plain[] = [
  {
    path: '/healthz',
    operation: 'health',
    summary: 'whether the program does its work',
    contentType: 'text/plain',
    isOpen: true,
  },
  {
    path: '/readyz',
    operation: 'readiness',
    summary: 'whether a first pass is over',
    contentType: 'text/plain',
    isOpen: true,
  },
  {
    path: '/metrics',
    operation: 'metrics',
    summary: 'numbers for Prometheus',
    contentType: 'text/plain',
    isOpen: false,
  },
  {
    path: `${BASE_PATH}/status`,
    operation: 'getStatus',
    summary: 'what the program knows of itself: sources, units, problems, passes',
    contentType: 'application/json',
    isOpen: false,
  },
  {
    path: `${BASE_PATH}/events`,
    operation: 'followEvents',
    summary: 'entries of the ledger and changes of the status as they come, as server-sent events',
    contentType: 'text/event-stream',
    isOpen: false,
  },
  {
    path: METADATA_PATH,
    operation: 'getDecisionPoint',
    summary: 'where decisions are made, as AuthZEN 1.0 has it',
    contentType: 'application/json',
    isOpen: true,
  },
  {
    path: `${METADATA_PATH}${BASE_PATH}`,
    operation: 'getDecisionPointBelow',
    summary: 'the same for a decision point that is called by its whole address',
    contentType: 'application/json',
    isOpen: true,
  },
  {
    path: '/openapi.json',
    operation: 'openapi',
    summary: 'this document',
    contentType: 'application/json',
    isOpen: true,
  },
  { path: '/docs', operation: 'docs', summary: 'this document as a page', contentType: 'text/html', isOpen: true },
]

/** The document of the API (OpenAPI 3.1), made of what is served: the two cannot disagree. */
export function openApi(endpoints: readonly Endpoint[], version: string): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Charter',
      version,
      description:
        'Organizations, people, access and usage, to be read. What it shows is changed where it is declared.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ token: [] }],
    paths: Object.fromEntries([
      ...endpoints.map((endpoint) => [`${BASE_PATH}${endpoint.path}`, operationsOf(endpoint)]),
      ...PLAIN.map((plain) => [plain.path, { get: plainOperation(plain) }]),
    ]),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: PROBLEM },
      responses: {
        Problem: {
          description: 'what is wrong (RFC 9457)',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  }
}

const PROBLEM = objectOf(
  {
    type: TEXT,
    title: TEXT,
    status: COUNT,
    detail: TEXT,
    code: TEXT,
    errors: listOf(objectOf({ pointer: TEXT, detail: TEXT })),
  },
  ['detail', 'code', 'errors'],
)

const VIEW_HEADERS = {
  'Charter-Revision': { description: 'the number of the ledger entry after which the state is shown', schema: COUNT },
  'Charter-Instant': { description: 'the instant of which time-boxed things are told', schema: { type: 'string' } },
  ETag: { description: 'a digest of the answer, for If-None-Match', schema: { type: 'string' } },
} as const satisfies JsonObject

const LIST_HEADERS = {
  'X-Result-Count': { description: 'how many there are on all pages', schema: COUNT },
  Link: { description: 'the first, previous, next and last page', schema: { type: 'string' } },
} as const satisfies JsonObject

/** What is asked with a body is also, or only, sent. */
function operationsOf(endpoint: Endpoint): JsonObject {
  const { body } = endpoint
  const read = operationOf(endpoint)
  if (body === undefined) return { get: read }
  const requestBody = { required: true, content: { 'application/json': { schema: body.schema } } }
  const parameters = (read.parameters as readonly JsonObject[]).filter((one) => one.in === 'path')
  const post = { ...read, operationId: `${endpoint.operation}ByBody`, parameters, requestBody }
  return body.isNeeded ? { post } : { get: read, post }
}

function operationOf(endpoint: Endpoint): JsonObject {
  const { operation, summary, path, response, type } = endpoint
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return {
    operationId: operation,
    summary,
    parameters: [...names.map(pathParameter), ...parametersOf(endpoint).map(queryParameter)],
    responses: {
      200: {
        description: type === 'list' ? 'a page of the list' : 'what is asked for',
        headers: type === 'list' ? { ...VIEW_HEADERS, ...LIST_HEADERS } : VIEW_HEADERS,
        content: {
          'application/json': { schema: type === 'list' ? listOf(response) : response },
          ...(type === 'value' && endpoint.isYaml ? { 'application/yaml': {} } : {}),
        },
      },
      304: { description: 'nothing is new' },
      ...PROBLEMS,
    },
  }
}

const PROBLEMS: JsonObject = Object.fromEntries(
  ['400', '401', '404', '406', '429', '503'].map((status) => [status, { $ref: '#/components/responses/Problem' }]),
)

function pathParameter(name: string): JsonObject {
  const description = name === 'organization' ? 'uid, name or id of an organization' : 'uid or name'
  return { name, in: 'path', required: true, description, schema: { type: 'string' } }
}

function queryParameter(parameter: Parameter): JsonObject {
  const { name, description, repeats } = parameter
  const one = parameterSchema(parameter)
  return { name, in: 'query', description, schema: repeats === true ? listOf(one) : one }
}

function plainOperation({ operation, summary, contentType, isOpen }: Plain): JsonObject {
  return {
    operationId: operation,
    summary,
    ...(isOpen ? { security: [] } : {}),
    responses: { 200: { description: summary, content: { [contentType]: {} } } },
  }
}
