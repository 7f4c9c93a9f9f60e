import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { applyApproved } from '../../src/pass/approved.ts'
import { createLookUp } from '../../src/pass/keeping.ts'
import { revisionsOf } from '../../src/plan/history/since.ts'
import { openGit } from '../../src/sources/git.ts'
import { Declared, heldIn, organizationFile, users } from '../support/history.ts'
import { clockAt } from '../support/planning.ts'

const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eve', 'flo', 'gus', 'hal']
const FEW = NAMES.slice(0, 3)
const GRACE = 'Grace <grace@acme.example>'

const test = suite<{ git: Declared }>('approved')

test.before.each(async (context) => {
  context.git = new Declared()
  declare(context.git, 'acme', NAMES)
  await context.git.pass()
})

test.after.each(({ git }) => git.repository.remove())

function declare(git: Declared, organization: string, names: readonly string[], extra = ''): string {
  const files = { [`orgs/${organization}.yaml`]: organizationFile(organization, users(...names), extra) }
  return git.repository.commit({ files })
}

function approve(git: Declared, digest: string): string {
  return git.repository.commit({ message: `Yes\n\nCharter-Approve: ${digest}\n`, author: GRACE })
}

/** Types, plans' beginnings and revisions of the newest entries, oldest first. */
async function lastEntries(git: Declared, count: number) {
  const entries = (await git.entries()).slice(-count)
  return entries.map(({ type, revisions, changes }) => [
    type,
    revisions?.git,
    changes.map(({ action, body }) => `${action} ${body?.key}`).join(' '),
  ])
}

const REMOVED = NAMES.slice(3)
  .reverse()
  .map((name) => `delete User/acme/${name}`)
  .join(' ')

test('what was approved is applied as it was held, before what a newer commit has added', async ({ git }) => {
  const held = declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  declare(git, 'acme', [...FEW, 'ivy'])
  const newer = heldIn(await git.pass())
  assert.is.not(newer.digest, digest)
  const approving = approve(git, digest)
  assert.equal(heldIn(await git.pass()).codes, [])
  assert.equal(await lastEntries(git, 3), [
    ['approved', held, ''],
    ['applied', held, REMOVED],
    ['applied', approving, 'create User/acme/ivy'],
  ])
  const [approved, applied] = (await git.entries()).slice(-3)
  assert.equal([approved?.plan, applied?.plan, applied?.changes[0]?.commit], [digest, digest, held])
  assert.equal(approved?.actor, { type: 'commit', name: approving })
  assert.equal([git.state?.holds.size, git.state?.replaced.size], [0, 0])
  assert.equal(git.warnings, [])
  await git.pass()
  assert.equal((await lastEntries(git, 1))[0]?.[0], 'applied')
})

test('so it is where the newer commit comes after the approval, and an operator has given it', async ({ git }) => {
  const held = declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  const stored = git.state ?? (await git.store.open())
  const actor = { type: 'operator', name: 'grace' } as const
  const time = new Date(git.now).toISOString()
  git.state = await git.store.append([{ time, type: 'approved', plan: digest, actor, changes: [] }], stored.head)
  const newest = declare(git, 'acme', [...FEW, 'ivy'])
  await git.pass()
  assert.equal(await lastEntries(git, 2), [
    ['applied', held, REMOVED],
    ['applied', newest, 'create User/acme/ivy'],
  ])
})

test('what the newest removes beyond what was approved is held on its own', async ({ git }) => {
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  declare(git, 'acme', FEW.slice(0, 1))
  declare(git, 'initech', NAMES)
  await git.pass()
  approve(git, digest)
  await git.pass()
  const stored = [...(git.state?.resources.keys() ?? [])].filter((key) => key.startsWith('User/acme/'))
  // An approved removal leaves the budget of the day alone: two of three are within the minimum.
  assert.equal(stored, ['User/acme/ada'])
  assert.equal(
    (await lastEntries(git, 2)).map(([type]) => type),
    ['applied', 'applied'],
  )
})

test('other organizations that are ahead of it already stay as they are', async ({ git }) => {
  const held = declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  declare(git, 'initech', ['zoe'])
  await git.pass()
  declare(git, 'acme', [...FEW, 'ivy'])
  approve(git, digest)
  const { pass } = await git.pass()
  assert.equal([pass.sourceHolds, git.warnings], [[], []])
  assert.equal((await lastEntries(git, 2))[0], ['applied', held, REMOVED])
  assert.ok([...(git.state?.resources.keys() ?? [])].some((key) => key === 'User/initech/zoe'))
})

test('a newer commit that makes the organization invalid does not keep from it what was approved', async ({ git }) => {
  const held = declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  declare(git, 'acme', FEW, '  colour: red\n')
  await git.pass()
  approve(git, digest)
  const { outcomes } = await git.pass()
  assert.ok(outcomes.some(({ type }) => type === 'invalid'))
  const applied = (await lastEntries(git, 3)).find(([type]) => type === 'applied')
  assert.equal(applied, ['applied', held, REMOVED])
})

