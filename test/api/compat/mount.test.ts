import { randomUUID } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createAuthenticate } from '../../../src/api/authentication/authenticate.ts'
import { operatorOf } from '../../../src/api/authentication/tokens.ts'
import { originOf } from '../../../src/api/compat/address.ts'
import { lenientQuery } from '../../../src/api/compat/query.ts'
import { createHttp } from '../../../src/api/http.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { noLog } from '../../../src/lib/log.ts'
import type { Status } from '../../../src/model/status.ts'
import { openAccessLog } from '../../../src/store/access/log.ts'
import { AUDITOR, openApi, person } from '../../support/api.ts'
import { createFolder } from '../../support/folder.ts'
import { ask, listening } from '../../support/http.ts'
import { NOTHING_PUBLISHED } from '../../support/publication.ts'
import { MARKETPLACE } from '../../support/waldur.ts'

const TOKEN = 'a-token-of-the-operator-with-enough-characters'
const LIST = '/compat/waldur/api/organization-groups/'

type Get = (path: string, token?: string, method?: string) => ReturnType<typeof ask>

type Send = (path: string, headers: Readonly<Record<string, string>>) => ReturnType<typeof ask>

async function onHttp(work: (get: Get, send: Send) => Promise<void>) {
  const server = createHttp({
    status: () => ({ isReady: false }) as Status,
    metrics: async () => ({ type: 'text/plain', text: '' }),
    isAlive: () => true,
    authenticate: createAuthenticate({ tokens: [operatorOf(TOKEN)] }, { log: noLog, clock: systemClock }),
    limit: () => undefined,
    publication: NOTHING_PUBLISHED,
    version: '0.0.0',
  })
  await listening(server, (port) =>
    work(
      (path, token, method = 'GET') =>
        ask(port, { path, method, headers: token === undefined ? {} : { authorization: `Token ${token}` } }),
      (path, headers) => ask(port, { path, headers }),
    ),
  )
}

test('other systems stand behind the same door as everything else, which answers in their words', async () => {
  await onHttp(async (get) => {
    for (const token of [undefined, `${TOKEN}x`]) {
      const { status, headers, body } = await get(LIST, token)
      assert.equal([status, headers['www-authenticate']], [401, 'Bearer realm="charter"'])
      assert.is(headers['content-type'], 'application/json; charset=utf-8')
      assert.is(Number(headers['content-length']), body.length)
      assert.equal(JSON.parse(body), { detail: 'a token is needed: Authorization: Bearer <token>' })
    }
    assert.is((await get(`${LIST}?access_token=${TOKEN}`, TOKEN)).status, 400)
    const early = await get(LIST, TOKEN)
    assert.equal([early.status, JSON.parse(early.body)], [503, { detail: 'nothing has been reconciled yet' }])
  })
})

test('where a system says nothing without a token, a 401 comes before everything else', async () => {
  await onHttp(async (get) => {
    const paths = ['/orgs/acme', '/org', '/service_status', '/nothing', '/orgs/acme/nothing', '/']
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      for (const path of paths) {
        const { status, headers, body } = await get(`/compat/locktera${path}`, undefined, method)
        assert.equal([status, headers['www-authenticate']], [401, 'Bearer realm="charter"'], `${method} ${path}`)
        assert.equal(JSON.parse(body), { message: 'a token is needed: Authorization: Bearer <token>', code: 401 })
      }
    }
    assert.is((await get('/compat/locktera/nothing', undefined, 'HEAD')).status, 401)
    const statusOf = async (path: string, method: string) =>
      (await get(`/compat/locktera${path}`, TOKEN, method)).status
    assert.equal([await statusOf('/orgs/acme', 'PATCH'), await statusOf('/orgs/acme', 'OPTIONS')], [405, 204])
    assert.equal([await statusOf('/nothing', 'PATCH'), await statusOf('/nothing', 'OPTIONS')], [404, 404])
    assert.is(await statusOf('/orgs/acme', 'GET'), 503)
  })
})

test('addresses that only change something are a 405, behind the same door', async () => {
  await onHttp(async (get) => {
    const waldur = ['customers/x/update', 'marketplace-provider-offerings/x/delete', 'marketplace-plans/x/update']
    const paths = [
      ...waldur.map((path) => `/compat/waldur/api/${path}_organization_groups/`),
      ...['/orgs', '/orgs/import_orgs', '/orgs/acme/api_keys/x'].map((path) => `/compat/locktera${path}`),
    ]
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        assert.is((await get(path, undefined, method)).status, 401, `${method} ${path}`)
        const { status, headers, body } = await get(path, TOKEN, method)
        assert.equal([status, headers.allow], [405, 'OPTIONS'], `${method} ${path}`)
        const { detail, message } = JSON.parse(body)
        assert.is(detail ?? message, path.includes('waldur') ? `Method "${method}" not allowed.` : 'Method Not Allowed')
      }
      assert.equal([(await get(path, TOKEN, 'OPTIONS')).status], [204])
    }
  })
})

