import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject } from '../../src/model/resource.ts'
import type { PassPlan } from '../../src/plan/pass.ts'
import { type Declarations, declared, declaring, standing } from '../support/declared.ts'
import { changesOf, installationWith, outcomesOf, problemLines, storedAt } from '../support/installation.ts'

const ACME = standing('acme')

/** What becomes of stored users when others are declared; root is always there. */
async function users(before: Readonly<Record<string, JsonObject>>, after: Readonly<Record<string, JsonObject>>) {
  const keyed = (users: Readonly<Record<string, JsonObject>>): Declarations => ({
    ...ACME,
    ...Object.fromEntries(Object.entries(users).map(([name, spec]) => [`User/acme/${name}`, spec])),
  })
  const installation = await installationWith({ 'all.yaml': declaring(keyed(before)) })
  return installation.plan([declared(keyed(after))])
}

function messagesOf({ desired }: PassPlan): readonly string[] {
  return [...desired.units.values()].flatMap(({ problems }) => problems.map(({ message }) => message))
}

test('a user whose old name is stored and gone is renamed', async () => {
  const pass = await users({ ada: {} }, { adele: { previousNames: ['ada'] } })
  assert.equal(changesOf(pass), ['rename User/acme/adele from User/acme/ada /spec/previousNames'])
})

test('a previous name that is stored no more means nothing', async () => {
  const pass = await users({ ada: { previousNames: ['augusta'] } }, { ada: { previousNames: ['augusta', 'a-b'] } })
  assert.equal(changesOf(pass), ['update User/acme/ada /spec/previousNames'])
  assert.equal(changesOf(await users({}, { new: { previousNames: ['gone'] } })), ['create User/acme/new'])
})

test('of several previous names the one that is stored counts', async () => {
  const pass = await users({ adele: { previousNames: ['ada'] } }, { augusta: { previousNames: ['ada', 'adele'] } })
  assert.equal(changesOf(pass), ['rename User/acme/augusta from User/acme/adele /spec/previousNames'])
})

test('who is stored under his own name takes over nobody', async () => {
  const pass = await users({ ada: {}, bob: {} }, { ada: { previousNames: ['bob'] } })
  assert.equal(changesOf(pass), ['update User/acme/ada /spec/previousNames', 'delete User/acme/bob'])
})

test('an old name that is still declared is a conflict', async () => {
  const pass = await users({ ada: {} }, { ada: {}, adele: { previousNames: ['ada'] } })
  assert.equal([changesOf(pass), messagesOf(pass)], [[], ['User `adele` was `ada`, but that is still declared']])
})

test('an old name that two claim is a conflict of both', async () => {
  const pass = await users({ ada: {} }, { one: { previousNames: ['ada'] }, two: { previousNames: ['ada'] } })
  assert.equal(messagesOf(pass), [
    'User `one` was `ada`, but others say so too',
    'User `two` was `ada`, but others say so too',
  ])
})

test('nobody is two stored people', async () => {
  const pass = await users({ ada: {}, bob: {} }, { both: { previousNames: ['ada', 'bob'] } })
  assert.equal([changesOf(pass), messagesOf(pass)], [[], ['User `both` claims ada and bob, which are all stored']])
})

test('two names cannot be swapped in one commit', async () => {
  const pass = await users({ ada: {}, bob: {} }, { ada: { previousNames: ['bob'] }, bob: { previousNames: ['ada'] } })
  assert.equal(
    [changesOf(pass), messagesOf(pass)],
    [[], ['User `bob` was `ada`, but that is still declared', 'User `ada` was `bob`, but that is still declared']],
  )
})

test('names cannot be passed on in a circle of three either', async () => {
  const stored = { ada: {}, bob: {}, cyd: {} }
  const pass = await users(stored, {
    ada: { previousNames: ['cyd'] },
    bob: { previousNames: ['ada'] },
    cyd: { previousNames: ['bob'] },
  })
  assert.not(changesOf(pass).some((line) => line.startsWith('rename')))
})

test('a name that is free again may be given to somebody new', async () => {
  const pass = await users({ adele: { previousNames: ['ada'] } }, { adele: { previousNames: ['ada'] }, ada: {} })
  assert.equal(changesOf(pass), ['create User/acme/ada'])
})

test('a name goes on from one to another in one commit only where nobody has it any more', async () => {
  const pass = await users({ ada: {} }, { ada: { email: 'new@acme.example' }, adele: { previousNames: ['ada'] } })
  assert.equal(problemLines(pass), ['RenameConflict all.yaml:31'])
})

