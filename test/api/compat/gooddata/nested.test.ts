import { newAxios, tigerClientFactory } from '@gooddata/api-client-tiger'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../../../src/api/identity.ts'
import { openApi, person } from '../../../support/api.ts'

const GOOD = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: good}
spec:
  displayName: Good Organization
  hostname: localhost
  users:
    - {name: ada, email: ada@good.example, admin: true}
    - name: bob
      id: bobby
      email: bob@good.example
      settings: [{key: locale, type: LOCALE, value: de}, {key: pin, secret: true, secretRef: {env: CANARY_PIN}}]
  accessKeys:
    - {name: laptop, type: token, user: bob, secretRef: {env: CANARY_LAPTOP}}
    - {name: old, type: token, user: bob, expiresAt: "2026-01-01T00:00:00Z", secretRef: {env: CANARY_OLD}}
    - {name: other, type: token, user: ada, secretRef: {env: CANARY_OTHER}}
    - {name: basic, type: basic, user: bob, secretRef: {env: CANARY_BASIC}}
  workspaces:
    - name: demo
      type: workspace
      displayName: Demo
      settings: [{key: locale, type: LOCALE, value: de}, {key: week, value: {start: 1}}, {key: key, secret: true, secretRef: {env: CANARY_KEY}}]
      dataFilters:
        - id: region
          title: Region
          columnName: region_id
          settings:
            - {id: west, title: West, filterValues: [w, n], workspace: child}
            - {id: all, title: All, filterValues: [a], workspace: demo}
        - {id: year, title: Year, columnName: year_id, settings: []}
    - name: child
      id: demo_child
      type: workspace
      displayName: Child
      parent: demo
      settings: [{key: locale, type: LOCALE, value: cs}]
    - {name: site, type: project, displayName: Site}
