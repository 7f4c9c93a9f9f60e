import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Snapshot } from '../../src/model/document.ts'
import type { Inventory } from '../../src/model/inventory.ts'
import type { Key } from '../../src/model/resource.ts'
import { updatesOf, withHeld } from '../../src/pass/inventory.ts'
import { createMemoryInventory } from '../../src/store/recorded.ts'
import { declaring, standing } from '../support/declared.ts'
import { changesOf, openInstallation, outcomesOf, type Texts, textSnapshot } from '../support/installation.ts'

const ACME = { ...standing('acme', { removalBudget: { minimum: 100 } }) }
const BOB = declaring({ 'User/acme/bob': {} })
const CYD = declaring({ 'User/acme/cyd': {} })
const BETA = declaring({ ...standing('beta', { removalBudget: { minimum: 100 } }) })
const DAN = declaring({ 'User/beta/dan': {} })
const BROKEN = 'kind: [\n'
const START: Texts = {
  'acme.yaml': declaring(ACME),
  'bob.yaml': BOB,
  'cyd.yaml': CYD,
  'beta.yaml': BETA,
  'dan.yaml': DAN,
}

/** An installation whose passes keep an inventory, as `apply` does. */
async function openWithInventory(inventory: Inventory = createMemoryInventory()) {
  const installation = await openInstallation()
  let before: readonly Snapshot[] = []
  const apply = async (texts: Texts) => {
    const stored = installation.state()
    const snapshots = withHeld([textSnapshot(texts)], inventory, stored)
    const result = await installation.apply(snapshots)
    await inventory.record(updatesOf(snapshots, inventory, { before, stored, state: result.state }))
    before = snapshots
    return { outcomes: outcomesOf(result), changes: changesOf(result.pass), result }
  }
  await apply(START)
  return { installation, inventory, apply }
}

function without(texts: Texts, ...paths: readonly string[]): Texts {
  return Object.fromEntries(Object.entries(texts).filter(([path]) => !paths.includes(path)))
}

test('a file that is broken in place keeps what it held, and others may still remove', async () => {
  const { apply } = await openWithInventory()
  const { outcomes, changes } = await apply({ ...without(START, 'dan.yaml'), 'bob.yaml': BROKEN })
  assert.equal(outcomes, ['invalid organization/acme Syntax', 'applied organization/beta'])
  assert.equal(changes, ['delete User/beta/dan'])
})

test('a file that is moved and broken in one commit removes nothing of its source', async () => {
  const { apply } = await openWithInventory()
  const { changes } = await apply({ ...without(START, 'bob.yaml', 'dan.yaml'), 'moved.yaml': BROKEN })
  assert.equal(changes, [])
})

test('a file that was moved before it was broken is known by where it moved to', async () => {
  const { apply } = await openWithInventory()
  const moved = { ...without(START, 'bob.yaml'), 'people.yaml': BOB }
  assert.equal((await apply(moved)).changes, [])
  const { changes, outcomes } = await apply({ ...without(moved, 'dan.yaml'), 'people.yaml': BROKEN })
  assert.equal(changes, ['delete User/beta/dan'])
  assert.equal(outcomes, ['invalid organization/acme Syntax', 'applied organization/beta'])
})

test('a file that took the place of another keeps what it holds now, wherever the store saw that', async () => {
  const { apply } = await openWithInventory()
  const swapped = { ...START, 'bob.yaml': DAN, 'dan.yaml': BOB }
  assert.equal((await apply(swapped)).changes, [])
  const { outcomes, changes } = await apply({ ...swapped, 'bob.yaml': BROKEN })
  assert.equal(changes, [])
  assert.equal(outcomes, ['invalid organization/acme Syntax', 'invalid organization/beta Syntax'])
})

test('a lost inventory removes nothing while a file cannot be read', async () => {
  const { installation } = await openWithInventory()
  const broken = textSnapshot({ ...without(START, 'dan.yaml'), 'bob.yaml': BROKEN })
  const snapshots = withHeld([broken], createMemoryInventory(), installation.state())
  assert.equal(changesOf(installation.plan(snapshots)), [])
})

