import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gatherContext } from '../../src/pass/gather.ts'
import { runPass } from '../../src/reconciler.ts'
import { openDirectory } from '../../src/sources/directory.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { Declared, heldIn, organizationFile, users } from '../support/history.ts'
import { clockAt } from '../support/planning.ts'

const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eve', 'flo', 'gus', 'hal']
const FEW = NAMES.slice(0, 3)
const DAY = 24 * 60 * 60 * 1000
const GRACE = 'Grace <grace@acme.example>'
const HEIDI = 'Heidi <heidi@acme.example>'

const test = suite<{ git: Declared }>('approving')

test.before.each(async (context) => {
  context.git = new Declared()
  declare(context.git, 'acme', NAMES)
  await context.git.pass()
})

test.after.each(({ git }) => git.repository.remove())

/** The file of an organization with an annotation in its metadata. */
function annotated(names: readonly string[], digest: string): string {
  return organizationFile('acme', users(...names)).replace(
    'metadata: {name: acme}',
    `metadata: {name: acme, annotations: {charter.sh/approve: "${digest}"}}`,
  )
}

function declare(git: Declared, organization: string, names: readonly string[], more = {}): string {
  const files = { [`orgs/${organization}.yaml`]: organizationFile(organization, users(...names)) }
  return git.repository.commit({ files, ...more })
}

function approve(git: Declared, digest: string, author = GRACE): string {
  return git.repository.commit({ message: `Yes\n\nCharter-Approve: ${digest}\n`, author })
}

function annotate(git: Declared, names: readonly string[], digest: string, author = GRACE): string {
  return git.repository.commit({ files: { 'orgs/acme.yaml': annotated(names, digest) }, author })
}

test('an annotation of the organization approves the plan that is held, and the ledger names its commit', async ({
  git,
}) => {
  const removing = declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  const approving = annotate(git, FEW, digest)
  assert.equal(heldIn(await git.pass()).codes, [])
  const [approved, applied] = (await git.entries()).slice(-2)
  const actor = { type: 'commit', name: approving }
  assert.equal([approved?.type, approved?.plan, approved?.actor], ['approved', digest, actor])
  assert.equal(applied?.evidence?.approval, { digest, actor, time: '2026-11-22T12:00:00.000Z' })
  // The commit that approves has touched the same file, and is not who made the change.
  assert.equal([...new Set(applied?.changes.map(({ commit }) => commit))], [removing])
  assert.not.match(JSON.stringify([...(git.state?.resources.values() ?? [])]), /charter\.sh\/approve/)
})

test('the beginning of a digest is enough in an annotation, in any letter case', async ({ git }) => {
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  annotate(git, FEW, digest.slice(0, 8).toUpperCase())
  assert.equal(heldIn(await git.pass()).codes, [])
})

test('an annotation that is no digest is told, without its text', async ({ git }) => {
  declare(git, 'acme', FEW)
  await git.pass()
  annotate(git, FEW, 'yes please')
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
  assert.is(git.warnings.length, 1)
  assert.match(
    git.warnings[0] ?? '',
    /^the annotation `charter\.sh\/approve` of organization acme counts for nothing: write/,
  )
  assert.not.match(git.warnings[0] ?? '', /please/)
})

test('an annotation that was written with the change approves nothing, nor one that comes a day late', async ({
  git,
}) => {
  const before = git.repository.git('rev-parse', 'main')
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  const other = Object.assign(new Declared(), { repository: git.repository })
  await other.pass(before)
  git.repository.commit({ from: before, files: { 'orgs/acme.yaml': annotated(FEW, digest) } })
  assert.equal(heldIn(await other.pass()), { codes: ['RemovalBudget'], digest })
  assert.equal(heldIn(await other.pass()).codes, ['RemovalBudget'])
  annotate(git, FEW, digest.slice(0, 60))
  other.now += DAY
  assert.equal(heldIn(await other.pass()).codes, ['RemovalBudget'])
  // Recorded anew at the commit with the annotation, so that this is not later.
  assert.equal(heldIn(await other.pass()).codes, ['RemovalBudget'])
})

test('an annotation of one organization approves nothing of another', async ({ git }) => {
  declare(git, 'initech', NAMES)
  await git.pass()
  declare(git, 'initech', FEW)
  const { digest } = heldIn(await git.pass())
  annotate(git, NAMES, digest)
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
})

