import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createAuthenticate } from '../../../src/api/authentication/authenticate.ts'
import { operatorOf } from '../../../src/api/authentication/tokens.ts'
import { COMODIT_AUDIT_ENDPOINTS } from '../../../src/api/compat/comodit/audit.ts'
import type { SystemAsked } from '../../../src/api/compat/system.ts'
import type { Identity } from '../../../src/api/identity.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { noLog } from '../../../src/lib/log.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: '
/** The document's own example, as it is declared here. */
const guardis = (description: string) => `${HEAD}guardis}
spec:
  displayName: Guardis Test
  description: ${description}
  users:
    - {name: ada, email: ada@guardis.example, username: Ada.L, firstName: Ada, lastName: Lovelace, userGroups: [admin]}
    - {name: bob, email: bob@guardis.example}
  userGroups: [{name: wardens, description: Guards the guards, members: [bob]}]
  workspaces:
    - {name: test, type: environment, displayName: Test Environment, settings: [{key: zone, value: eu}]}
    - {name: twin-a, type: environment, displayName: Twin}
    - {name: twin-b, type: environment, displayName: Twin}
    - {name: site, type: project, displayName: Site}
  hosts:
    - name: web1
      workspace: test
      displayName: Web 1
      platform: Local
      distribution: co7
      applications: [nginx, cron]
      settings: [{key: port, value: 80, final: true}]
    - {name: old, workspace: test, displayName: Old, archived: true}
    - {name: spare, workspace: twin-a, displayName: Spare}
  settings:
    - {key: motd, value: "hello\\nthere", multiline: true, type: string}
    - {key: greeting, link: motd, default: hi}
    - {key: contact, property: spec.displayName}
    - {key: password, secret: true, secretRef: {env: CANARY_PASSWORD}}
  accessKeys:
    - {name: access, type: access-key, secretRef: {env: CANARY_ACCESS}}
    - {name: robot, type: token, displayName: Robot, userGroup: wardens, secretRef: {env: CANARY_ROBOT}, expiresAt: "2027-01-01T00:00:00Z"}
`
const EMPTY = `${HEAD}aperture}
spec:
  displayName: Aperture
  users: [{name: cave, email: cave@aperture.example, admin: true}]
`
const texts = (description: string) => ({ 'guardis.yaml': guardis(description), 'aperture.yaml': EMPTY })

const api = await openApi(texts('Guards'))
await api.apply(texts('Test Guardis Organization'))
test.after(() => api.close())

const LIST = '/comodit/organizations'
const GUARDIS = `${LIST}/Guardis%20Test`
const ADA = person('ada@guardis.example')
const BOB = person('bob@guardis.example')
const get = async (path: string, as: Identity = ADA) => (await api.compat(path, as)).body
const uidOf = (key: string) => api.state().resources.get(key as never)?.uid
const keyIdOf = (key: string) => uidOf(key)?.replaceAll('-', '').toUpperCase()

const schema = (more: object = {}) => ({ type: null, multiline: false, final: false, secret: false, ...more })
const MOTD = { key: 'motd', value: 'hello\nthere', schema: schema({ type: 'string', multiline: true }) }
const PASSWORD = { key: 'password', value: null, schema: schema({ secret: true }) }
const SETTINGS = [
  { key: 'contact', value: null, property: 'spec.displayName', schema: schema() },
  { key: 'greeting', value: 'hi', link: 'organizations/Guardis Test/settings/motd', schema: schema() },
  MOTD,
  PASSWORD,
]
const PORT = { key: 'port', value: 80, schema: schema({ final: true }) }

test('an organization has the fields of the document; of its secret key nothing is told', async () => {
  const { status, headers, body } = await api.compat(GUARDIS, BOB)
  assert.is(status, 200)
  assert.match(headers.get('content-type') ?? '', /^application\/json/)
  assert.equal(body, {
    uuid: uidOf('Organization//guardis'),
    name: 'Guardis Test',
    description: 'Test Guardis Organization',
    version: 2,
    environments: ['Test Environment', 'twin-a', 'twin-b'],
    groups: ['admin', 'users', 'wardens'],
    settings: SETTINGS,
    access: { accessKey: keyIdOf('AccessKey/guardis/access'), secretKey: null },
  })
  const aperture = await get(`${LIST}/Aperture`, OPERATOR)
  assert.equal([aperture.version, aperture.access, aperture.description], [1, null, ''])
})

