import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AUDITOR, openApi, person } from '../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
interface Parts {
  readonly name?: string
  readonly ada?: string
  readonly users?: string
  readonly more?: string
}
const acme = ({ name = 'acme', ada = '', users = '', more = '' }: Parts): string => `${HEAD}Organization
metadata: {name: ${name}}
spec:
  displayName: Acme
  settings: [{key: token, secret: true, secretRef: {env: CANARY_A}}, {key: region, value: eu}]
${more}  users:
    - {name: ada, email: ada@acme.example, admin: true${ada}}
    - {name: bob, email: bob@acme.example, admin: true}
${users}`
const child = (name: string, parent: string): string =>
  `${HEAD}Organization\nmetadata: {name: ${name}}\nspec: {displayName: ${name}, parent: ${parent}, users: [{name: ${name}-admin, email: ${name}@x.example, admin: true}, {name: bob, email: bob@acme.example, admin: ${name === 'lab'}}]}\n`
const CHILDREN = { 'lab.yaml': child('lab', 'acme'), 'deep.yaml': child('deep', 'lab') }

const api = await openApi({ 'acme.yaml': acme({}), ...CHILDREN })
const GRACE = '    - {name: grace, email: grace@acme.example}\n'
await api.apply({ 'acme.yaml': acme({ users: GRACE }), ...CHILDREN })
await api.apply({
  'acme.yaml': acme({ users: GRACE, ada: ', firstName: Ada' }).replace('CANARY_A', 'CANARY_B'),
  ...CHILDREN,
})
await api.apply({
  'acme.yaml': acme({ users: GRACE, ada: ', admin: false' }).replaceAll('admin: true', ''),
  ...CHILDREN,
})
await api.apply({
  'acme.yaml': acme({ name: 'acme-two', users: GRACE, more: '  previousNames: [acme]\n' }).replace(
    'CANARY_A',
    'CANARY_B',
  ),
  ...Object.fromEntries(
    Object.entries(CHILDREN).map(([path, text]) => [path, text.replace('parent: acme', 'parent: acme-two')]),
  ),
})
await api.apply({
  'acme.yaml': acme({ name: 'acme-two' }).replace('CANARY_A', 'CANARY_B'),
  ...Object.fromEntries(
    Object.entries(CHILDREN).map(([path, text]) => [path, text.replace('parent: acme', 'parent: acme-two')]),
  ),
})
test.after(() => api.close())

const AUDIT = '/organizations/acme-two/audit'
const messages = async (path: string, as = AUDITOR): Promise<readonly string[]> =>
  (await api.read(path, as)).body.map(({ seq, message }: { seq: number; message: string }) => `${seq} ${message}`)

test('what was done is told newest first, also under a former name, and what only follows is not', async () => {
  assert.equal(await messages(AUDIT), [
    '9 Organization acme-two changed: previousNames',
    '9 User grace removed',
    '7 Organization acme renamed to acme-two',
    '7 User ada changed: firstName',
    '6 declarations not valid: Syntax',
    '5 Organization acme changed: settings',
    '5 User ada changed: firstName',
    '4 User grace created',
    '1 Organization acme created',
    '1 User ada created',
    '1 User bob created',
  ])
})

test('a record says who, what, where it is declared, and who gained what by its entry', async () => {
  const { body } = await api.read(AUDIT)
  const [, , , ada] = body
  const { objectUid, planDigest, source, timestamp, ...rest } = ada
  assert.equal(rest, {
    id: '7-1',
    action: 'update',
    organization: 'acme-two',
    objectKind: 'User',
    objectName: 'ada',
    message: 'User ada changed: firstName',
    username: 'test',
    actor: { type: 'operator', name: 'test' },
    changes: [{ path: '/spec/firstName', before: 'Ada' }],
    version: 3,
    seq: 7,
  })
  assert.equal([source.name, source.path, source.line], ['local', 'acme.yaml', 9])
  assert.equal([objectUid.length, planDigest.length, source.revision.length], [36, 64, 64])
  const [first, second] = body.slice(-3)
  assert.equal(
    first.access.gained.map(({ user, permission, on }: Record<string, string>) => [user, permission, on]),
    [
      ['ada', 'MANAGE', 'organization'],
      ['bob', 'MANAGE', 'organization'],
    ],
  )
  assert.is(second.access, undefined)
})

test('a record says which version came of it: of the newest of each resource the one that is stored', async () => {
  const { body } = await api.read(AUDIT)
  const newest = new Map<string, { version: number; action: string }>(
    body.toReversed().map((one: { objectUid: string }) => [one.objectUid, one]),
  )
  newest.delete(undefined as never)
  const stored = new Map([...api.state().resources.values()].map(({ uid, version }) => [uid, version]))
  for (const [uid, { version, action }] of newest) assert.is(version, action === 'delete' ? 1 : stored.get(uid), uid)
  assert.ok([...newest.values()].some(({ version }) => version > 2))
})

