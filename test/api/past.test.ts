import { randomUUID } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../src/api/identity.ts'
import type { Key } from '../../src/model/resource.ts'
import { AUDITOR, INSTANT, OPERATOR, openApi, person } from '../support/api.ts'
import { storedAt } from '../support/installation.ts'

const acme = (name: string, users: string, more = ''): string => `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: ${name}}
spec:
  displayName: Acme
${more}  users:
    - {name: ada, email: ada@acme.example, admin: true}
    - {name: ida, email: ida@acme.example, admin: true}
${users}`
const BOB = '    - {name: bob, email: bob@acme.example, admin: true}\n'
const EVE = '    - {name: eve, email: eve@acme.example, until: 2026-11-22T11:00:00Z}\n'
const NEW = '    - {name: new, email: new@acme.example}\n'
const LATER = '    - {name: later, email: later@acme.example, from: 2099-01-01}\n'

const api = await openApi({ 'acme.yaml': acme('acme', BOB + EVE) })
const first = api.state().head.seq
await api.apply({ 'acme.yaml': acme('acme', `${BOB.replace('admin: true', 'active: false')}${EVE}${NEW}${LATER}`) })
test.after(() => api.close())

const KEY: Identity = { type: 'user', name: 'ci', organization: 'acme', user: 'bob' }
const NOW = `at=${INSTANT}`
const status = async (query: string, as: Identity, path = '/organizations/acme') =>
  (await api.read(`${path}?${query}`, as)).status

test('whoever has no access any more has none to the past either, nor whoever has none yet to what is to come', async () => {
  for (const [as, query] of [
    [person('bob@acme.example'), `seq=${first}`],
    [KEY, `seq=${first}`],
    [person('eve@acme.example'), `seq=${first}`],
    [person('eve@acme.example'), 'at=2026-11-22T10:00:00Z'],
    [person('later@acme.example'), 'at=2099-01-02'],
  ] as const) {
    assert.equal([as.name, query, await status(query, as)], [as.name, query, 404])
    assert.equal((await api.read(`/organizations?${query}`, as)).body, [])
    assert.equal((await api.read(`/users?${query}`, as)).body, [])
  }
})

test('whoever has access now is told of the past what they saw then, and tokens all', async () => {
  for (const as of [person('ada@acme.example'), OPERATOR, AUDITOR]) {
    assert.equal(
      [await status(`seq=${first}`, as), await status(NOW, as), await status('at=2099-01-02', as)],
      [200, 200, 200],
    )
  }
  assert.equal(
    [await status(`seq=${first}`, person('new@acme.example')), await status(NOW, person('new@acme.example'))],
    [404, 200],
  )
})

test('whoever is no admin any more is none in the past either', async () => {
  await api.apply({ 'acme.yaml': acme('acme', `${BOB}${NEW}`) })
  const { seq } = api.state().head
  const bob = person('bob@acme.example')
  assert.is(await status(`seq=${seq}`, bob, '/organizations/acme/layout'), 200)
  await api.apply({ 'acme.yaml': acme('acme', `${BOB.replace(', admin: true', '')}${NEW}`) })
  assert.equal([await status('', bob), await status(`seq=${seq}`, bob)], [200, 200])
  for (const path of ['/layout', '/platform-usage', '/access-report']) {
    assert.is(await status(`seq=${seq}`, bob, `/organizations/acme${path}`), 403)
  }
})

test('from whom secrets are hidden now they are hidden in the past as well', async () => {
  const settings = '  settings: [{key: token, secret: true, secretRef: {env: SOME_TOKEN}}]\n'
  const group = (hides: boolean): string => `  userGroups: [{name: some, members: [ada], hideSecrets: ${hides}}]\n`
  const own = await openApi({ 'acme.yaml': acme('acme', '', settings + group(false)) })
  const { seq } = own.state().head
  const ada = person('ada@acme.example')
  const read = async (query: string) => (await own.read(`/organizations/acme/settings/token${query}`, ada)).text
  try {
    assert.match(await read(''), /SOME_TOKEN/)
    await own.apply({ 'acme.yaml': acme('acme', '', settings + group(true)) })
    assert.not.match(await read(''), /SOME_TOKEN/)
    assert.not.match(await read(`?seq=${seq}`), /SOME_TOKEN/)
    await own.apply({ 'acme.yaml': acme('acme', '', settings + group(false)) })
    assert.match(await read(`?seq=${seq}`), /SOME_TOKEN/)
    assert.not.match(await read(`?seq=${seq + 1}`), /SOME_TOKEN/)
  } finally {
    await own.close()
  }
})

test('under its former name the past of an organization is told to who sees it now, and of another of that name to nobody', async () => {
  const { seq } = api.state().head
  await api.apply({ 'acme.yaml': acme('acme-two', '', '  previousNames: [acme]\n') })
  const ada = person('ada@acme.example')
  assert.equal(
    [await status('', ada), await status(`seq=${seq}`, ada), await status('', ada, '/organizations/acme-two')],
    [404, 200, 200],
  )
  const other = acme('acme', '').replaceAll('@acme.example', '@other.example').replaceAll('Acme', 'Other')
  await api.apply({ 'acme.yaml': acme('acme-two', '', '  previousNames: [acme]\n'), 'other.yaml': other })
  const now = person('ada@other.example')
  assert.equal(
    [await status('', now), await status(`seq=${seq}`, now), await status(`seq=${seq}`, ada)],
    [200, 404, 200],
  )
  const tokenFor = (...organizations: string[]): Identity => ({
    type: 'token',
    name: 'few',
    role: 'operator',
    organizations: new Set(organizations),
  })
  assert.equal(
    [await status(`seq=${seq}`, tokenFor('acme')), await status(`seq=${seq}`, tokenFor('acme-two'))],
    [404, 200],
  )
  const account = (sees?: readonly string[]): Identity => ({
    type: 'kubernetes',
    name: 'ci',
    sees: sees && new Set(sees),
    manages: new Set(),
  })
  assert.equal(
    [
      await status(`seq=${seq}`, account(['acme'])),
      await status(`seq=${seq}`, account(['acme-two'])),
      await status(`seq=${seq}`, account()),
    ],
    [404, 200, 200],
  )
  assert.equal([await status('', tokenFor('acme')), await status('', tokenFor('acme-two'))], [200, 404])
  assert.is(await status(`seq=${seq}`, { ...KEY, user: 'ada' }), 404)
  assert.is(await status(`seq=${seq}`, { ...KEY, user: 'ada', organization: 'acme-two' }), 404)
})

test('of an organization that is gone a token keeps the past, until another one has its name', async () => {
  const own = await openApi({ 'acme.yaml': acme('acme', '') })
  const few: Identity = { type: 'token', name: 'few', role: 'auditor', organizations: new Set(['acme']) }
  const state = own.state()
  const resources = new Map(state.resources)
  const organization = storedAt(state, 'Organization//acme')
  const read = async () => [
    (await own.read('/organizations/acme', few)).status,
    (await own.read(`/organizations/acme?seq=${state.head.seq}`, few)).status,
    (await own.read(`/organizations/acme?seq=${state.head.seq}`, person('ada@acme.example'))).status,
  ]
  try {
    assert.equal(await read(), [200, 200, 200])
    resources.delete('Organization//acme' as Key)
    own.publish({ ...state, resources })
    assert.equal(await read(), [404, 200, 404])
    own.publish({
      ...state,
      resources: new Map([...resources, ['Organization//acme' as Key, { ...organization, uid: randomUUID() }]]),
    })
    assert.equal(await read(), [200, 404, 404])
  } finally {
    await own.close()
  }
})

test.run()
