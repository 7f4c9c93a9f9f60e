import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SYSTEMS } from '../../src/api/compat/systems.ts'
import { ENDPOINTS } from '../../src/api/endpoints.ts'
import { MEDIA_TYPES } from '../../src/api/format.ts'
import { createHttp } from '../../src/api/http.ts'
import { openApi } from '../../src/api/openapi.ts'
import { parametersOf } from '../../src/api/parameters.ts'
import { PLAIN } from '../../src/api/plain.ts'
import type { Status } from '../../src/model/status.ts'
import { ask, listening } from '../support/http.ts'
import { NOTHING_PUBLISHED } from '../support/publication.ts'

// biome-ignore lint/suspicious/noExplicitAny: the document is looked into as a reader does
const document = openApi(ENDPOINTS, '1.2.3') as any

function server() {
  return createHttp({
    status: () => ({ isReady: true }) as Status,
    metrics: async () => ({ type: 'text/plain', text: '' }),
    isAlive: () => true,
    authenticate: async () => ({ type: 'unauthorized', reason: 'nobody' }),
    limit: () => undefined,
    publication: NOTHING_PUBLISHED,
    version: '1.2.3',
  })
}

/** Every address that a server answers to GET or POST, as it was mounted. */
function routesOf(tree: string): readonly string[] {
  const above: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, lead = '', part = '', methods = ''] = /^([│├└─ ]*)(\S+)(?: \(([^)]*)\))?$/.exec(line) ?? []
    const depth = lead.length / 4
    above.splice(Math.max(0, depth - 1), above.length, part)
    if (part === '') return []
    const path = above.join('')
    return methods.split(', ').flatMap((method) => (['GET', 'POST'].includes(method) ? [`${method} ${path}`] : []))
  })
}

test('what is served and what the document says are the same, but for what other systems know', async () => {
  const documented = Object.entries(document.paths as Record<string, object>).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  assert.is(new Set(documented).size, documented.length)
  const served = server()
  try {
    await served.ready()
    const routes = routesOf(served.printRoutes({ commonPrefix: false })).filter((route) => !route.endsWith('*'))
    const [compat, own] = [true, false].map((isCompat) =>
      routes.filter((route) => route.includes(' /compat/') === isCompat).sort(),
    )
    assert.equal(own, [...documented].sort())
    const known = SYSTEMS.flatMap(({ name, endpoints, writes = [] }) => [
      ...endpoints.flatMap(({ path, body }) => [
        ...(body?.isNeeded === true ? [] : [`GET /compat/${name}${path}`]),
        ...(body === undefined ? [] : [`POST /compat/${name}${path}`]),
      ]),
      // What only changes something is 405, whatever is sent.
      ...writes.flatMap((path) => ['GET', 'POST'].map((method) => `${method} /compat/${name}${path}`)),
    ]).map((route) => route.replaceAll(/\{(\w+)\}/g, ':$1'))
    // What a part of an address is called inside says nothing of the address.
    const unnamed = (paths: readonly string[] = []) => paths.map((path) => path.replaceAll(/:[\w|:]+/g, ':')).sort()
    assert.equal(unnamed(compat), unnamed(known))
    assert.match(
      document.info.description,
      /below \/compat .* is described in docs\/compat\.md, and is not part of this/,
    )
    assert.is(ENDPOINTS.length + PLAIN.length, Object.keys(document.paths).length)
  } finally {
    await served.close()
  }
})

test('every operation has a name of its own, a summary, and parameters that stand once', () => {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const operations = Object.values(document.paths).flatMap((path: any) => Object.values(path)) as any[]
  const names = operations.map(({ operationId }) => operationId)
  assert.is(new Set(names).size, names.length)
  for (const { operationId, summary, parameters = [] } of operations) {
    assert.ok(summary.length > 0, operationId)
    const own = parameters.map(({ name, in: place }: Record<string, string>) => `${place} ${name}`)
    assert.equal([...new Set(own)], own, operationId)
  }
})

test('the schemas of responses are right, and every object in them is closed or says what its names are', () => {
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  for (const { operation, response } of ENDPOINTS) {
    assert.ok(ajv.validateSchema(response), `${operation}: ${ajv.errorsText()}`)
    const walk = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      const { properties, additionalProperties, 'x-open': isDeclaredOpen } = schema as Record<string, unknown>
      if (properties !== undefined && isDeclaredOpen !== true) {
        const isOpen = additionalProperties === undefined || additionalProperties === true
        assert.not.ok(isOpen, `${operation}${path} is open`)
      }
      for (const [name, part] of Object.entries(schema)) walk(part, `${path}/${name}`)
    }
    walk(response, '')
  }
})

test('operations say what they answer, in which formats, and what stands in braces; references lead somewhere', () => {
  for (const [path, operations] of Object.entries(document.paths as Record<string, Record<string, unknown>>)) {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    for (const { operationId, parameters = [], responses } of Object.values(operations) as any[]) {
      const braces = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const inPath = parameters.filter((one: Record<string, unknown>) => one.in === 'path' && one.required === true)
      assert.equal(
        inPath.map(({ name }: Record<string, unknown>) => name),
        braces,
        operationId,
      )
      for (const [status, response] of Object.entries<Record<string, unknown>>(responses)) {
        assert.match(status, /^[1-5]\d\d$/)
        if ('$ref' in response) assert.is(response.$ref, '#/components/responses/Problem')
        else assert.type(response.description, 'string')
      }
      for (const content of Object.values<Record<string, unknown>>(responses[200].content)) assert.ok(content.schema)
    }
  }
  assert.ok(document.components.responses.Problem && document.components.schemas.Problem)
})

test('every format of an endpoint is in the document, and what a stream tells', () => {
  for (const endpoint of ENDPOINTS) {
    const { get, post } = document.paths[`/api/v1${endpoint.path}`]
    const formats = Object.keys((get ?? post).responses[200].content)
    const yaml = endpoint.type === 'value' && endpoint.isYaml === true ? ['application/yaml'] : []
    const tables = (endpoint.tables ?? []).map((table) => MEDIA_TYPES[table])
    assert.equal(formats, ['application/json', ...tables, ...yaml], endpoint.operation)
  }
  const events = document.paths['/api/v1/events'].get
  assert.equal(Object.keys(events['x-events']), ['start', 'entry', 'source', 'unit', 'gap', 'end'])
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  for (const schema of Object.values<object>(events['x-events'])) assert.ok(ajv.validateSchema(schema))
})

test('every parameter of an endpoint is in the document', () => {
  for (const endpoint of ENDPOINTS) {
    const { get } = document.paths[`/api/v1${endpoint.path}`]
    // What is only sent tells in its body what is asked.
    if (get === undefined) continue
    const { parameters } = get
    const named = new Set(parameters.map(({ name }: { name: string }) => name))
    for (const { name } of parametersOf(endpoint)) assert.ok(named.has(name), `${endpoint.operation}: ${name}`)
  }
})

test('the document and its page are open, and the page loads nothing', async () => {
  await listening(server(), async (port) => {
    const json = await ask(port, { path: '/openapi.json' })
    assert.is(json.status, 200)
    assert.is(JSON.parse(json.body).info.version, '1.2.3')
    const page = await ask(port, { path: '/docs' })
    assert.match(String(page.headers['content-security-policy']), /^default-src 'none'; style-src 'sha256-/)
    assert.not.match(page.body, /<script|src=|https?:/)
    assert.ok(page.body.includes('GET /api/v1/organizations/{organization}/users'))
    assert.is((await ask(port, { path: '/api/v1/organizations' })).status, 401)
  })
})

test.run()