test('an inventory that is older than the ledger counts as lost', async () => {
  const { installation, inventory } = await openWithInventory()
  const changed = { ...START, 'cyd.yaml': declaring({ 'User/acme/cyd': { firstName: 'Cyd' } }) }
  await installation.apply([textSnapshot(changed)])
  const broken = textSnapshot({ ...without(changed, 'dan.yaml'), 'bob.yaml': BROKEN })
  const [snapshot] = withHeld([broken], inventory, installation.state())
  assert.is(snapshot?.unreadable[0]?.held, undefined)
  assert.equal(changesOf(installation.plan(snapshot === undefined ? [] : [snapshot])), [])
})

test('a file that is deleted removes what it held, also after it was broken', async () => {
  const { apply, inventory } = await openWithInventory()
  await apply({ ...START, 'bob.yaml': BROKEN })
  assert.equal(
    inventory
      .of('local')
      ?.files.get('bob.yaml')
      ?.held.map(({ key }) => key),
    ['User/acme/bob'],
  )
  const { changes } = await apply(without(START, 'bob.yaml'))
  assert.equal(changes, ['delete User/acme/bob'])
  assert.is(inventory.of('local')?.files.has('bob.yaml'), false)
})

test('a file that stays broken stays known, and one that never was readable stays unknown', async () => {
  const { apply, inventory } = await openWithInventory()
  const broken = { ...START, 'bob.yaml': BROKEN, 'new.yaml': BROKEN }
  await apply(broken)
  await apply({ ...broken, 'cyd.yaml': `${CYD}# looked at\n` })
  const files = inventory.of('local')?.files
  assert.is(files?.get('bob.yaml')?.isKnown, true)
  assert.is(files?.get('new.yaml')?.isKnown, false)
  const { changes } = await apply(without(broken, 'new.yaml', 'dan.yaml'))
  assert.equal(changes, ['delete User/beta/dan'])
})

test('what the text of a broken file names is kept: it may have been moved there', async () => {
  const { apply } = await openWithInventory()
  const { changes } = await apply({ ...without(START, 'dan.yaml'), 'bob.yaml': 'metadata: {name: dan\n' })
  assert.equal(changes, [])
  const { changes: gone } = await apply({ ...without(START, 'dan.yaml'), 'bob.yaml': BROKEN })
  assert.equal(gone, ['delete User/beta/dan'])
})

test('what a broken file held stays when its organization is renamed meanwhile', async () => {
  const { apply, installation } = await openWithInventory()
  const renamed = declaring({
    'Organization//zeta': { displayName: 'The beta', previousNames: ['beta'], removalBudget: { minimum: 100 } },
    'User/zeta/root': { admin: true },
  })
  await apply({ ...START, 'beta.yaml': renamed, 'dan.yaml': BROKEN })
  const kept = ['User/zeta/dan', 'User/beta/dan'].filter((key) => installation.state().resources.has(key as Key))
  assert.is(kept.length, 1)
})

test('another source that declares what a broken file holds does not take it over', async () => {
  const { installation, inventory } = await openWithInventory()
  const broken = textSnapshot({ ...START, 'bob.yaml': BROKEN })
  const other = textSnapshot({ 'bob.yaml': declaring({ 'User/acme/bob': { firstName: 'Bob' } }) }, { source: 'team' })
  const snapshots = withHeld([broken, other], inventory, installation.state())
  const pass = installation.plan(snapshots)
  assert.equal(changesOf(pass), [])
  assert.is(
    pass.desired.problems.some(({ code }) => code === 'OwnershipConflict'),
    true,
  )
})

test('a pass writes down what differs from the last one', async () => {
  const inventory = createMemoryInventory()
  const installation = await openInstallation()
  const state = installation.state()
  const first = textSnapshot(START)
  await inventory.record(updatesOf([first], inventory, { stored: state, state }))
  const changed = {
    ...first,
    revision: 'two',
    documents: first.documents.filter(({ file }) => file.path !== 'bob.yaml'),
  }
  const [update] = updatesOf([changed], inventory, { before: [first], stored: state, state })
  assert.is(update?.from, first.revision)
  assert.equal(update?.files, new Map([['bob.yaml', undefined]]))
  assert.equal(updatesOf([first], inventory, { before: [first], stored: state, state }), [])
})

test.run()