test('what was taken back meanwhile is not applied, and the approval is told to be of nothing', async ({ git }) => {
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  declare(git, 'acme', NAMES)
  const approving = approve(git, digest)
  await git.pass()
  assert.equal((await git.entries()).at(-1)?.type, 'superseded')
  await git.pass()
  assert.is(git.state?.resources.size, NAMES.length + 1)
  assert.equal(git.warnings, [
    `the trailer \`Charter-Approve\` of commit ${approving.slice(0, 12)} approves nothing: nothing is held that has the digest ${digest.slice(0, 12)}`,
  ])
})

test('where the newest is not held any more, nobody is removed only to come back', async ({ git }) => {
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  const newest = declare(git, 'acme', NAMES.slice(0, 7))
  approve(git, digest)
  await git.pass()
  assert.equal((await lastEntries(git, 1))[0]?.[2], 'delete User/acme/hal')
  assert.is((await git.entries()).at(-1)?.changes[0]?.commit, newest)
})

const PLAN = (displayName: string) =>
  `apiVersion: charter.sh/v1alpha1\nkind: SubscriptionPlan\nmetadata: {name: pro}\nspec: {displayName: ${displayName}}\n`
const SUBSCRIBED = '  subscriptions: [{name: now, plan: pro, startDate: 2026-01-01, endDate: never}]\n'

test('where the base has moved the approval does nothing, and says why', async ({ git }) => {
  git.repository.commit({ files: { 'orgs/plans.yaml': PLAN('Pro') } })
  declare(git, 'acme', NAMES, SUBSCRIBED)
  await git.pass()
  declare(git, 'acme', FEW, SUBSCRIBED)
  const { digest } = heldIn(await git.pass())
  git.repository.commit({ files: { 'orgs/plans.yaml': PLAN('Professional') } })
  await git.pass()
  approve(git, digest)
  const { codes, digest: newest } = heldIn(await git.pass())
  assert.equal(codes, ['RemovalBudget'])
  assert.is.not(newest, digest)
  assert.equal(git.warnings, [
    `the approved plan ${digest.slice(0, 12)} of acme is not applied: what is stored has changed since, so that it would do something else`,
  ])
})

test('a commit that is no part of the history any more is not gone back to', async ({ git }) => {
  const before = git.repository.git('rev-parse', 'main')
  const held = declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  git.repository.commit({
    from: before,
    files: { 'orgs/acme.yaml': organizationFile('acme', users(...FEW, 'ivy')) },
  })
  git.approvals = [digest]
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
  assert.equal(git.warnings, [
    `the approved plan ${digest.slice(0, 12)} of acme is not applied: commit ${held.slice(0, 12)} of the source \`git\`, at which it was held, is no part of its history any more`,
  ])
})

test('with `approvers` nobody approves a change of their own at an earlier revision either', async ({ git }) => {
  git.policy = { approvers: ['ada@acme.example'] }
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  declare(git, 'acme', [...FEW, 'ivy'])
  git.repository.commit({ message: `Yes\n\nCharter-Approve: ${digest}\n` })
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
  assert.match(git.warnings.join('\n'), /counts for nothing: it is by somebody who made the change/)
})

test('who says no keeps it from being applied', async ({ git }) => {
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  declare(git, 'acme', [...FEW, 'ivy'])
  await git.pass()
  const stored = git.state ?? (await git.store.open())
  const source = openGit({ url: git.repository.path, folder: 'orgs', name: 'git', privileged: true })
  const snapshot = await source.fetch(undefined, async (name) => revisionsOf(stored, name))
  const instant = new Date(git.now).toISOString()
  const given = { instant, actor: { type: 'operator', name: 'test' }, intents: [], approvals: [digest] } as const
  const asked: string[] = []
  const around = { store: git.store, clock: clockAt(instant), given }
  const { results, state } = await applyApproved([source], [snapshot], stored, {
    ...around,
    async isWanted({ plans }) {
      asked.push(...plans.map(({ plan }) => plan.digest))
      return false
    },
  })
  assert.equal([results.length, state, asked], [0, stored, [digest]])
})

test('what was approved is not applied while a secret of it does not resolve', async ({ git }) => {
  declare(git, 'acme', FEW, '  settings: [{key: smtp, secret: true, secretRef: {env: SMTP}}]\n')
  const { digest } = heldIn(await git.pass())
  declare(git, 'acme', [...FEW, 'ivy'])
  await git.pass()
  const stored = git.state ?? (await git.store.open())
  const source = openGit({ url: git.repository.path, folder: 'orgs', name: 'git', privileged: true })
  const snapshot = await source.fetch(undefined, async (name) => revisionsOf(stored, name))
  const instant = new Date(git.now).toISOString()
  const given = { instant, actor: { type: 'operator', name: 'test' }, intents: [], approvals: [digest] } as const
  const around = (environment: Record<string, string>) => {
    return { store: git.store, clock: clockAt(instant), given, lookUp: createLookUp({ environment }) }
  }
  const { results, warnings } = await applyApproved([source], [snapshot], stored, around({}))
  assert.equal([results.length, warnings.length], [0, 1])
  assert.match(warnings[0] ?? '', /is not applied: a secret of it does not resolve: the variable SMTP is not set$/)
  const then = await applyApproved([source], [snapshot], stored, around({ SMTP: 'made-for-a-test' }))
  assert.equal([then.results.length, then.warnings], [1, []])
})

test.run()