test('where secrets stand is not told, and settings are to nobody who does not see them', async () => {
  const settings = (as: typeof AUDITOR) =>
    api.read(`${AUDIT}?kind=Organization`, as).then(({ text, body }) => ({
      text,
      paths: body.flatMap(({ changes }: { changes: { path: string }[] }) => changes.map(({ path }) => path)),
    }))
  const seen = await settings(person('ada@acme.example'))
  assert.match(seen.text, /"key":"token","secret":true/)
  assert.ok(seen.paths.includes('/spec/settings'))
  const audited = await settings(AUDITOR)
  assert.not(audited.paths.includes('/spec/settings'))
  assert.not.match(audited.text, /token/)
  for (const { text } of [seen, audited]) assert.not.match(text, /CANARY/)
})

test('records are filtered by time, action, kind, who, and what the message says', async () => {
  const seqs = async (query: string) => (await messages(`${AUDIT}?${query}`)).map((one) => one.split(' ')[0]).join(' ')
  assert.is(await seqs('action=rejected'), '6')
  assert.is(await seqs('action=delete'), '9')
  assert.is(await seqs('kind=User&action=create'), '4 1 1')
  assert.is(await seqs('message=GRACE'), '9 4')
  assert.is(await seqs('start=2025-11-29'), '9 9 7 7')
  assert.is(await seqs('end=2025-11-24'), '1 1 1')
  assert.is(await seqs('start=2025-11-23&end=2025-11-25'), '4')
  assert.is(await seqs('user=Test&action=rename'), '7')
  assert.is(await seqs('user=nobody'), '')
})

test('what there is comes in parts, and a cursor goes on while more is recorded', async () => {
  const parts: string[] = []
  let path: string | undefined = `${AUDIT}?limit=2&offset=1&kind=User`
  while (path !== undefined) {
    const { body, headers } = await api.read(path)
    parts.push(body.map(({ id }: { id: string }) => id).join(' '))
    path = /<\/api\/v1([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
  }
  assert.equal(parts, ['7-1 5-1', '4-0 1-1', '1-2'])
})

test('a cursor is good for its own question alone', async () => {
  const { headers } = await api.read(`${AUDIT}?limit=1&kind=User`)
  const cursor = /cursor=([^&>]*)/.exec(headers.get('link') ?? '')?.[1] ?? ''
  assert.is((await api.read(`${AUDIT}?kind=User&cursor=${cursor}&limit=7`)).status, 200)
  const flipped = cursor.startsWith('e') ? `f${cursor.slice(1)}` : `e${cursor.slice(1)}`
  for (const query of [
    `cursor=${cursor}`,
    `kind=User&cursor=${flipped}`,
    'kind=User&cursor=1',
    `kind=Host&cursor=${cursor}`,
  ]) {
    const { status, body } = await api.read(`${AUDIT}?${query}`)
    assert.is(status, 400, query)
    assert.match(body.detail, /^the parameter cursor is not of this question/)
  }
  assert.is((await api.read(`/organizations/lab/audit?kind=User&cursor=${cursor}`)).status, 400)
})

test('what was done to the organizations below is told to who manages them', async () => {
  const path = '/organizations/acme-two/children-audit'
  const all = ['3 Organization deep created', '3 User bob created', '3 User deep-admin created']
  const lab = ['2 Organization lab created', '2 User bob created', '2 User lab-admin created']
  assert.equal(await messages(path), [...all, ...lab])
  assert.equal(await messages(`${path}?depth=1`), lab)
  assert.equal(await messages(path, person('bob@acme.example')), lab)
  assert.equal(await messages(path, person('ada@acme.example')), [])
  assert.equal(await messages('/organizations/deep/children-audit'), [])
})

test('it needs MANAGE, and no moment', async () => {
  assert.is((await api.read(AUDIT, person('ada@acme.example'))).status, 200)
  assert.is((await api.read('/organizations/deep/audit', person('bob@acme.example'))).status, 403)
  assert.is((await api.read(AUDIT, person('lab@x.example'))).status, 404)
  assert.match((await api.read(`${AUDIT}?at=2025-11-30`)).body.detail, /^the parameter at is not known here/)
})

test('it is told as a table, too', async () => {
  const { text } = await api.read(`${AUDIT}?action=rejected`, AUDITOR, { headers: { accept: 'text/csv' } })
  const [head, first] = text.split('\r\n')
  assert.match(head ?? '', /^id,timestamp,action,organization,objectKind,/)
  assert.match(first ?? '', /^6-0,2025-11-28T12:00:00\.000Z,rejected,acme,,,,declarations not valid: Syntax,test,/)
})

test.run()
