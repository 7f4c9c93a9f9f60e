import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gatherContext } from '../../src/pass/gather.ts'
import { openGit } from '../../src/sources/git.ts'
import { Declared, heldIn, organizationFile, users } from '../support/history.ts'

const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eve', 'flo', 'gus', 'hal']
const DAY = 24 * 60 * 60 * 1000

const test = suite<{ git: Declared }>('gather')

test.before.each(async (context) => {
  context.git = new Declared()
  declare(context.git, 'acme', NAMES)
  await context.git.pass()
})

test.after.each(({ git }) => git.repository.remove())

function declare(git: Declared, organization: string, names: readonly string[], message = 'Change'): string {
  const files = { [`orgs/${organization}.yaml`]: organizationFile(organization, users(...names)) }
  return git.repository.commit({ files, message })
}

test('each change names the newest commit that touched its file since it was applied', async ({ git }) => {
  const first = declare(git, 'acme', [...NAMES, 'ivy'])
  declare(git, 'initech', ['zoe'])
  const third = declare(git, 'initech', ['zoe', 'yan'])
  git.repository.commit({ files: { 'README.md': 'nothing' } })
  await git.pass()
  const entries = (await git.entries()).slice(1)
  assert.equal(
    entries.map(({ organization, changes }) => [organization, [...new Set(changes.map(({ commit }) => commit))]]),
    [
      ['acme', [first]],
      ['initech', [third]],
    ],
  )
})

test('what was held is attributed to its own commit when it is applied at last', async ({ git }) => {
  const removing = declare(git, 'acme', NAMES.slice(0, 3))
  const { digest } = heldIn(await git.pass())
  declare(git, 'initech', ['zoe'])
  await git.pass()
  git.approvals = [digest]
  await git.pass()
  const entry = (await git.entries()).at(-1)
  assert.is(entry?.organization, 'acme')
  assert.ok(entry?.changes.every(({ commit }) => commit === removing))
})

test('a file that moves is followed, and a removed one is told by the commit that removed it', async ({ git }) => {
  const moved = git.repository.commit({
    remove: ['orgs/acme.yaml'],
    files: { 'orgs/all/acme.yaml': organizationFile('acme', users(...NAMES.slice(0, 7))) },
  })
  await git.pass()
  const [change] = (await git.entries()).at(-1)?.changes ?? []
  assert.is(change?.action, 'delete')
  assert.is(change?.commit, moved)
})

test('a merge is told by the commit that it brought, and by itself where it brought back what nobody wrote', async ({
  git,
}) => {
  git.repository.branch('side')
  const file = { 'orgs/acme.yaml': organizationFile('acme', users(...NAMES, 'ivy')) }
  const side = git.repository.commit({ branch: 'side', files: file })
  git.repository.commit({ files: { 'README.md': 'x' } })
  git.repository.commit({ files: file, merge: 'side' })
  await git.pass()
  assert.is((await git.entries()).at(-1)?.changes[0]?.commit, side)
  git.repository.branch('old', 'main~1')
  const back = { 'orgs/acme.yaml': organizationFile('acme', users(...NAMES)) }
  const merge = git.repository.commit({ files: back, merge: 'old' })
  await git.pass()
  assert.is((await git.entries()).at(-1)?.changes[0]?.commit, merge)
})

test('Charter-Removes lets what it says pass the budget, for its organization, once', async ({ git }) => {
  // It stays at its first revision, so that the commits since then are read again and again.
  declare(git, 'initech', ['zoe'])
  await git.pass()
  declare(git, 'acme', NAMES.slice(0, 3), 'Many leave\n\nCharter-Removes: User=5 organization=acme\n')
  assert.equal(heldIn(await git.pass()).codes, [])
  assert.is((await git.entries()).at(-1)?.evidence?.intent, true)
  git.now += 2 * DAY
  declare(git, 'acme', [...NAMES])
  await git.pass()
  git.now += 2 * DAY
  declare(git, 'acme', NAMES.slice(0, 3))
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
})

test('Charter-Removes counts as long as no plan of its organization is applied, in any commit since', async ({
  git,
}) => {
  git.repository.commit({ message: 'Announce\n\nCharter-Removes: User=5 organization=acme\n' })
  declare(git, 'initech', ['zoe'])
  await git.pass()
  declare(git, 'acme', NAMES.slice(0, 3))
  assert.equal(heldIn(await git.pass()).codes, [])
})

test('Charter-Removes of fewer, or of another organization, does not help', async ({ git }) => {
  declare(git, 'acme', NAMES.slice(0, 3), 'x\n\nCharter-Removes: User=4 organization=acme\n')
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
  git.repository.commit({ message: 'x\n\nCharter-Removes: User=9 organization=initech\n' })
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
})

test('a later commit approves by Charter-Approve, once, and the ledger names it', async ({ git }) => {
  declare(git, 'acme', NAMES.slice(0, 3))
  const { digest } = heldIn(await git.pass())
  const approving = git.repository.commit({
    message: `Yes\n\nCharter-Approve: ${digest.slice(0, 12)}\n`,
    author: 'Grace <grace@acme.example>',
  })
  assert.equal(heldIn(await git.pass()).codes, [])
  const [approved, applied] = (await git.entries()).slice(-2)
  assert.equal(
    [approved?.type, approved?.plan, approved?.actor],
    ['approved', digest, { type: 'commit', name: approving }],
  )
  assert.equal(applied?.evidence?.approval, {
    digest,
    actor: { type: 'commit', name: approving },
    time: '2026-11-22T12:00:00.000Z',
  })
})