test('a read of an organization is taken down, by whatever address of a system', async () => {
  const accessLog = openAccessLog({ folder: createFolder(), onDropped: () => assert.unreachable('nothing is lost') })
  const api = await openApi(MARKETPLACE, { accessLog })
  try {
    const uidOf = (key: string) => api.state().resources.get(key as never)?.uid ?? ''
    const [acme, web] = [uidOf('Organization//acme'), uidOf('Workspace/acme/web')]
    const paths = [
      `/waldur/api/customers/${acme}/`,
      `/waldur/api/events/?customer_uuid=${acme}`,
      `/waldur/api/events/?scope=${api.address}/compat/waldur/api/customers/${acme}/`,
      `/ubiops/v2.1/projects/${web}`,
      `/ubiops/v2.1/projects/${web}/audit`,
      '/locktera/orgs/acme',
      `/locktera/orgs/${uidOf('User/acme/eve')}`,
      '/locktera/org',
    ]
    for (const path of paths) assert.is((await api.compat(path, person('ada@acme.example'))).status, 200, path)
    await api.compat(`/waldur/api/customers/${acme}/`, person('ada@globex.example'))
    await api.compat('/waldur/api/customers/', person('ada@globex.example'))
    const { body } = await api.read('/organizations/acme/access-log', AUDITOR)
    const lines = body.map((one: Record<string, string>) => `${one.action} ${one.user} ${one.path}`)
    assert.equal(lines, [
      `DENIED ada@globex.example /compat/waldur/api/customers/${acme}/`,
      ...paths.toReversed().map((path) => `READ ada@acme.example /compat${path.replace(/\?.*/, '')}`),
      `LOGIN ada@acme.example /compat${paths[0]}`,
    ])
  } finally {
    await api.close()
    await accessLog.close()
  }
})

test("GoodData's problems are problems to their media type, and ComodIT's own header opens its addresses alone", async () => {
  await onHttp(async (get, send) => {
    const told = await get('/compat/gooddata/api/v1/entities/organization')
    assert.equal([told.status, told.headers['content-type']], [401, 'application/problem+json; charset=utf-8'])
    assert.equal(Object.keys(JSON.parse(told.body)), ['title', 'status', 'detail', 'traceId'])
    assert.is(Number(told.headers['content-length']), told.body.length)
    const appKey = { 'x-comodit-appkey': TOKEN }
    const statusOf = async (path: string, headers: Readonly<Record<string, string>>) =>
      (await send(path, headers)).status
    assert.is(await statusOf('/compat/comodit/organizations/', appKey), 503)
    assert.is(await statusOf('/compat/comodit/organizations/', { 'x-comodit-appkey': `${TOKEN}x` }), 401)
    assert.is(await statusOf('/compat/comodit/organizations/', { ...appKey, authorization: `Bearer ${TOKEN}` }), 400)
    assert.is(await statusOf(LIST, appKey), 401)
  })
})

test('what is named by its uid is not there for who may not see it, in the same bytes as what nobody has', async () => {
  const api = await openApi(MARKETPLACE)
  try {
    const uidOf = (key: string) => api.state().resources.get(key as never)?.uid ?? ''
    const [acme, web, eve] = [uidOf('Organization//acme'), uidOf('Workspace/acme/web'), uidOf('User/acme/eve')]
    const answers = async (path: string, uid: string) => {
      const none = randomUUID()
      const read = async (word: string) => {
        const { status, headers, text } = await api.compat(path.replace('UID', word), person('ada@globex.example'))
        const told = [...headers].filter(([name]) => name !== 'date')
        // What was asked for may stand in the answer as it was asked.
        return [status, JSON.stringify([told, text]).replaceAll(word, '')]
      }
      const [hidden, missing] = [await read(uid), await read(none)]
      assert.equal(hidden, missing, path)
      return hidden[0]
    }
    assert.is(await answers('/waldur/api/customers/UID/', acme), 404)
    assert.is(await answers('/locktera/orgs/UID', acme), 404)
    assert.is(await answers('/locktera/orgs/UID', eve), 404)
    for (const part of ['', '/roles', '/role-assignments', '/users', '/quotas', '/resources', '/usage', '/audit']) {
      assert.is(await answers(`/ubiops/v2.1/projects/UID${part}`, web), 404)
    }
    assert.is(await answers('/waldur/api/events/?customer_uuid=UID', acme), 200)
    assert.is(await answers('/waldur/api/marketplace-public-offerings/?allowed_customer_uuid=UID', acme), 200)
    const vendor = uidOf('Organization//vendor')
    assert.is(await answers('/waldur/api/marketplace-public-offerings/?customer_uuid=UID', vendor), 200)
  } finally {
    await api.close()
  }
})

test('what stands elsewhere keeps its own words, also where a system is named in it', async () => {
  await onHttp(async (get) => {
    for (const path of ['/api/v1/organizations', '/compat/nothing/', '/compat/waldurs/api/', '/x?/compat/waldur/']) {
      assert.is((await get(path)).headers['content-type'], 'application/problem+json; charset=utf-8', path)
    }
  })
})

test('a query is read as Django reads it', () => {
  const query = lenientQuery('/list?page=1&page=2&name=%20a%20&empty=&flag=True&size=x')
  assert.equal([query.text('page'), query.texts('page'), query.number('page')], ['2', ['1', '2'], 2])
  assert.equal(
    [query.text('name'), query.has('empty'), query.flag('flag'), query.number('size')],
    ['a', false, true, undefined],
  )
})

test('an address is made of a host alone', () => {
  const told = (host: string | undefined, more = {}) =>
    originOf({ headers: { ...(host === undefined ? {} : { host }), ...more } })
  assert.is(told('charter.example:8080'), 'http://charter.example:8080')
  assert.is(told('[::1]:8080', { 'x-forwarded-proto': 'https' }), 'https://[::1]:8080')
  for (const host of [undefined, '', 'a/b', 'a b', 'user@host', 'a>; rel="x', 'a:b:c']) assert.is(told(host), '')
})

test.run()
