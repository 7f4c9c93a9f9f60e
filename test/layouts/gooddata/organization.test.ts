import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accessIndexOf, organizationIndex } from '../../../src/access/indexed.ts'
import { groundOf } from '../../../src/layouts/gooddata/ground.ts'
import { layoutSize, organizationLayout } from '../../../src/layouts/gooddata/organization.ts'
import { storedHolding } from '../../../src/usage/stored.ts'
import { installationWith } from '../../support/installation.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const PARTS = `
  users:
    - {name: ada, email: ada@acme.example, admin: true, authId: ada-1}
    - {name: bob, email: bob@acme.example, authId: bob-1, until: "2026-12-01"}
    - {name: eve, email: eve@acme.example, authId: eve-1, systemAccount: true}
  userGroups:
    - {name: staff, members: [eve], parents: [readers, quiet]}
    - {name: readers, id: all-readers}
    - {name: quiet, level: readonly, parents: [readers], members: [bob]}
  permissions:
    - {name: autumn, permission: VIEW, assignee: {userGroup: readers}, scope: {workspace: lab}, until: "2026-12-01"}
    - {name: twice, permission: EXPORT, assignee: {user: eve}, scope: {workspace: lab}}
    - {name: twice-again, permission: EXPORT, assignee: {user: eve}, scope: {workspace: lab}, from: "2026-01-01"}
    - {name: robots, permission: SELF_CREATE_TOKEN, assignee: {accessKey: robot}}
    - {name: role, role: project-admin, assignee: {user: eve}, scope: {workspace: lab}}
  accessKeys: [{name: robot, type: token, secretRef: {env: CANARY}}]
  workspaces: [{name: lab, type: workspace, displayName: Lab}]`
const acme = (parts: string) => `${HEAD}Organization
metadata: {name: acme}
spec:
  displayName: Acme${parts}
`
const REVOKED = `---
${HEAD}Revocation
metadata: {namespace: acme, name: eve}
spec: {user: eve, reason: Lost laptop}
`

/** The layout of the organization `acme` in a state, at an instant. */
async function layoutOf(texts: Readonly<Record<string, string>>, instant: string) {
  const state = (await installationWith(texts)).state()
  const holding = storedHolding('acme', state, instant)
  if (holding === undefined) throw new Error('acme is not stored')
  const ground = groundOf(holding, organizationIndex(accessIndexOf(state.resources.values()), 'acme'))
  assert.ok(layoutSize(ground) > 0)
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever is laid out
  return JSON.parse(JSON.stringify(organizationLayout(ground))) as any
}

const BEFORE = '2026-11-22T12:00:00.000Z'
const AFTER = '2026-12-01T00:00:00.000Z'

const assigned = (type: string, id: string, name: string) => ({ name, assignee: { id, type } })

test('permissions are those in force at the instant, each once, and those of keys and roles are left out', async () => {
  const texts = { 'acme.yaml': acme(PARTS) }
  const exports = assigned('user', 'eve', 'EXPORT')
  const [before] = (await layoutOf(texts, BEFORE)).workspaces
  assert.equal(before.permissions, [exports, assigned('userGroup', 'all-readers', 'VIEW')])
  const after = await layoutOf(texts, AFTER)
  assert.equal(after.workspaces[0].permissions, [exports])
  assert.equal(after.organization.permissions, [assigned('user', 'ada', 'MANAGE')])
})

test('whoever has no access at the instant has nothing to log in with', async () => {
  const logins = async (text: string, instant: string) =>
    (await layoutOf({ 'acme.yaml': text }, instant)).users.map(({ authId }: { authId?: string }) => authId)
  assert.equal(await logins(acme(PARTS), BEFORE), ['ada-1', 'bob-1', 'eve-1'])
  assert.equal(await logins(acme(PARTS), AFTER), ['ada-1', undefined, 'eve-1'])
  assert.equal(await logins(`${acme(PARTS)}${REVOKED}`, BEFORE), ['ada-1', 'bob-1', undefined])
})

test('a group that grants nothing inherits nothing and passes nothing on', async () => {
  const { userGroups, users } = await layoutOf({ 'acme.yaml': acme(PARTS) }, BEFORE)
  const parents = userGroups.map(({ id, parents: own }: { id: string; parents: { id: string }[] }) => [
    id,
    own.map((one) => one.id),
  ])
  assert.equal(parents, [
    ['quiet', []],
    ['all-readers', []],
    ['staff', ['all-readers']],
  ])
  const [ada, bob, eve] = users
  assert.equal(
    [ada.userGroups, bob.userGroups, eve.userGroups].map((all) => all.map(({ id }: { id: string }) => id)),
    [[], ['quiet'], ['staff']],
  )
  assert.equal([bob.systemAccount, eve.systemAccount], [undefined, true])
})

test('a built-in group is there where it means something, and not otherwise', async () => {
  const more = (text: string) => acme(PARTS.replace('userGroups:', `userGroups:\n    ${text}`))
  const ids = async (text: string) => {
    const { userGroups, organization } = await layoutOf({ 'acme.yaml': text }, BEFORE)
    const managers = organization.permissions.filter(({ name }: { name: string }) => name === 'MANAGE')
    const idsOf = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id)
    return [idsOf(userGroups), idsOf(managers.map(({ assignee }: { assignee: object }) => assignee))]
  }
  const own = ['quiet', 'all-readers', 'staff']
  assert.equal(await ids(acme(PARTS)), [own, ['ada']])
  assert.equal(await ids(more('- {name: admin, members: [eve]}')), [
    ['admin', ...own],
    ['ada', 'admin'],
  ])
  assert.equal(await ids(more('- {name: admin, displayName: Nobody}')), [['admin', ...own], ['ada']])
})

test('where things are declared makes no difference', async () => {
  const swapped = PARTS.replace(/( {4}- \{name: twice,.*)\n( {4}- \{name: twice-again,.*)/, '$2\n$1')
  assert.not.equal(swapped, PARTS)
  assert.equal(
    await layoutOf({ 'a.yaml': acme(swapped) }, BEFORE),
    await layoutOf({ 'b/acme.yaml': acme(PARTS) }, BEFORE),
  )
})

test.run()
