import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../src/api/identity.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const api = await openApi({
  'acme.yaml': `${HEAD}Organization
metadata: {name: acme}
spec:
  displayName: Acme
  id: acme-1
  users:
    - {name: ada, email: ada@acme.example, admin: true}
    - {name: grace, id: G-1, email: Grace@acme.example, until: "2027-01-01"}
    - {name: linus, email: linus@acme.example, active: false}
  userGroups: [{name: operators, members: [grace, linus]}]
  workspaces: [{name: lab, id: LAB, type: project, displayName: Lab}]
  permissions:
    - {name: watch, role: deployment-viewer, assignee: {userGroup: operators}, scope: {workspace: lab}}
`,
  'initech.yaml': `${HEAD}Organization
metadata: {name: initech}
spec: {displayName: Initech, users: [{name: bill, email: bill@initech.example, admin: true}]}
`,
})
test.after(() => api.close())

const ONE = '/access/v1/evaluation'
const SEVERAL = '/access/v1/evaluations'
const ADA = person('ada@acme.example')
const GRACE = person('grace@acme.example')
const BILL = person('bill@initech.example')

function post(path: string, body: unknown, as: Identity = OPERATOR, headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return api.read(path, as, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
  })
}

const asked = (subject: string, action: string, resource: string) => {
  const [type = '', id = ''] = resource.split(/ (.*)/)
  return { subject: { type: 'user', id: subject }, action: { name: action }, resource: { type, id } }
}

async function decisionOf(subject: string, action: string, resource: string, as?: Identity) {
  return (await post(ONE, asked(subject, action, resource), as)).body
}

test('a yes comes with the way that leads to it, by whatever the user and the thing are called', async () => {
  const yes = {
    decision: true,
    context: {
      via: [
        { kind: 'UserGroup', name: 'operators' },
        { kind: 'Permission', name: 'watch' },
        { kind: 'AccessRole', name: 'deployment-viewer' },
        { kind: 'Workspace', name: 'lab' },
      ],
    },
  }
  const uid = (await api.read('/organizations/acme/users/grace')).body.uid
  for (const user of ['grace', 'G-1', uid, 'grace@ACME.example']) {
    assert.equal(await decisionOf(user, 'deployments.get', 'workspace acme/lab'), yes, user)
  }
  assert.equal(await decisionOf('grace', 'deployments.get', 'workspace acme-1/LAB'), yes)
  assert.equal(await decisionOf('ada', 'MANAGE', 'organization acme'), { decision: true, context: { via: [] } })
})

test('a no says why to whoever may know', async () => {
  const reason = async (...question: Parameters<typeof decisionOf>) => {
    const { decision, context } = await decisionOf(...question)
    assert.equal([decision, context.via], [false, []])
    return context.reason
  }
  assert.is(await reason('grace', 'MANAGE', 'organization acme'), 'nothing in force gives it')
  assert.is(await reason('grace', 'deployments.delete', 'workspace acme/lab'), 'nothing in force gives it')
  assert.is(await reason('linus', 'deployments.get', 'workspace acme/lab'), 'inactive')
  assert.is(await reason('nobody', 'MANAGE', 'organization acme'), 'there is no such user')
  assert.is(await reason('bill@initech.example', 'MANAGE', 'organization acme'), 'there is no such user')
  assert.is(await reason('ada', 'VIEW', 'workspace acme/nothing'), 'there is no such resource')
  assert.is(await reason('ada', 'VIEW', 'planet acme/lab'), 'there is no such resource')
})

test('everybody asks about themselves, who manages about everybody, and all else is the same no', async () => {
  const question = ['grace', 'deployments.get', 'workspace acme/lab'] as const
  for (const as of [OPERATOR, AUDITOR, ADA, GRACE]) assert.is((await decisionOf(...question, as)).decision, true)
  assert.is((await decisionOf('ada', 'MANAGE', 'organization acme', GRACE)).decision, false)
  const hidden = [
    await post(ONE, asked('ada', 'MANAGE', 'organization acme'), GRACE),
    await post(ONE, asked('nobody', 'MANAGE', 'organization acme'), GRACE),
    await post(ONE, asked('ada', 'MANAGE', 'organization acme'), BILL),
    await post(ONE, asked('ada', 'MANAGE', 'organization nowhere'), BILL),
    await post(ONE, asked('linus', 'MANAGE', 'organization acme'), person('linus@acme.example')),
  ]
  for (const { status, text } of hidden)
    assert.equal([status, text], [200, '{"decision":false,"context":{"via":[]}}\n'])
})