test('organizations are those that the reader is in, as a collection, with and without a slash behind it', async () => {
  const own = await get(GUARDIS)
  assert.equal(await get(LIST), { count: 1, items: [own] })
  assert.equal(await get(`${LIST}/`), { count: 1, items: [own] })
  const all = await get(`${LIST}/`, OPERATOR)
  assert.equal([all.count, all.items.map(({ name }: { name: string }) => name)], [2, ['Aperture', 'Guardis Test']])
  assert.equal(await get(LIST, person('nobody@example.com')), { count: 0, items: [] })
})

test('access is the public half of the key alone', async () => {
  const access = { accessKey: keyIdOf('AccessKey/guardis/access') }
  assert.equal(await get(`${GUARDIS}/access`), access)
  assert.match(access.accessKey ?? '', /^[0-9A-F]{32}$/)
  assert.is((await api.compat(`${LIST}/Aperture/access`, OPERATOR)).status, 404)
})

test('environments and hosts go by their display names, where these tell them apart', async () => {
  const environment = {
    uuid: uidOf('Workspace/guardis/test'),
    name: 'Test Environment',
    description: '',
    version: 1,
    organization: 'Guardis Test',
    hosts: ['Old', 'Web 1'],
    settings: [{ key: 'zone', value: 'eu', schema: schema() }],
  }
  const { count, items } = await get(`${GUARDIS}/environments/`)
  assert.equal([count, items[0]], [3, environment])
  assert.equal(
    items.map(({ name }: { name: string }) => name),
    ['Test Environment', 'twin-a', 'twin-b'],
  )
  assert.equal(await get(`${GUARDIS}/environments/Test%20Environment`), environment)
  assert.equal((await get(`${GUARDIS}/environments/twin-a`)).hosts, ['Spare'])
  for (const missing of ['test', 'Twin', 'Site']) {
    assert.is((await api.compat(`${GUARDIS}/environments/${missing}`, ADA)).status, 404)
  }
})

test('hosts have the fields of ComodIT, in the organization and in their environment', async () => {
  const web = {
    uuid: uidOf('Host/guardis/web1'),
    name: 'Web 1',
    description: '',
    version: 1,
    organization: 'Guardis Test',
    environment: 'Test Environment',
    platform: 'Local',
    distribution: 'co7',
    applications: ['cron', 'nginx'],
    settings: [PORT],
    state: 'DEFINED',
  }
  const all = await get(`${GUARDIS}/hosts`)
  assert.equal([all.count, all.items.map(({ name }: { name: string }) => name)], [3, ['Old', 'Web 1', 'Spare']])
  assert.equal(all.items[1], web)
  assert.equal(all.items[2].environment, 'twin-a')
  const inside = `${GUARDIS}/environments/Test%20Environment/hosts`
  assert.equal((await get(`${inside}/`)).count, 2)
  assert.equal(await get(`${inside}/Web%201`), web)
  assert.is((await api.compat(`${inside}/Spare`, ADA)).status, 404)
})

test('groups tell who is in them, and their keys without what proves them', async () => {
  const ada = { username: 'Ada.L', fullname: 'Ada Lovelace', email: 'ada@guardis.example' }
  const bob = { username: 'bob', fullname: '', email: 'bob@guardis.example' }
  const robot = {
    uuid: uidOf('AccessKey/guardis/robot'),
    name: 'Robot',
    description: '',
    organization: 'Guardis Test',
    group: 'wardens',
    method: 'TOKEN',
    expirationDate: '2027-01-01T00:00:00Z',
    created: (await api.read('/organizations/guardis/access-keys/robot')).body.createdAt,
  }
  const group = (name: string, users: readonly object[]) => ({
    name,
    description: '',
    organization: 'Guardis Test',
    users,
    applicationKeys: [],
  })
  const wardens = {
    ...group('wardens', [bob]),
    uuid: uidOf('UserGroup/guardis/wardens'),
    version: 1,
    description: 'Guards the guards',
    applicationKeys: [robot],
  }
  const items = [group('admin', [ada]), group('users', [ada, bob]), wardens]
  assert.equal(await get(`${GUARDIS}/groups/`, BOB), { count: 3, items })
  assert.equal(await get(`${GUARDIS}/groups/wardens`, BOB), wardens)
  const tree = { organization: 'Guardis Test', groupViews: items, environmentGroupViews: [] }
  assert.equal(await get(`${GUARDIS}/groups/tree`, BOB), tree)
  assert.equal(await get(`${GUARDIS}/applicationkeys/`, BOB), { count: 1, items: [robot] })
  assert.equal(await get(`${GUARDIS}/applicationkeys/Robot`, BOB), robot)
  assert.is((await api.compat(`${GUARDIS}/applicationkeys/access`, BOB)).status, 404)
  assert.is((await api.compat(`${GUARDIS}/groups/nobody`, BOB)).status, 404)
})

