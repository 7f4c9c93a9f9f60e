import type { JsonObject } from '../model/resource.ts'
import { type Endpoint, isInParts } from './endpoint.ts'
import { MEDIA_TYPES } from './format.ts'
import { BASE_PATH } from './mount.ts'
import type { Parameter } from './parameter.ts'
import { parameterSchema } from './parameter.ts'
import { parametersOf } from './parameters.ts'
import { PLAIN, type Plain } from './plain.ts'
import { COUNT, listOf, objectOf, TEXT } from './schema.ts'

/** The document of the API (OpenAPI 3.1), made of what is served: the two cannot disagree. */
export function openApi(endpoints: readonly Endpoint[], version: string): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Charter',
      version,
      description:
        'Organizations, people, access and usage, to be read. What it shows is changed where it is declared. Whatever has GET answers HEAD too, without a body. ' +
        'What is served below /compat has the addresses and forms of other systems, is described in docs/compat.md, and is not part of this document.',
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
  const responses = { ...(read.responses as JsonObject), ...problemsOf([413, 415]) }
  const post = { ...read, operationId: `${endpoint.operation}ByBody`, parameters, requestBody, responses }
  return body.isNeeded ? { post } : { get: read, post }
}

function operationOf(endpoint: Endpoint): JsonObject {
  const { operation, summary, path, response, type, isDated, problems = [] } = endpoint
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return {
    operationId: operation,
    summary,
    parameters: [...names.map(pathParameter), ...parametersOf(endpoint).map(queryParameter)],
    responses: {
      200: {
        description: type === 'list' ? 'a page of the list' : 'what is asked for',
        headers: { ...VIEW_HEADERS, ...headersOf(endpoint) },
        content: {
          'application/json': { schema: type === 'list' ? listOf(response) : response },
          ...Object.fromEntries(othersOf(endpoint).map((format) => [MEDIA_TYPES[format], { schema: FORMS[format] }])),
        },
      },
      304: { description: 'nothing is new' },
      ...problemsOf([400, 401, 404, 406, 429, 500, 503, ...problems, ...(isDated ? [410] : [])]),
    },
  }
}

/** A list that is told whole is counted; of one that comes in parts nobody knows how much there is. */
function headersOf(endpoint: Endpoint): JsonObject {
  if (endpoint.type === 'list') return LIST_HEADERS
  if (endpoint.response.type !== 'array') return {}
  return isInParts(endpoint) ? { Link: NEXT } : { 'X-Result-Count': LIST_HEADERS['X-Result-Count'] }
}

const NEXT = {
  description: 'the next part, where there is one',
  schema: { type: 'string' },
} as const satisfies JsonObject

/** As what an endpoint is told besides JSON. */
function othersOf(endpoint: Endpoint): readonly (keyof typeof FORMS)[] {
  const isYaml = endpoint.type === 'value' && endpoint.isYaml === true
  return [...(endpoint.tables ?? []), ...(isYaml ? (['yaml'] as const) : [])]
}

const FORMS = {
  csv: {
    type: 'string',
    description: 'a line of names, then a line for each item (RFC 4180); whole where no part is named',
  },
  ndjson: { type: 'string', description: 'an item as JSON on each line; whole where no part is named' },
  yaml: { type: 'string', description: 'the items as YAML documents' },
} as const satisfies JsonObject

/** Responses that tell what is wrong, by status. */
function problemsOf(statuses: readonly number[]): JsonObject {
  const all = [...new Set(statuses)].sort((left, right) => left - right)
  return Object.fromEntries(all.map((status) => [String(status), { $ref: '#/components/responses/Problem' }]))
}

function pathParameter(name: string): JsonObject {
  const description = name === 'organization' ? 'uid, name or id of an organization' : 'uid or name'
  return { name, in: 'path', required: true, description, schema: { type: 'string' } }
}

function queryParameter(parameter: Parameter): JsonObject {
  const { name, description, repeats } = parameter
  const one = parameterSchema(parameter)
  return { name, in: 'query', description, schema: repeats === true ? listOf(one) : one }
}

function plainOperation(plain: Plain): JsonObject {
  const { operation, summary, contentType, schema, isOpen, isCheck, problems, parameters, more } = plain
  const content = { [contentType]: { schema } }
  return {
    operationId: operation,
    summary,
    ...(parameters === undefined ? {} : { parameters: parameters.map(queryParameter) }),
    ...(isOpen ? { security: [] } : {}),
    responses: {
      200: { description: summary, content },
      ...(isCheck ? { 503: { description: 'no', content } } : {}),
      ...problemsOf(problems),
    },
    ...more,
  }
}