`
const api = await openApi({ 'good.yaml': GOOD })
test.after(() => api.close())

const BASE = `${api.address.replace('127.0.0.1', 'localhost')}/compat/gooddata`
const client = tigerClientFactory(newAxios(BASE))
const TOKEN: Identity = { type: 'token', name: 'good', role: 'operator', organizations: new Set(['good']) }
const [ADA, BOB] = [person('ada@good.example'), person('bob@good.example')]
const V1 = '/gooddata/api/v1/entities'
const get = (path: string, as: Identity = TOKEN) => api.compat(`${V1}/${path}`, as)
const ids = ({ data }: { data: readonly { id: string }[] }): readonly string[] => data.map(({ id }) => id)
const search = (path: string, body: unknown, as: Identity = TOKEN) =>
  api.compat(`${V1}/${path}`, as, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test('the published client reads settings of a workspace, with those above that it does not set itself', async () => {
  const { data } = await client.entities.getAllEntitiesWorkspaceSettings({
    workspaceId: 'demo_child',
    metaInclude: ['origin', 'page'],
  })
  const self = `${BASE}/api/v1/entities/workspaces/demo_child/workspaceSettings`
  const locale = {
    type: 'workspaceSetting',
    id: 'locale',
    meta: { origin: { originId: 'demo_child', originType: 'NATIVE' } },
    attributes: { content: { value: 'cs' }, type: 'LOCALE' },
    links: { self: `${self}/locale` },
  }
  assert.equal(data, {
    data: [
      locale,
      {
        type: 'workspaceSetting',
        id: 'week',
        meta: { origin: { originId: 'demo', originType: 'PARENT' } },
        attributes: { content: { start: 1 } },
        links: { self: `${self}/week` },
      },
    ],
    links: { self: `${self}?metaInclude=origin%2Cpage&page=0&size=20` },
    meta: { page: { number: 0, size: 20, totalElements: 2, totalPages: 1 } },
  } as unknown as typeof data)
  assert.equal(ids((await get('workspaces/demo_child/workspaceSettings?origin=NATIVE')).body), ['locale'])
  assert.equal(ids((await get('workspaces/demo_child/workspaceSettings?origin=PARENTS')).body), ['week'])
  const one = await client.entities.getEntityWorkspaceSettings({ workspaceId: 'demo', objectId: 'locale' })
  assert.equal(one.data.data.attributes?.content, { value: 'de' })
  const auditor: Identity = { ...TOKEN, role: 'auditor' }
  assert.is((await get('workspaces/demo/workspaceSettings', auditor)).status, 404)
  assert.is((await get('workspaces/demo/workspaceDataFilters', auditor)).status, 200)
})

test('the published client reads data filters, with what they set for a workspace and those above it', async () => {
  const { data } = await client.entities.getAllEntitiesWorkspaceDataFilters({
    workspaceId: 'demo_child',
    include: ['filterSettings'],
  })
  assert.equal(ids(data), ['region', 'year'])
  const [region, year] = data.data
  assert.equal(region?.attributes, { title: 'Region', columnName: 'region_id' })
  const setting = (id: string) => ({ id, type: 'workspaceDataFilterSetting' })
  assert.equal(region?.relationships, {
    filterSettings: { data: [setting('all'), setting('west')] },
  } as never)
  assert.equal(year?.relationships?.filterSettings?.data, [])
  assert.equal(
    data.included?.map(({ id }) => id),
    ['all', 'west'],
  )
  const { data: settings } = await client.entities.getAllEntitiesWorkspaceDataFilterSettings({
    workspaceId: 'demo_child',
    origin: 'NATIVE',
    include: ['workspaceDataFilter'],
  })
  assert.equal(
    settings.data.map(({ id, attributes, relationships }) => [id, attributes, relationships]),
    [
      [
        'west',
        { title: 'West', filterValues: ['n', 'w'] },
        { workspaceDataFilter: { data: { id: 'region', type: 'workspaceDataFilter' } } },
      ],
    ] as never,
  )
  assert.equal(
    settings.included?.map(({ id }) => id),
    ['region'],
  )
  assert.equal(ids((await get('workspaces/demo/workspaceDataFilterSettings')).body), ['all'])
})

test('a search asks with a body for what a list is asked in its address, and leads to that', async () => {
  const path = 'workspaces/demo_child/workspaceDataFilters'
  const list = `${BASE.replace('localhost', '127.0.0.1')}/api/v1/entities/${path}`
  const body = {
    filter: 'title=containsic=e',
    includes: ['workspaceDataFilterSettings'],
    metaInclude: ['page'],
    page: { index: 0, size: 1 },
    sort: [{ property: 'title', direction: 'DESC' }],
  }
  const { status, body: told } = await search(`${path}/search?origin=PARENTS`, body)
  assert.is(status, 200)
  assert.equal(ids(told), ['year'])
  assert.equal(told.meta.page, { number: 0, size: 1, totalElements: 2, totalPages: 2 })
  assert.ok(told.links.next.startsWith(`${list}?origin=PARENTS&`), told.links.next)
  const next = await api.compat(told.links.next.slice(told.links.next.indexOf('/gooddata')), TOKEN)
  assert.equal([ids(next.body), next.body.included.length], [['region'], 2])
  assert.equal(ids((await search(`${path}/search`, {})).body), ['region', 'year'])
  assert.equal(ids((await search(`${path}/search`, { filter: null, sort: null, includes: null })).body).length, 2)
  const all = await search('workspaces/demo/workspaceSettings/search', { sort: [{ property: 'id' }] })
  assert.equal([ids(all.body), all.body.links.self.endsWith('&page=0&size=100')], [['locale', 'week'], true])
})

test('a search that is wrong is told so, and what only searches is not read otherwise', async () => {
  const path = 'workspaces/demo/workspaceDataFilters/search'
  const detail = async (body: unknown) => {
    const { status, body: told } = await search(path, body)
    return [status, told.detail]
  }
  assert.equal(await detail({ filter: 7 }), [400, 'filter is wrong'])
  assert.equal(await detail({ page: { index: -1 } }), [400, 'page/index is wrong'])
  assert.equal(await detail({ page: { size: 1001 } }), [400, 'the parameter size is a whole number from 1 to 1000'])
  assert.equal(await detail({ sort: [{}] }), [400, 'the field property is missing'])
  assert.equal((await detail({ filter: 'nothing==1' }))[0], 400)
  assert.is((await get(path)).status, 404)
  assert.is((await get('workspaces/demo/workspaceDataFilters?origin=x')).status, 400)
  for (const name of ['site', 'nothing']) {
    assert.is((await search(`workspaces/${name}/workspaceDataFilters/search`, {})).status, 404)
    assert.is((await get(`workspaces/${name}/workspaceSettings`)).status, 404)
  }
  assert.is((await search(path, {}, person('nobody@good.example'))).status, 404)
  assert.is((await api.compat(`${V1}/workspaces/demo/workspaceSettings`, TOKEN, { method: 'POST' })).status, 405)
})

test("a user's settings and tokens are told to them and to whoever manages the organization, without what is secret", async () => {
  for (const [as, status] of [
    [BOB, 200],
    [ADA, 200],
    [TOKEN, 200],
  ] as const) {
    const found = await get('users/bobby/apiTokens', as)
    assert.equal([found.status, ids(found.body)], [status, ['laptop']])
    assert.not.match(found.text, /CANARY|[sS]ecret|bearer/)
  }
  assert.equal((await get('users/bobby/apiTokens/laptop', BOB)).body.data, {
    type: 'apiToken',
    id: 'laptop',
    attributes: {},
  })
  const { body, text } = await get('users/bobby/userSettings', BOB)
  assert.equal([ids(body), body.data[0].attributes], [['locale'], { content: { value: 'de' }, type: 'LOCALE' }])
  assert.not.match(text, /CANARY|pin/)
  for (const path of ['users/ada/apiTokens', 'users/ada/userSettings', 'users/nobody/apiTokens']) {
    assert.is((await get(path, BOB)).status, 404, path)
  }
  assert.is((await get('users/bobby/userSettings', { ...TOKEN, role: 'auditor' })).status, 404)
  for (const path of ['workspaces/demo/workspaceSettings', 'workspaces/demo/workspaceSettings/key']) {
    assert.not.match((await get(path)).text, /CANARY|[sS]ecret/)
  }
})

test.run()