test('an annotation is used once', async ({ git }) => {
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  annotate(git, FEW, digest)
  await git.pass()
  declare(git, 'acme', NAMES)
  await git.pass()
  git.repository.commit({ files: { 'orgs/acme.yaml': annotated(FEW, digest) } })
  assert.equal(heldIn(await git.pass()), { codes: ['RemovalBudget'], digest })
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
})

test('in a folder an annotation counts once it was written after the hold, and is told as the source’s', async () => {
  const folder = createFolder()
  const store = createMemoryStore()
  let state = await store.open()
  const instant = '2026-11-22T12:00:00.000Z'
  const actor = { type: 'operator', name: 'test' } as const
  const pass = async (text: string) => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'acme.yaml'), text)
    const snapshot = await openDirectory({ path: folder, name: 'local', privileged: true }).fetch()
    const { context, approving } = gatherContext([snapshot], state, { instant, actor, intents: [], approvals: [] })
    const result = await runPass([snapshot], state, { store, clock: clockAt(instant), actor, context, approving })
    state = result.state
    return heldIn(result)
  }
  try {
    await pass(organizationFile('acme', users(...NAMES)))
    const { digest } = await pass(organizationFile('acme', users(...FEW)))
    assert.equal((await pass(annotated(FEW, digest))).codes, [])
    assert.equal(state.approvals.get(digest)?.actor, { type: 'source', name: 'local' })
    await pass(organizationFile('acme', users(...NAMES)))
    assert.equal((await pass(annotated(FEW, digest))).codes, ['RemovalBudget'])
    assert.equal((await pass(annotated(FEW, digest))).codes, ['RemovalBudget'])
    assert.equal((await pass(`${annotated(FEW, digest)}# again\n`)).codes, ['RemovalBudget'])
  } finally {
    removeFolder(folder)
  }
})

test('the report of a source approves what holds that source as a whole, of no other source, not against `approvers`, and once', async () => {
  const folder = createFolder({ 'acme.yaml': organizationFile('acme', users(...NAMES)) })
  const store = createMemoryStore()
  let state = await store.open()
  let instant = '2026-11-22T12:00:00.000Z'
  const actor = { type: 'operator', name: 'test' } as const
  const pass = async (more: { readonly approval?: string; readonly approvers?: readonly string[] } = {}, by = '') => {
    const snapshot = { ...(await openDirectory({ path: folder, name: 'local', privileged: true }).fetch()), ...more }
    const other = await openDirectory({ path: emptied, name: 'other', privileged: true }).fetch()
    const snapshots = [snapshot, { ...other, approval: by }]
    const gathered = gatherContext(snapshots, state, { instant, actor, intents: [], approvals: [] })
    const { context, approving } = gathered
    const result = await runPass(snapshots, state, { store, clock: clockAt(instant), actor, context, approving })
    state = result.state
    return { holds: result.pass.sourceHolds.map(({ digest }) => digest), warnings: gathered.warnings }
  }
  const emptied = createFolder({ 'README.md': 'x' })
  try {
    await pass()
    rmSync(join(folder, 'acme.yaml'))
    const [digest = '?'] = (await pass()).holds
    const [hold] = [...state.holds.values()]
    assert.equal([hold?.digest, hold?.scope.type], [digest, 'source'])
    for (const approval of ['yes please', digest.slice(0, 7), 'f'.repeat(64)])
      assert.equal((await pass({ approval })).holds, [digest], approval)
    assert.equal((await pass({}, digest)).holds, [digest])
    const distrusted = await pass({ approval: digest, approvers: ['grace@acme.example'] })
    assert.equal(distrusted.holds, [digest])
    assert.match(distrusted.warnings.join(), /of the report of source local approves nothing: .* has no commits/)
    assert.equal((await pass({ approval: digest.slice(0, 8).toUpperCase() })).holds, [])
    assert.equal(state.approvals.get(digest)?.actor, { type: 'source', name: 'local' })
    instant = '2026-11-23T12:00:00.000Z'
    assert.equal((await pass({ approval: digest })).holds, [digest])
    assert.equal((await pass({ approval: digest })).holds, [digest])
  } finally {
    removeFolder(folder)
    removeFolder(emptied)
  }
})

test('an annotation counts from the source that declares the organization, not from one that is set aside', async ({
  git,
}) => {
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  const stored = git.state ?? (await git.store.open())
  const folder = createFolder()
  try {
    writeFileSync(join(folder, 'acme.yaml'), annotated(FEW, digest))
    const team = await openDirectory({ path: folder, name: 'team', privileged: true }).fetch()
    const actor = { type: 'operator', name: 'test' } as const
    const given = { instant: '2026-11-22T12:00:00.000Z', actor, intents: [], approvals: [] }
    assert.equal([...gatherContext([team], stored, given).approving], [])
  } finally {
    removeFolder(folder)
  }
})

