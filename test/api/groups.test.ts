import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openApi, person } from '../support/api.ts'

const TEXTS = {
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme Research
  users:
    - {name: ada, email: ada@acme.example, admin: true, firstName: Ada, lastName: Lovelace, username: countess}
    - {name: grace, email: grace@acme.example, userGroups: [operators]}
    - {name: linus, active: false}
  userGroups:
    - {name: admin, members: [ada]}
    - {name: staff, displayName: Staff, hideSecrets: true}
    - {name: operators, id: ops-1, labels: {team: platform}, parents: [platform, staff], members: [linus], maintainers: [ada]}
    - {name: platform, parents: [staff], level: custom, description: Runs it.}
    - {name: guests, level: none, parents: [platform]}
  permissions:
    - {name: platform-manages, permission: MANAGE, assignee: {userGroup: platform}, until: "2026-12-01"}
`,
}

const api = await openApi(TEXTS)
test.after(() => api.close())
const GROUPS = '/organizations/acme/groups'

test('groups are told with those that are built in, by name', async () => {
  const { body } = await api.read(GROUPS)
  assert.equal(
    body.map(({ name, builtIn, uid, userCount }: Record<string, unknown>) => [
      name,
      builtIn,
      uid !== undefined,
      userCount,
    ]),
    [
      ['admin', true, true, 1],
      ['guests', false, true, 0],
      ['operators', false, true, 3],
      ['platform', false, true, 0],
      ['staff', false, true, 0],
      ['users', true, false, 2],
    ],
  )
  const names = async (query: string) =>
    (await api.read(`${GROUPS}?${query}`)).body.map(({ name }: { name: string }) => name)
  assert.equal(await names('parent=staff'), ['operators', 'platform'])
  const { uid } = (await api.read(`${GROUPS}/staff`)).body
  assert.equal(await names(`parent=${uid}`), ['operators', 'platform'])
  for (const word of ['operators', 'ops-1', (await api.read(`${GROUPS}/operators`)).body.uid]) {
    for (const path of ['/organizations/acme/users', '/users']) {
      const { body } = await api.read(`${path}?group=${word}&fields=name`)
      assert.equal(body, [{ name: 'ada' }, { name: 'grace' }, { name: 'linus' }], word)
    }
  }
  assert.equal((await api.read('/users?group=admin&fields=name')).body, [{ name: 'ada' }])
  assert.equal(await names('name=ST'), ['guests', 'staff'])
  assert.equal(await names('label=team%3Dplatform'), ['operators'])
  assert.equal(await names('o=-name&page_size=2'), ['users', 'staff'])
})

test('a group is found by uid, name and id, and tells whether its members administer the organization', async () => {
  const { body } = await api.read(`${GROUPS}/operators`)
  for (const word of [body.uid, 'ops-1']) assert.equal((await api.read(`${GROUPS}/${word}`)).body, body)
  const { uid, createdAt, updatedAt, ...rest } = body
  assert.equal(rest, {
    id: 'ops-1',
    name: 'operators',
    version: 1,
    labels: { team: 'platform' },
    builtIn: false,
    organization: 'acme',
    parents: ['platform', 'staff'],
    hideSecrets: false,
    users: [
      { username: 'countess', fullName: 'Ada Lovelace', email: 'ada@acme.example' },
      { username: 'grace', fullName: '', email: 'grace@acme.example' },
      { username: 'linus', fullName: '' },
    ],
    userCount: 3,
    organizationAdmin: true,
  })
  const isAdmin = async (name: string) => (await api.read(`${GROUPS}/${name}`)).body.organizationAdmin
  assert.equal(await Promise.all(['admin', 'platform', 'guests', 'staff', 'users'].map(isAdmin)), [
    true,
    true,
    false,
    false,
    false,
  ])
  const users = (await api.read(`${GROUPS}/users`)).body
  assert.equal([users.id, users.userCount, users.uid], ['users', 2, undefined])
  const later = { state: api.state(), instant: '2026-12-01T00:00:00.000Z' }
  const dated = await openApi(TEXTS, { past: async () => later })
  try {
    const after = await dated.read(`${GROUPS}/operators?at=2026-12-01`)
    assert.is(after.body.organizationAdmin, false)
  } finally {
    await dated.close()
  }
})

test('the members of a group are pages of people, with who looks after it', async () => {
  const { body, headers } = await api.read(`${GROUPS}/operators/members?page_size=2`)
  assert.equal(
    body.map(({ name, maintainer, username }: Record<string, unknown>) => [name, maintainer, username]),
    [
      ['ada', true, 'countess'],
      ['grace', false, 'grace'],
    ],
  )
  assert.is(headers.get('x-result-count'), '3')
  const everybody = await api.read(`${GROUPS}/users/members`)
  assert.equal(
    everybody.body.map(({ name }: { name: string }) => name),
    ['ada', 'grace'],
  )
})

test('a group of many tells the first 300 people, how many there are, and all of them by pages', async () => {
  const people = Array.from({ length: 301 }, (_, at) => `p${String(at).padStart(3, '0')}`)
  const spec = `{displayName: Big, minAdmins: 0, users: [${people.map((name) => `{name: ${name}}`)}], userGroups: [{name: all, members: [${people}]}]}`
  const big = await openApi({
    'big.yaml': `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: big}\nspec: ${spec}\n`,
  })
  test.after(() => big.close())
  for (const name of ['all', 'users']) {
    const { users, userCount } = (await big.read(`/organizations/big/groups/${name}`)).body
    assert.equal([users.length, users[299].username, userCount], [300, 'p299', 301], name)
    const last = await big.read(`/organizations/big/groups/${name}/members?page_size=300&page=2`)
    assert.equal(
      last.body.map((one: { name: string }) => one.name),
      ['p300'],
    )
  }
})

test('the tree tells each group under each of its parents, and what is below it once', async () => {
  const lines = (body: readonly Record<string, string>[]) =>
    body.map(({ depth, name, repeated }) => `${'  '.repeat(Number(depth))}${name}${repeated ? ' again' : ''}`)
  const { body } = await api.read(`${GROUPS}/tree`)
  assert.equal(lines(body), [
    'admin',
    'staff',
    '  operators',
    '  platform',
    '    guests',
    '    operators again',
    'users',
  ])
  assert.equal(body[5], { name: 'operators', parent: 'platform', depth: 2, repeated: true, userCount: 3 })
  assert.equal(lines((await api.read(`${GROUPS}/tree?page_size=2&page=2`)).body), ['  operators', '  platform'])
})

test('groups that are not there, and those of organizations that the reader does not see, are the same', async () => {
  for (const path of [`${GROUPS}/nobody`, `${GROUPS}/nobody/members`, '/organizations/none/groups/tree']) {
    assert.is((await api.read(path)).status, 404, path)
  }
  for (const path of [GROUPS, `${GROUPS}/tree`, `${GROUPS}/admin`, `${GROUPS}/admin/members`]) {
    assert.is((await api.read(path, person('eve@evil.example'))).status, 404, path)
    assert.is((await api.read(path, person('grace@acme.example'))).status, 200, path)
  }
})

test.run()
