import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Hold } from '../../../src/model/hold.ts'
import { selfGrant } from '../../../src/plan/guards/selfgrant.ts'
import { type ChangeLiteral, guardInput } from '../../support/guard.ts'
import { Declared, heldIn, organizationFile } from '../../support/history.ts'

const test = suite<{ git: Declared }>('self grant')

const GRACE = { email: 'Grace@acme.example' }
const ADA = { email: 'ada@acme.example', admin: true }
const BEFORE = { users: { ada: ADA, grace: GRACE } }

/** What is held of a change that `grace@acme.example` wrote. */
function heldOf(change: ChangeLiteral): Hold | undefined {
  return selfGrant({ ...guardInput(change), authors: [{ name: 'G', email: 'grace@ACME.example' }] })
}

function names(hold: Hold | undefined): unknown {
  return hold?.evidence.names
}

test('who makes an admin of themselves is held', () => {
  const hold = heldOf({ before: BEFORE, after: { users: { ada: ADA, grace: { ...GRACE, admin: true } } } })
  assert.is(hold?.code, 'SelfGrant')
  assert.equal(names(hold), ['grace: admin'])
  assert.is(hold?.message, '1 person who had a hand in this change would be given more by it: grace (admin)')
})

test('a permission of their own, or one by way of a group above, is a raise', () => {
  const lab = { lab: { type: 'workspace', displayName: 'Lab' } }
  const direct = { one: { permission: 'EXPORT', assignee: { user: 'grace' }, scope: { workspace: 'lab' } } }
  assert.equal(names(heldOf({ before: BEFORE, after: { ...BEFORE, workspaces: lab, permissions: direct } })), [
    'grace: EXPORT on workspace lab',
  ])
  const groups = { platform: {}, operators: { parents: ['platform'] } }
  const permissions = { two: { permission: 'MANAGE', assignee: { userGroup: 'platform' } } }
  const joined = { ...groups, operators: { parents: ['platform'], members: ['grace'] } }
  const before = { ...BEFORE, groups, permissions }
  assert.equal(names(heldOf({ before, after: { ...before, groups: joined } })), [
    'grace: MANAGE on the organization',
    'grace: admin',
  ])
})

test('a membership that grants nothing is none', () => {
  const groups = { readers: {}, silent: { level: 'none', members: ['grace'] } }
  const permissions = { one: { permission: 'MANAGE', assignee: { userGroup: 'silent' } } }
  const after = { ...BEFORE, groups: { ...groups, readers: { members: ['grace'] } }, permissions }
  assert.is(heldOf({ before: { ...BEFORE, groups, permissions }, after }), undefined)
})

test('a role that grows, a longer time, a Revocation that goes: all raise', () => {
  const lab = { lab: { type: 'workspace', displayName: 'Lab' } }
  const before = {
    ...BEFORE,
    workspaces: lab,
    roles: { dev: { permissions: ['bucket.get'] } },
    permissions: {
      one: { role: 'dev', assignee: { user: 'grace' }, scope: { workspace: 'lab' }, until: '2026-06-01' },
    },
  }
  const roles = { dev: { permissions: ['bucket.delete', 'bucket.get'] } }
  assert.equal(names(heldOf({ before, after: { ...before, roles } })), ['grace: bucket.delete on workspace lab'])
  const longer = { one: { role: 'dev', assignee: { user: 'grace' }, scope: { workspace: 'lab' } } }
  assert.equal(names(heldOf({ before, after: { ...before, permissions: longer } })), [
    'grace: bucket.get on workspace lab',
  ])
  const revocations = { out: { user: 'grace', reason: 'x' } }
  assert.equal(names(heldOf({ before: { ...before, revocations }, after: before })), [
    'grace: bucket.get on workspace lab',
  ])
})

test('whose address the same change replaces is known by the old one', () => {
  const after = { users: { ada: ADA, grace: { email: 'other@acme.example', admin: true } } }
  assert.equal(names(heldOf({ before: BEFORE, after })), ['grace: admin'])
})