test('settings are simple, links or properties; a secret is told as one, and its value never', async () => {
  assert.equal(await get(`${GUARDIS}/settings/`), { count: 4, items: SETTINGS })
  assert.equal(await get(`${GUARDIS}/settings/motd`), MOTD)
  assert.equal(await get(`${GUARDIS}/settings?secret_only=True`), { count: 1, items: [PASSWORD] })
  assert.equal((await get(`${GUARDIS}/settings?no_secret=true&key=motd`)).items, [MOTD])
  const web = `${GUARDIS}/environments/Test%20Environment/hosts/Web%201`
  assert.equal(await get(`${web}/settings`), { count: 1, items: [PORT] })
  assert.equal(await get(`${web}/settings/port`), PORT)
  assert.is((await get(`${GUARDIS}/environments/Test%20Environment/settings/zone`)).value, 'eu')
  assert.is((await api.compat(`${GUARDIS}/settings/nothing`, ADA)).status, 404)
  const { organization, settings, environments } = await get(`${GUARDIS}/tree/settings/?secret_only=False&key=port`)
  assert.equal([organization, settings, environments.length], ['Guardis Test', [], 3])
  assert.equal(environments[0].hosts[1], { host: 'Web 1', settings: [PORT], applications: [] })
})

test('auditors see no settings, wherever they would stand', async () => {
  assert.equal((await get(GUARDIS, AUDITOR)).settings, [])
  assert.equal((await get(`${GUARDIS}/hosts`, AUDITOR)).items[1].settings, [])
  for (const path of ['settings', 'settings/motd', 'tree/settings/', 'environments/Test%20Environment/settings']) {
    const { status, body } = await api.compat(`${GUARDIS}/${path}`, AUDITOR)
    assert.equal([status, body], [403, { error: ['settings are not shown to auditors'] }], path)
  }
})

