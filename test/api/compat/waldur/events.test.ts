import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../../../src/api/identity.ts'
import { OPERATOR, openApi, person } from '../../../support/api.ts'
import { customer } from '../../../support/waldur.ts'

const acme = (more = '') => customer('acme', '', more)
const SPACES = 'workspaces: [{name: web, type: project, displayName: Web}]'
const ROLE = 'permissions: [{name: eve-edits, role: deployment-editor, assignee: {user: eve}, scope: {workspace: web}}]'
const GLOBEX = { 'globex.yaml': customer('globex', '') }
const api = await openApi({ 'acme.yaml': acme(), ...GLOBEX })
await api.apply({ 'acme.yaml': acme(SPACES), ...GLOBEX })
await api.apply({ 'acme.yaml': acme(`${SPACES}\n  ${ROLE}`).replace('The acme', 'Acme'), ...GLOBEX })
await api.apply({ 'acme.yaml': acme(SPACES).replace('The acme', 'Acme'), ...GLOBEX })
test.after(() => api.close())

const PATH = '/waldur/api/events/'
const get = (query = '', as: Identity = OPERATOR) => api.compat(`${PATH}?${query}`, as)
const lines = async (query = '', as?: Identity): Promise<readonly string[]> =>
  (await get(query, as)).body.map((one: { event_type: string; message: string }) => `${one.event_type}: ${one.message}`)
const uidOf = (key: string): string => api.state().resources.get(key as never)?.uid ?? ''
const ADA = person('ada@acme.example')

const LATEST = [
  'role_revoked: Permission eve-edits removed',
  'customer_update_succeeded: Organization acme changed: displayName',
  'role_granted: Permission eve-edits created',
  'project_creation_succeeded: Workspace web created',
]
const FIRST = [
  'customer_creation_succeeded: Organization acme created',
  'user_creation_succeeded: User ada created',
  'user_creation_succeeded: User eve created',
]

test('events are told newest first, with words of their own for what was done to what', async () => {
  assert.equal(await lines('', ADA), [...LATEST, ...FIRST])
  const [revoked] = (await get('', ADA)).body
  const { uuid, created, context } = revoked
  assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  assert.match(created, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  const { object_uuid, seq, ...rest } = context
  assert.equal(rest, {
    customer_uuid: uidOf('Organization//acme'),
    customer_name: 'Acme',
    object_kind: 'Permission',
    object_name: 'eve-edits',
    user_username: 'test',
  })
  assert.equal([typeof object_uuid, typeof seq], ['string', 'number'])
  const uuids = (await get()).body.map((one: { uuid: string }) => one.uuid)
  assert.is(new Set(uuids).size, uuids.length)
  assert.equal(Object.keys(revoked), ['uuid', 'created', 'event_type', 'message', 'context'])
})

test('events are there for who manages the organization', async () => {
  assert.is((await lines('page_size=50')).length, 10)
  for (const reader of ['eve@example.org', 'nobody@acme.example']) assert.equal(await lines('', person(reader)), [])
  assert.equal(await lines('', person('ada@globex.example')), [
    'customer_creation_succeeded: Organization globex created',
    ...FIRST.slice(1),
  ])
})

test('events are filtered by type, feature, message, customer and time', async () => {
  const customerUuid = uidOf('Organization//globex')
  assert.equal(await lines('event_type=role_revoked&event_type=role_granted'), [LATEST[0], LATEST[2]])
  assert.equal(await lines('feature=projects&feature=roles'), [LATEST[0], LATEST[2], LATEST[3]])
  assert.equal(await lines('message=EVE-EDITS'), [LATEST[0], LATEST[2]])
  assert.is((await lines(`customer_uuid=${customerUuid}`)).length, 3)
  assert.is((await lines(`scope=https://waldur.example/api/customers/${customerUuid}/`)).length, 3)
  assert.equal(await lines(`customer_uuid=${customerUuid}`, ADA), [])
  const { created } = (await get('event_type=role_granted')).body[0]
  const seconds = Date.parse(created) / 1000
  assert.equal(await lines(`created_from=${seconds}`), LATEST.slice(0, 3))
  assert.equal(await lines(`created_from=${seconds}&created_to=${seconds + 1}`), LATEST.slice(1, 3))
  assert.equal(await lines(`created_to=${seconds}&customer_uuid=${uidOf('Organization//acme')}`), [LATEST[3], ...FIRST])
})

test('the oldest come first where that is asked for, and pages lead on', async () => {
  assert.equal(await lines('o=created', ADA), [...LATEST, ...FIRST].toReversed())
  const first = await get('page_size=3', ADA)
  const to = (page: number, rel: string) => `<${api.address}/compat${PATH}?page_size=3&page=${page}>; rel="${rel}"`
  assert.equal(
    [first.headers.get('link'), first.headers.get('x-result-count')],
    [`${to(1, 'first')}, ${to(2, 'next')}`, '4'],
  )
  assert.equal(await lines('page_size=3&page=3', ADA), [...LATEST, ...FIRST].slice(6))
  const last = await get('page_size=3&page=3', ADA)
  assert.equal(
    [last.headers.get('link'), last.headers.get('x-result-count')],
    [`${to(1, 'first')}, ${to(2, 'prev')}`, '7'],
  )
  const oldest = await get('page_size=3&page=2&o=created', ADA)
  assert.is(oldest.headers.get('x-result-count'), '7')
  assert.equal(
    oldest.body.map((one: { message: string }) => one.message),
    [...LATEST, ...FIRST]
      .toReversed()
      .slice(3, 6)
      .map((line) => line.replace(/^\w+: /, '')),
  )
})

test('what is wrong with a parameter is told by its name', async () => {
  for (const [query, name] of [
    ['created_from=x', 'created_from'],
    ['created_to=2026-11-22', 'created_to'],
    ['feature=nothing', 'feature'],
    ['scope=x', 'scope'],
    ['customer_uuid=x', 'customer_uuid'],
    ['o=message', 'o'],
  ]) {
    const { status, body } = await get(query)
    assert.equal([status, Object.keys(body)], [400, [name]], query)
  }
  for (const page of ['0', 'x', '100001']) assert.equal((await get(`page=${page}`)).body, { detail: 'Invalid page.' })
})

test.run()