test('with `approvers` a trailer counts from one of them, and the ledger does not call it self-approved', async ({
  git,
}) => {
  git.policy = { approvers: ['GRACE@acme.example'] }
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  const stranger = approve(git, digest, HEIDI)
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
  assert.equal(git.warnings, [
    `the trailer \`Charter-Approve\` of commit ${stranger.slice(0, 12)} approves nothing: the source \`git\` has \`approvers\`, and neither author nor committer of ${stranger.slice(0, 12)} is among them`,
  ])
  const approving = approve(git, digest, GRACE)
  assert.equal(heldIn(await git.pass()).codes, [])
  const [approved, applied] = (await git.entries()).slice(-2)
  assert.equal(approved?.actor, { type: 'commit', name: approving })
  assert.equal(applied?.evidence?.approval, {
    digest,
    actor: { type: 'commit', name: approving },
    time: '2026-11-22T12:00:00.000Z',
  })
})

test('with `approvers` nobody approves a change of their own, whatever it changes', async ({ git }) => {
  git.policy = { approvers: ['grace@acme.example', 'heidi@acme.example'] }
  declare(git, 'acme', FEW, { author: GRACE })
  const { digest } = heldIn(await git.pass())
  const own = approve(git, digest, GRACE)
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
  assert.equal(git.warnings, [
    `the approval of ${digest.slice(0, 12)} by commit ${own.slice(0, 12)} counts for nothing: it is by somebody who made the change`,
  ])
  approve(git, digest, HEIDI)
  assert.equal(heldIn(await git.pass()).codes, [])
})

test('with `approvers` the committer may be the one', async ({ git }) => {
  git.policy = { approvers: ['grace@acme.example'] }
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  git.repository.commit({ message: `Yes\n\nCharter-Approve: ${digest}\n`, author: HEIDI, committer: GRACE })
  assert.equal(heldIn(await git.pass()).codes, [])
})

test('with `approvers` an annotation counts where every later commit of its file is by one of them', async ({
  git,
}) => {
  git.policy = { approvers: ['grace@acme.example'] }
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  annotate(git, FEW, digest, HEIDI)
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
  assert.match(git.warnings[0] ?? '', /^the annotation `charter\.sh\/approve` of organization acme approves nothing/)
  // An approver who touches the file for another reason has not approved what somebody else wrote into it.
  git.repository.commit({ files: { 'orgs/acme.yaml': `${annotated(FEW, digest)}# note\n` }, author: GRACE })
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
})

test('with `approvers` an annotation by one of them counts', async ({ git }) => {
  git.policy = { approvers: ['grace@acme.example'] }
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  annotate(git, FEW, digest, GRACE)
  assert.equal(heldIn(await git.pass()).codes, [])
})

test('with `approvers` the operator approves all the same', async ({ git }) => {
  git.policy = { approvers: [] }
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  git.approvals = [digest]
  assert.equal(heldIn(await git.pass()).codes, [])
})

test('an approval of one plan serves no other, and no second time, and not after a day', async ({ git }) => {
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  approve(git, digest)
  declare(git, 'initech', NAMES)
  await git.pass()
  declare(git, 'initech', FEW)
  const other = heldIn(await git.pass())
  assert.equal(other.codes, ['RemovalBudget'])
  assert.is.not(other.digest, digest)
  declare(git, 'acme', NAMES)
  await git.pass()
  declare(git, 'acme', FEW)
  const again = heldIn(await git.pass())
  assert.is(again.codes.length, 2)
  git.now += DAY
  approve(git, digest)
  assert.is(heldIn(await git.pass()).codes.length, 2)
})

test('a beginning that two digests have approves neither', async ({ git }) => {
  declare(git, 'acme', FEW)
  const { digest } = heldIn(await git.pass())
  const stored = git.state ?? (await git.store.open())
  const [hold] = [...stored.holds.values()]
  assert.ok(hold !== undefined)
  const twin = { ...hold, digest: `${digest.slice(0, 20)}${'0'.repeat(44)}` }
  git.state = { ...stored, holds: new Map([...stored.holds, [twin.digest, twin]]) }
  approve(git, digest.slice(0, 20))
  assert.equal(heldIn(await git.pass()).codes, ['RemovalBudget'])
  approve(git, digest.slice(0, 24))
  assert.equal(heldIn(await git.pass()).codes, [])
})

test.run()