test('it is decided at the moment that the address names', async () => {
  const at = async (moment: string) =>
    (await post(`${ONE}?at=${moment}`, asked('grace', 'deployments.get', 'workspace acme/lab'))).body
  assert.is((await at('2026-12-31')).decision, true)
  assert.equal(await at('2027-01-01'), { decision: false, context: { via: [], reason: 'no longer' } })
})

test('the question may stand in the address', async () => {
  const query = 'subject_id=grace&action_name=deployments.get&resource_type=workspace&resource_id=acme%2Flab'
  assert.is((await api.read(`${ONE}?${query}`)).body.decision, true)
  const { status, body } = await api.read(`${ONE}?${query.replace('action_name=deployments.get&', '')}`)
  assert.equal([status, body.detail], [400, 'the parameter action_name is missing'])
})

test('what is malformed is 400, and what is large is not read', async () => {
  const question = asked('ada', 'MANAGE', 'organization acme')
  const detail = async (body: unknown) => {
    const answer = await post(ONE, body)
    assert.is(answer.status, 400, answer.text)
    return answer.body.detail
  }
  assert.is(await detail({ ...question, subject: undefined }), 'the field subject is missing')
  assert.is(await detail({ ...question, subjcet: 1 }), 'a field is unknown')
  assert.is(await detail({ ...question, subject: { type: 'user', id: 7 } }), 'subject/id is wrong')
  assert.is(await detail({ ...question, action: { name: '' } }), 'action/name is wrong')
  assert.is(await detail('{'), undefined)
  assert.is((await post(ONE, { ...question, context: { more: 'x'.repeat(16 * 1024) } })).status, 413)
  assert.is((await post(ONE, question, OPERATOR, { 'content-type': 'application/xml' })).status, 415)
  assert.is(
    (await post(ONE, question, OPERATOR, { 'content-type': 'text/plain' })).body.detail,
    'an object is expected',
  )
  assert.is((await api.read(ONE, OPERATOR, { method: 'POST' })).body.detail, 'an object is expected')
  const inAddress = await post(`${ONE}?subject_id=grace`, question)
  assert.match(inAddress.body.detail, /^the parameter subject_id is not known here/)
})

test('several questions share what they do not say', async () => {
  const shared = { subject: { type: 'user', id: 'grace' }, resource: { type: 'workspace', id: 'acme/lab' } }
  const evaluations = ['deployments.get', 'deployments.delete', 'deployments.list'].map((name) => ({
    action: { name },
  }))
  const decisions = async (semantic?: string) => {
    const options = semantic === undefined ? {} : { options: { evaluations_semantic: semantic } }
    const { body } = await post(SEVERAL, { ...shared, evaluations, ...options })
    return body.evaluations.map(({ decision }: { decision: boolean }) => decision)
  }
  assert.equal(await decisions(), [true, false, true])
  assert.equal(await decisions('deny_on_first_deny'), [true, false])
  assert.equal(await decisions('permit_on_first_permit'), [true])
  const { status, body } = await post(SEVERAL, { ...shared, evaluations: [...evaluations, {}] })
  assert.equal(
    [status, body.detail],
    [400, 'evaluations/3 names no subject, action or resource, and nothing does for all'],
  )
  assert.is((await post(SEVERAL, { ...shared, evaluations: Array.from({ length: 101 }, () => ({})) })).status, 400)
})

test('these are the only addresses that take a body', async () => {
  const put = await api.read(ONE, OPERATOR, { method: 'PUT' })
  assert.equal([put.status, put.headers.get('allow')], [405, 'GET, HEAD, OPTIONS, POST'])
  const get = await api.read(SEVERAL)
  assert.equal([get.status, get.headers.get('allow')], [405, 'OPTIONS, POST'])
  assert.is((await post('/organizations', {})).status, 405)
})

test('a request that has an identifier finds it in the answer', async () => {
  const question = asked('ada', 'MANAGE', 'organization acme')
  const idOf = async (id: string) =>
    (await post(ONE, question, OPERATOR, { 'x-request-id': id })).headers.get('x-request-id')
  assert.is(await idOf('bfe9eb29-ab87'), 'bfe9eb29-ab87')
  assert.is(await idOf('two words'), null)
})

test.run()
