import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AUDITOR, openApi, person } from '../support/api.ts'

const api = await openApi({
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme Research
  contact: {email: desk@acme.example}
  settings:
    - {key: region, value: eu, final: true}
    - {key: smtp/host, value: mail.acme.example, type: HOST}
    - {key: limits, value: {cpu: 2}}
    - {key: relay, link: smtp/host}
    - {key: chain, link: relay}
    - {key: missing, link: nowhere, default: 25}
    - {key: mail, property: spec.contact.email}
    - {key: admins, property: spec.minAdmins}
    - {key: people, property: status.userCount}
    - {key: all, property: spec.settings}
    - {key: phone, property: spec.contact.mobilePhone}
    - {key: token, secret: true, secretRef: {env: CANARY_TOKEN}}
    - {key: handle, link: token}
    - {key: quiet, secretRef: {file: canary/quiet}}
  users:
    - {name: ada, email: ada@acme.example, admin: true}
    - {name: grace, email: grace@acme.example, userGroups: [contractors]}
    - {name: linus, email: linus@acme.example}
    - {name: margaret, email: margaret@acme.example}
  userGroups:
    - {name: auditors, level: readonly, hideSecrets: true, members: [linus]}
    - {name: contractors, parents: [auditors]}
  workspaces:
    - {name: site, type: environment, displayName: Site, settings: [{key: smtp/host, value: mail.site}, {key: zone, value: a, final: true}]}
    - {name: hall, id: h-1, type: environment, displayName: Hall, parent: site, settings: [{key: limits, value: {cpu: 4}}, {key: zone, value: b}]}
  hosts:
    - {name: web, workspace: hall, displayName: Web, settings: [{key: region, value: us}, {key: via, link: smtp/host}, {key: password, secretRef: {env: CANARY_WEB}, secret: true}]}
`,
})
test.after(() => api.close())
const SETTINGS = '/organizations/acme/settings'
const one = async (path: string, as?: Parameters<typeof api.read>[1]) => (await api.read(`${SETTINGS}${path}`, as)).body

async function lines(query: string, as?: Parameters<typeof api.read>[1]): Promise<readonly string[]> {
  const { body } = await api.read(`${SETTINGS}?${query}`, as)
  return body.map(
    ({ key, value, from }: { key: string; value: unknown; from: { name: string } }) =>
      `${key}=${JSON.stringify(value)} ${from.name}`,
  )
}

test('settings are told as they are declared, by key', async () => {
  const { body, headers } = await api.read(SETTINGS)
  assert.is(headers.get('x-result-count'), '14')
  assert.equal(body[0], {
    key: 'admins',
    property: 'spec.minAdmins',
    secret: false,
    multiline: false,
    final: false,
    hasValue: true,
    from: { kind: 'Organization', name: 'acme' },
  })
  assert.equal(await one('/relay'), {
    key: 'relay',
    link: 'smtp/host',
    secret: false,
    multiline: false,
    final: false,
    hasValue: true,
    from: { kind: 'Organization', name: 'acme' },
  })
  assert.equal((await one('/missing')).default, 25)
  assert.equal((await one('/phone')).hasValue, false)
  const host = await one('/smtp%2Fhost')
  assert.equal([host.key, host.type, host.value], ['smtp/host', 'HOST', 'mail.acme.example'])
  assert.equal((await one('/region')).final, true)
  const hall = await api.read(`${SETTINGS}?workspace=h-1`)
  assert.equal(
    hall.body.map(({ key }: { key: string }) => key),
    ['limits', 'zone'],
  )
})

test('resolved settings follow links and properties, and secrets stay references', async () => {
  assert.equal(await lines('resolved=true&no_secret=true'), [
    'admins=1 acme',
    'all=undefined acme',
    'chain="mail.acme.example" acme',
    'limits={"cpu":2} acme',
    'mail="desk@acme.example" acme',
    'missing=25 acme',
    'people=4 acme',
    'phone=undefined acme',
    'region="eu" acme',
    'relay="mail.acme.example" acme',
    'smtp/host="mail.acme.example" acme',
  ])
  const secrets = await api.read(`${SETTINGS}?resolved=true&secret_only=true`)
  assert.equal(
    secrets.body.map(({ key, value, secretRef, hasValue, link }: Record<string, unknown>) => [
      key,
      value,
      secretRef,
      hasValue,
      link,
    ]),
    [
      ['handle', undefined, { env: 'CANARY_TOKEN' }, true, undefined],
      ['quiet', undefined, { file: 'canary/quiet' }, true, undefined],
      ['token', undefined, { env: 'CANARY_TOKEN' }, true, undefined],
    ],
  )
})

test('a host wins over its workspace, that over the one above and the organization, unless a setting is final', async () => {
  const wanted = ['limits={"cpu":4} hall', 'region="eu" acme', 'smtp/host="mail.site" site', 'zone="a" site']
  const told = await lines('resolved=true&host=web')
  for (const line of wanted) assert.ok(told.includes(line), `${line} in ${told.join(', ')}`)
  // A link leads to the setting of the organization (model §2).
  assert.ok(told.includes('via="mail.acme.example" web'))
  assert.equal(await lines('host=web'), ['password=undefined web', 'region="us" web', 'via=undefined web'])
  assert.equal(await lines('resolved=true&workspace=site&key=smtp%2Fhost'), ['smtp/host="mail.site" site'])
  assert.equal((await one('/limits?resolved=true&workspace=hall')).from, { kind: 'Workspace', name: 'hall' })
})

test('members of a group that hides secrets, and of groups below it, see them as null wherever settings are told', async () => {
  for (const name of ['grace', 'linus']) {
    const reader = person(`${name}@acme.example`)
    for (const query of ['', '?resolved=true', '?resolved=true&host=web', '?host=web']) {
      const { text, body } = await api.read(`${SETTINGS}${query}`, reader)
      assert.not.match(text, /canary/i, `${name} ${query}`)
      for (const setting of body) if (setting.secret) assert.is(setting.value, null)
    }
    const token = await one('/token', reader)
    assert.equal([token.value, token.secret, token.hasValue], [null, true, true])
    assert.equal((await one('/handle', reader)).link, undefined)
    for (const path of ['', '/hosts', '/workspaces']) {
      assert.not.match((await api.read(`/organizations/acme${path}`, reader)).text, /canary/i, path)
    }
    const whole = (await api.read('/organizations/acme', reader)).body.settings
    assert.equal(
      whole.find(({ key }: { key: string }) => key === 'quiet'),
      { key: 'quiet', secret: true, value: null },
    )
  }
  const seen = await one('/token', person('margaret@acme.example'))
  assert.equal([seen.value, seen.secretRef], [undefined, { env: 'CANARY_TOKEN' }])
})

test('auditors see no settings, wherever they are told', async () => {
  const refused = await api.read(SETTINGS, AUDITOR)
  assert.equal([refused.status, refused.body.detail], [403, 'settings are not shown to auditors'])
  assert.is((await api.read(`${SETTINGS}/region`, AUDITOR)).status, 403)
  const [web] = (await api.read('/organizations/acme/hosts', AUDITOR)).body
  assert.equal([web.name, web.settings], ['web', undefined])
})

test('what is wrong with a request for settings is said', async () => {
  const told = async (query: string) => {
    const { status, body } = await api.read(`${SETTINGS}${query}`)
    return `${status} ${body.detail}`
  }
  assert.is(await told('?host=nobody'), '400 the parameter host names no host of the organization')
  assert.is(await told('?workspace=nobody'), '400 the parameter workspace names no workspace of the organization')
  assert.is(
    await told('?workspace=hall&host=web'),
    '400 the parameter workspace and `host` both name a place: give one of them',
  )
  assert.is(
    await told('?secret_only=true&no_secret=true'),
    '400 the parameter no_secret and `secret_only` leave nothing: give one of them',
  )
  assert.is((await api.read(`${SETTINGS}/nothing`)).status, 404)
  assert.is((await api.read(SETTINGS, person('eve@evil.example'))).status, 404)
  assert.is((await api.read(`${SETTINGS}?host=nobody`, person('eve@evil.example'))).status, 404)
})

test.run()