test('who approves a change of their own is told as such', async ({ git }) => {
  declare(git, 'acme', NAMES.slice(0, 3))
  const { digest } = heldIn(await git.pass())
  git.repository.commit({ message: `Yes\n\nCharter-Approve: ${digest}\n` })
  await git.pass()
  const approval = (await git.entries()).at(-1)?.evidence?.approval
  assert.is(typeof approval === 'object' && approval !== null && 'selfApproved' in approval, true)
})

test('the commit that is held does not approve itself, nor does one that comes a day late', async ({ git }) => {
  declare(git, 'acme', NAMES.slice(0, 3))
  const before = git.repository.git('rev-parse', 'main~1')
  const { digest } = heldIn(await git.pass())
  git.state = undefined
  const again = new Declared()
  again.repository.remove()
  const own = Object.assign(again, { repository: git.repository })
  await own.pass(before)
  git.repository.commit({
    from: before,
    files: { 'orgs/acme.yaml': organizationFile('acme', users(...NAMES.slice(0, 3))) },
    message: `x\n\nCharter-Approve: ${digest}\n`,
  })
  assert.equal(heldIn(await own.pass()).codes, ['RemovalBudget'])
  assert.equal(heldIn(await own.pass()).codes, ['RemovalBudget'])
  git.repository.commit({ message: `x\n\nCharter-Approve: ${digest}\n` })
  own.now += DAY
  assert.equal(heldIn(await own.pass()).codes, ['RemovalBudget'])
})

test('trailers that cannot be read are told once, until something is applied', async ({ git }) => {
  git.repository.commit({ message: 'x\n\nCharter-Removes: Users=5\nCharter-Approve: yes\nCharter-Remove: User=5\n' })
  await git.pass()
  assert.is(git.warnings.length, 3)
  assert.match(
    git.warnings[0] ?? '',
    /`Charter-Removes: Users=5` of commit [0-9a-f]{12} counts for nothing: `Users=5` is no/,
  )
  declare(git, 'acme', [...NAMES, 'ivy'])
  await git.pass()
  await git.pass()
  assert.equal(git.warnings, [])
})

test('a source that is not privileged speaks for its own organizations only', async ({ git }) => {
  declare(git, 'acme', NAMES.slice(0, 3), 'x\n\nCharter-Removes: User=5 organization=acme\n')
  const stored = git.state ?? (await git.store.open())
  const intentsOf = async (name: string, privileged: boolean) => {
    const source = openGit({ url: git.repository.path, folder: 'orgs', name, privileged })
    const snapshot = await source.fetch(undefined, async () => [])
    const actor = { type: 'operator', name: 'test' } as const
    const given = { instant: '2026-11-22T12:00:00.000Z', actor, intents: [], approvals: [] }
    return gatherContext([snapshot], stored, given).context.intents.length
  }
  assert.is(await intentsOf('team', true), 1)
  assert.is(await intentsOf('team', false), 0)
  assert.is(await intentsOf('git', false), 1)
})

test('a commit that takes back what is held clears the hold, and leaves nothing', async ({ git }) => {
  declare(git, 'acme', NAMES.slice(0, 3))
  const { digest } = heldIn(await git.pass())
  const reverting = declare(git, 'acme', NAMES)
  assert.equal(heldIn(await git.pass()).codes, [])
  const cleared = (await git.entries()).at(-1)
  assert.equal(
    [cleared?.type, cleared?.plan, cleared?.organization, cleared?.revisions],
    ['superseded', digest, 'acme', { git: reverting }],
  )
  assert.equal([git.state?.holds.size, git.state?.replaced.size, git.state?.approvals.size], [0, 0, 0])
  const before = (await git.entries()).length
  await git.pass()
  assert.is((await git.entries()).length, before)
  declare(git, 'acme', NAMES.slice(0, 3))
  assert.equal(heldIn(await git.pass()), { codes: ['RemovalBudget'], digest })
})

test('an approval that was not used falls with the hold that is taken back', async ({ git }) => {
  declare(git, 'acme', NAMES.slice(0, 3))
  const { digest } = heldIn(await git.pass())
  declare(git, 'acme', NAMES)
  const stored = git.state ?? (await git.store.open())
  const approved = { time: new Date(git.now).toISOString(), type: 'approved', plan: digest, changes: [] } as const
  git.state = await git.store.append([approved], stored.head)
  await git.pass()
  assert.is(git.state?.approvals.size, 0)
  declare(git, 'acme', NAMES.slice(0, 3))
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
})

test('a hold stays while its unit is invalid, and while its source is not read', async ({ git }) => {
  declare(git, 'acme', NAMES.slice(0, 3))
  const { digest } = heldIn(await git.pass())
  git.repository.commit({ files: { 'orgs/acme.yaml': organizationFile('acme', users(...NAMES), '  colour: red\n') } })
  await git.pass()
  assert.equal([...(git.state?.holds.keys() ?? [])], [digest])
  await git.pass('main', { name: 'another' })
  assert.equal([...(git.state?.holds.keys() ?? [])], [digest])
})

test('a source that declares something again is held as empty no more', async ({ git }) => {
  git.repository.commit({ remove: ['orgs/acme.yaml'], files: { 'orgs/README.md': 'x' } })
  assert.equal(heldIn(await git.pass()).codes, ['EmptySource'])
  declare(git, 'acme', NAMES)
  await git.pass()
  assert.is((await git.entries()).at(-1)?.type, 'superseded')
  assert.is(git.state?.holds.size, 0)
})

test.run()