test('a group is not renamed into a user', async () => {
  const installation = await installationWith({ 'all.yaml': declaring({ ...ACME, 'UserGroup/acme/ops': {} }) })
  const pass = installation.plan([declared({ ...ACME, 'User/acme/people': { previousNames: ['ops'] } })])
  assert.equal(changesOf(pass), ['create User/acme/people', 'delete UserGroup/acme/ops'])
})

test('a user does not come from another organization', async () => {
  const both = { ...ACME, ...standing('beta') }
  const installation = await installationWith({ 'all.yaml': declaring({ ...both, 'User/acme/ada': {} }) })
  const pass = installation.plan([declared({ ...both, 'User/beta/adele': { previousNames: ['ada'] } })])
  assert.equal(changesOf(pass), ['delete User/acme/ada', 'create User/beta/adele'])
})

test('a renamed organization takes along what lies in it, also what is renamed, new or gone', async () => {
  const inside = { 'User/acme/ada': {}, 'User/acme/bob': {}, 'UserGroup/acme/ops': { members: ['ada'] } }
  const installation = await installationWith({ 'all.yaml': declaring({ ...ACME, ...inside }) })
  const uids = new Map([...installation.state().resources].map(([key, { uid }]) => [key as string, uid]))
  const result = await installation.apply([
    declared({
      ...standing('umbrella', { displayName: 'The acme', previousNames: ['acme'] }),
      'User/umbrella/adele': { previousNames: ['ada'] },
      'User/umbrella/cyd': {},
      'UserGroup/umbrella/ops': { members: ['adele'] },
    }),
  ])
  assert.equal(changesOf(result.pass), [
    'rename Organization//umbrella from Organization//acme /spec/previousNames',
    'rename User/umbrella/adele from User/acme/ada /spec/previousNames',
    'create User/umbrella/cyd',
    'update UserGroup/umbrella/ops after User/umbrella/adele /spec/members',
    'delete User/umbrella/bob',
  ])
  const { state } = result
  assert.equal([...state.resources.keys()].sort(), [
    'Organization//umbrella',
    'User/umbrella/adele',
    'User/umbrella/cyd',
    'User/umbrella/root',
    'UserGroup/umbrella/ops',
  ])
  for (const [now, before] of [
    ['Organization//umbrella', 'Organization//acme'],
    ['User/umbrella/adele', 'User/acme/ada'],
    ['User/umbrella/root', 'User/acme/root'],
    ['UserGroup/umbrella/ops', 'UserGroup/acme/ops'],
  ] as const) {
    assert.is(storedAt(state, now).uid, uids.get(before))
  }
  assert.equal(storedAt(state, 'UserGroup/umbrella/ops').spec, { members: ['adele'] })
})

test('a required admin may be renamed', async () => {
  const before = { ...standing('acme', { requiredAdmins: ['root'] }) }
  const installation = await installationWith({ 'all.yaml': declaring(before) })
  const after = {
    'Organization//acme': { requiredAdmins: ['chief'] },
    'User/acme/chief': { admin: true, previousNames: ['root'] },
  }
  const result = await installation.apply([declared(after)])
  assert.equal(outcomesOf(result), ['applied organization/acme'])
  const other = { 'User/acme/chief': { previousNames: ['root'] }, 'User/acme/other': { admin: true } }
  const again = await installationWith({ 'all.yaml': declaring(before) })
  const refused = await again.apply([declared({ 'Organization//acme': {}, ...other })])
  assert.equal(outcomesOf(refused), ['invalid organization/acme RequiredAdminMissing'])
})

test('an organization that two claim, and nobody declares, waits with them', async () => {
  const installation = await installationWith({ 'all.yaml': declaring(standing('acme', { deletionPolicy: 'Allow' })) })
  const claims = { previousNames: ['acme'] }
  const result = await installation.apply([declared({ ...standing('one', claims), ...standing('two', claims) })])
  assert.equal(outcomesOf(result), [
    'invalid organization/one RenameConflict',
    'invalid organization/two RenameConflict',
    'invalid organization/acme RenameConflict RenameConflict',
  ])
  assert.equal([...result.state.resources.keys()].sort(), ['Organization//acme', 'User/acme/root'])
})

test('what claims an organization that stands is refused, and does not touch it', async () => {
  const installation = await installationWith({ 'all.yaml': declaring(ACME) })
  const claims = { previousNames: ['acme'] }
  const changed = standing('acme', { displayName: 'Anew' })
  const result = await installation.apply([
    declared({ ...changed, ...standing('one', claims), ...standing('two', claims) }),
  ])
  assert.equal(outcomesOf(result), [
    'applied organization/acme',
    'invalid organization/one RenameConflict',
    'invalid organization/two RenameConflict',
  ])
})

test.run()