test('a renamed user keeps what they had, and a workspace that is renamed is no new one', () => {
  const permissions = (user: string, workspace: string) => ({
    one: { permission: 'VIEW', assignee: { user }, scope: { workspace } },
  })
  const before = {
    ...BEFORE,
    workspaces: { lab: { type: 'workspace', displayName: 'Lab' } },
    permissions: permissions('grace', 'lab'),
  }
  const after = {
    users: { ada: ADA, hopper: GRACE },
    workspaces: { study: { type: 'workspace', displayName: 'Lab' } },
    permissions: permissions('hopper', 'study'),
  }
  assert.is(heldOf({ before, after, renames: { 'User/grace': 'hopper', 'Workspace/lab': 'study' } }), undefined)
})

test('what others gain, what they lose, and a new organization are not held', () => {
  const eve = { email: 'eve@acme.example' }
  assert.is(heldOf({ before: BEFORE, after: { users: { ...BEFORE.users, eve: { ...eve, admin: true } } } }), undefined)
  assert.is(heldOf({ before: { users: { ada: ADA, grace: { ...GRACE, admin: true } } }, after: BEFORE }), undefined)
  assert.is(heldOf({ after: { users: { grace: { ...GRACE, admin: true } } } }), undefined)
})

const PEOPLE = { ada: ADA, grace: { email: 'grace@acme.example' }, bob: { email: 'bob@acme.example' } }
const RAISED = { ...PEOPLE, grace: { ...PEOPLE.grace, admin: true } }

test.before.each(async (context) => {
  context.git = new Declared()
  context.git.repository.commit({ files: { 'orgs/acme.yaml': organizationFile('acme', PEOPLE) } })
  await context.git.pass()
})

test.after.each(({ git }) => git.repository.remove())

const raise = { files: { 'orgs/acme.yaml': organizationFile('acme', RAISED) } }
const BOB = 'Bob <bob@acme.example>'
const SHE = 'Grace <grace@acme.example>'

test('the author, the committer and a co-author of the commit are all looked at', async ({ git }) => {
  const cases = [
    { author: SHE, committer: BOB },
    { author: BOB, committer: SHE },
    { author: BOB, message: `Raise\n\nCo-authored-by: ${SHE}\n` },
  ]
  for (const people of cases) {
    git.repository.branch('try', 'main')
    git.repository.commit({ ...raise, ...people, branch: 'try' })
    assert.equal(heldIn(await git.pass('try')).codes, ['SelfGrant'])
  }
})

test('somebody else may raise them, and who wrote something unrelated before is no author', async ({ git }) => {
  git.repository.commit({ files: { 'orgs/notes.txt': 'x', 'README.md': 'x' }, author: SHE })
  git.repository.commit({ ...raise, author: BOB })
  assert.equal(heldIn(await git.pass()).codes, [])
})

test('a hand in an earlier commit of the same range counts, and approval lets it through', async ({ git }) => {
  const draft = { ...RAISED, bob: { email: 'robert@acme.example' } }
  git.repository.commit({ files: { 'orgs/acme.yaml': organizationFile('acme', draft) }, author: SHE })
  git.repository.commit({ ...raise, author: BOB })
  const { codes, digest } = heldIn(await git.pass())
  assert.equal(codes, ['SelfGrant'])
  git.approvals = [digest]
  assert.equal(heldIn(await git.pass()).codes, [])
})

test('an old content that a merge brings back is told by who merged', async ({ git }) => {
  git.repository.commit({ ...raise, author: BOB })
  await git.pass()
  git.repository.branch('old')
  git.repository.commit({ files: { 'orgs/acme.yaml': organizationFile('acme', PEOPLE) }, author: BOB })
  await git.pass()
  git.repository.commit({ ...raise, author: SHE, merge: 'old', message: 'Merge old' })
  assert.equal(heldIn(await git.pass()).codes, ['SelfGrant'])
})

test.run()