test('the audit tells what was done, newest first, to whoever manages the organization', async () => {
  const { count, items } = await get(`${GUARDIS}/audit/`)
  assert.is(count, items.length)
  const [newest] = items
  assert.equal(Object.keys(newest), ['timestamp', 'message', 'username', 'userFullName'])
  assert.is(newest.message, 'Organization guardis changed: description')
  assert.match(newest.timestamp, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  const messages = items.map(({ message }: { message: string }) => message)
  assert.ok(messages.includes('Host web1 created'))
  assert.not.ok(messages.some((message: string) => message.includes('cave')))
  const refused = await api.compat(`${GUARDIS}/audit`, BOB)
  assert.equal([refused.status, refused.body], [403, { error: ['this needs MANAGE on the organization'] }])
})

test('the audit of an environment tells of its hosts too, also of those that are gone, and that of a host of it alone', async () => {
  const own = await openApi(texts('Guards'))
  try {
    const change = (text: string) => text.replace('displayName: Web 1', 'displayName: Web One')
    await own.apply({ ...texts('Guards'), 'guardis.yaml': change(guardis('Guards')) })
    const without = change(guardis('Guards')).replace(/ +- \{name: old,.*\n/, '')
    await own.apply({ ...texts('Guards'), 'guardis.yaml': without })
    const messages = async (path: string) => {
      const { body } = await own.compat(`${GUARDIS}/environments/${path}`, ADA)
      return body.items.map(({ message }: { message: string }) => message)
    }
    assert.equal(await messages('Test%20Environment/audit/'), [
      'Host old removed',
      'Host web1 changed: displayName',
      'Workspace test created',
      'Host old created',
      'Host web1 created',
    ])
    assert.equal(await messages('Test%20Environment/audit'), await messages('Test%20Environment/audit/'))
    assert.equal(await messages('Test%20Environment/hosts/Web%20One/audit/'), [
      'Host web1 changed: displayName',
      'Host web1 created',
    ])
    assert.equal(await messages('twin-a/audit'), ['Workspace twin-a created', 'Host spare created'])
    const status = async (path: string, as: Identity) =>
      (await own.compat(`${GUARDIS}/environments/${path}`, as)).status
    for (const path of ['Test%20Environment/audit', 'Test%20Environment/hosts/Web%20One/audit/']) {
      assert.is(await status(path, BOB), 403, path)
    }
    for (const path of ['nothing/audit', 'Test%20Environment/hosts/nothing/audit', 'Site/audit']) {
      assert.is(await status(path, ADA), 404, path)
    }
  } finally {
    await own.close()
  }
})

/** What the audit tells of a ledger of so many entries, of which each `every`th is of the organization, and how many are read. */
async function auditOf(last: number, every: number) {
  let read = 0
  const time = (seq: number): string => new Date(Date.UTC(2026, 0, 1) + seq * 1000).toISOString()
  const own = { name: 'acme', uid: 'u-acme', createdAt: time(0), spec: { displayName: 'Acme' } }
  const recorded = {
    sealed: async () => 0,
    inTurn: <T>(walk: () => Promise<T>) => walk(),
    async *entries({ from, to }: { readonly from: number; readonly to: number }) {
      for (let seq = from; seq <= to; seq++) {
        read++
        yield { seq, time: time(seq), type: 'held', organization: seq % every === 0 ? 'acme' : 'other', changes: [] }
      }
    },
  }
  const asked = {
    catalog: { of: (_: string, kind: string) => (kind === 'Organization' ? [own] : []) },
    viewer: { sees: () => true, manages: () => true },
    view: { state: { head: { seq: last }, resources: new Map([['Organization//acme', own]]) } },
    recorded,
    path: () => 'Acme',
    concerns: () => undefined,
  }
  const answer = await COMODIT_AUDIT_ENDPOINTS[0]?.answer(asked as unknown as SystemAsked)
  assert.ok(answer?.type === 'value')
  return { items: (answer.value as { items: readonly { readonly timestamp: string }[] }).items, read, time }
}

test('the audit goes on where looking at entries stops, and ends at so many records or entries', async () => {
  const sparse = await auditOf(6000, 3000)
  assert.equal(
    sparse.items.map(({ timestamp }) => timestamp),
    [sparse.time(6000), sparse.time(3000)],
  )
  const dense = await auditOf(8000, 1)
  assert.equal([dense.items.length, dense.items[0]?.timestamp], [5000, dense.time(8000)])
  const long = await auditOf(60_000, 60_001)
  assert.is(long.items.length, 0)
  assert.ok(long.read >= 50_000 && long.read < 56_000, String(long.read))
})

test('what is missing and what is not for the reader are the same 404, and nothing is written', async () => {
  const told = async (path: string, as: Identity = ADA, init: RequestInit = {}) => {
    const { status, text } = await api.compat(path, as, init)
    return [status, text]
  }
  const missing = [404, '{"error":["Entity not found"]}\n']
  for (const path of ['', '/access', '/audit', '/hosts', '/groups', '/settings', '/environments', '/tree/settings']) {
    assert.equal(await told(`${LIST}/Aperture${path}`), missing, path)
    assert.equal(await told(`${LIST}/Nobody${path}`), missing, path)
  }
  for (const word of ['guardis', uidOf('Organization//guardis')]) assert.equal(await told(`${LIST}/${word}`), missing)
  for (const [path, method] of [
    [LIST, 'POST'],
    [`${GUARDIS}/access`, 'POST'],
    [GUARDIS, 'PUT'],
    [GUARDIS, 'DELETE'],
    [`${GUARDIS}/applicationkeys/Robot/_reset`, 'PUT'],
  ] as const) {
    assert.equal(await told(path, ADA, { method }), [405, '{"error":["Method Not Allowed"]}\n'])
  }
})

test('no answer has anything of a secret', async () => {
  const paths = ['', '/access', '/groups', '/hosts', '/settings', '/audit', '/applicationkeys', '/tree/settings']
  for (const path of paths) assert.not.match((await api.compat(`${GUARDIS}${path}`, ADA)).text, /CANARY|secretRef/)
})

test("ComodIT's own header carries a token of Charter, there alone and beside no other", async () => {
  const token = 'a-token-of-the-operator-with-enough-characters'
  const authenticate = createAuthenticate({ tokens: [operatorOf(token)] }, { log: noLog, clock: systemClock })
  const asked = (path: string, headers: Readonly<Record<string, string>>) =>
    authenticate({ url: path, headers, rawHeaders: Object.entries(headers).flat() })
  const own = { 'x-comodit-appkey': token }
  assert.is((await asked('/compat/comodit/organizations/', own)).type, 'token')
  assert.is((await asked('/compat/comodit/organizations/', { authorization: `Bearer ${token}` })).type, 'token')
  assert.is((await asked('/compat/comodit/organizations/', { 'x-comodit-appkey': `${token}x` })).type, 'unauthorized')
  assert.is((await asked('/api/v1/organizations', own)).type, 'unauthorized')
  const both = { ...own, authorization: `Bearer ${token}` }
  assert.is((await asked('/compat/comodit/organizations/', both)).type, 'malformed')
})

test.run()
