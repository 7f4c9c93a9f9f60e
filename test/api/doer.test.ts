import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { doerOf } from '../../src/api/doer.ts'
import type { Commit, Person } from '../../src/model/commit.ts'
import type { Entry } from '../../src/model/ledger.ts'
import type { StoredResource } from '../../src/model/resource.ts'
import { AUDITOR, openApi } from '../support/api.ts'
import { textSnapshot } from '../support/installation.ts'

const ACME = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  minAdmins: 1
  users:
    - {name: ada, username: alove, email: ada@acme.example, admin: true, firstName: Ada, lastName: King}
    - {name: bob, email: bob@acme.example}
  workspaces: [{name: lab, displayName: Lab, type: project}]
`
const ADA = { name: 'Ada Lovelace', email: 'ADA@acme.example' }
const OPERATOR = { type: 'operator', name: 'root' } as const
const GRACE = { name: 'Grace Hopper', email: 'grace@elsewhere.example' }

const api = await openApi({})
test.after(() => api.close())

/** Applies a commit that changes the file. */
async function commit(hash: string, text: string, author: Person, more: Partial<Commit> = {}): Promise<void> {
  const files = [{ path: 'acme.yaml', after: hash }]
  const committedAt = '2026-11-22T10:00:00Z'
  const one = { hash, parents: [], author, authoredAt: committedAt, committer: author, committedAt, ...more }
  const commits = [{ coAuthors: [], trailers: [], files, ...one }]
  const to = textSnapshot({ 'acme.yaml': text }).revision
  const history = { to, commits, isWhole: true, bases: new Map() }
  await api.apply({ 'acme.yaml': text }, { commits: new Map([['local', history]]) })
}

await commit('c1', ACME, ADA, { committer: GRACE, coAuthors: [GRACE] })
const CHANGED = ACME.replace('name: bob,', 'name: bob, firstName: Bob,')
const signer = { type: 'verified', identity: 'Grace Hopper <grace@elsewhere.example>' } as const
await commit('c2', CHANGED, GRACE, { signer })
await api.apply({ 'acme.yaml': CHANGED.replace('displayName: Acme', 'displayName: Acme Inc') })

const AUDIT = '/organizations/acme/audit'

test('a change is of the author of its commit, who is the user with that address; else who the commit says, or who applied it', async () => {
  const { body } = await api.read(AUDIT, AUDITOR)
  const told = body.map(({ objectName, username, userFullName, email, verified }: Record<string, unknown>) => [
    objectName,
    username,
    userFullName,
    email,
    verified,
  ])
  const ada = ['alove', 'Ada King', 'ada@acme.example', undefined]
  assert.equal(told, [
    ['acme', 'test', undefined, undefined, undefined],
    ['bob', 'Grace Hopper', 'Grace Hopper', 'grace@elsewhere.example', true],
    ['acme', ...ada],
    ['ada', ...ada],
    ['bob', ...ada],
    ['lab', ...ada],
  ])
  const [, second, third] = body
  const { line, name, path, revision, ...source } = third.source
  assert.equal(source, {
    commit: 'c1',
    author: 'Ada Lovelace <ADA@acme.example>',
    coAuthors: ['Grace Hopper <grace@elsewhere.example>'],
    committer: 'Grace Hopper <grace@elsewhere.example>',
    committedAt: '2026-11-22T10:00:00.000Z',
  })
  assert.is(second.source.signer, 'Grace Hopper <grace@elsewhere.example>')
})

test('an object in a cluster is of the field manager that wrote it', () => {
  const { catalog, organization } = {
    catalog: { usersWith: () => [] },
    organization: { name: 'acme' } as StoredResource,
  }
  const body = { key: 'User/acme/ada', manager: 'helm', object: { uid: 'u', generation: 2 }, fields: [] }
  const change = { uid: 'u', kind: 'User', action: 'update', digest: '', salt: '', body } as const
  for (const actor of [{ type: 'controller', name: 'charter' }, OPERATOR] as const) {
    const entry = { actor } as Entry
    assert.equal(doerOf({ entry, change, organization }, catalog), { username: 'helm' })
    const nobody = { ...change, body: { ...body, manager: undefined } } as unknown as typeof change
    const { username } = doerOf({ entry, change: nobody, organization }, catalog) ?? {}
    assert.is(username, actor.type === 'operator' ? 'root' : undefined)
  }
})

test('who did something is asked for by any of their names, in upper or lower case', async () => {
  const count = async (user: string): Promise<number> =>
    (await api.read(`${AUDIT}?user=${encodeURIComponent(user)}`, AUDITOR)).body.length
  for (const name of ['ALOVE', 'ada', 'Ada King', 'ada@acme.example']) assert.is(await count(name), 4, name)
  assert.equal([await count('grace hopper'), await count('test'), await count('nobody')], [1, 6, 0])
})

test('a grant names the author of the commit that gave it', async () => {
  const { body } = await api.read('/organizations/acme/effective-access?user=ada', AUDITOR)
  assert.equal([body[0].grantedBy.commit, body[0].grantedBy.author], ['c1', 'Ada Lovelace <ADA@acme.example>'])
})

test('other systems are told who did it in their own words', async () => {
  const { body: comodit } = await api.compat('/comodit/organizations/Acme%20Inc/audit', AUDITOR)
  assert.equal(
    comodit.items.slice(1, 3).map(({ username, userFullName }: Record<string, unknown>) => [username, userFullName]),
    [
      ['Grace Hopper', 'Grace Hopper'],
      ['alove', 'Ada King'],
    ],
  )
  const { body: waldur } = await api.compat('/waldur/api/events/', AUDITOR)
  assert.equal(
    waldur
      .slice(0, 3)
      .map(({ context }: { context: Record<string, unknown> }) => [context.user_username, context.user_full_name]),
    [
      ['test', undefined],
      ['Grace Hopper', 'Grace Hopper'],
      ['alove', 'Ada King'],
    ],
  )
  const { body: ubiops } = await api.compat('/ubiops/v2.1/projects/lab/audit', AUDITOR)
  assert.equal(
    ubiops.map(({ user }: { user: string }) => user),
    ['ada@acme.example'],
  )
})

test.run()
