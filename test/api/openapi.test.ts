import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ENDPOINTS } from '../../src/api/endpoints.ts'
import { createHttp } from '../../src/api/http.ts'
import { openApi, PLAIN } from '../../src/api/openapi.ts'
import { parametersOf } from '../../src/api/parameters.ts'
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

test('what is served and what the document says are the same', async () => {
  const documented = Object.entries(document.paths as Record<string, object>).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({
      method: method.toUpperCase() as 'GET' | 'POST',
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    })),
  )
  const served = server()
  try {
    await served.ready()
    for (const one of documented) assert.ok(served.hasRoute(one), `${one.method} ${one.url} is served`)
    const known = new Set(Object.keys(document.paths))
    const routes = [...served.printRoutes({ commonPrefix: false }).matchAll(/^.*── (\S+) \(([^)]*)\)$/gm)]
    assert.ok(routes.length > 0)
    assert.is(ENDPOINTS.length + PLAIN.length, known.size)
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
