import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { canonical } from '../src/lib/canonical.ts'
import type { Entry } from '../src/model/ledger.ts'
import type { Store } from '../src/model/ports.ts'
import type { State } from '../src/model/state.ts'
import type { PassResult } from '../src/reconciler.ts'
import { createMemoryStore } from '../src/store/memory.ts'
import { createFolder, removeFolder } from './support/folder.ts'
import { applied, contextAt, snapshotOf } from './support/planning.ts'

const DAY = 24 * 60 * 60 * 1000
const START = Date.parse('2026-11-22T12:00:00.000Z')

/** An installation in a folder, with a store and a clock that is told. */
class Installation {
  readonly folder = createFolder()
  readonly store: Store = createMemoryStore()
  now = START
  state: State | undefined

  /** Declares one organization with these users, the first of them an admin. */
  declare(organization: string, users: readonly string[], extra = ''): void {
    const list = users.map((name, index) => `    - {name: ${name}${index === 0 ? ', admin: true' : ''}}\n`).join('')
    const header = `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: ${organization}}\n`
    const spec = `spec:\n  displayName: The ${organization}\n  users:\n${list}${extra}`
    writeFileSync(join(this.folder, `${organization}.yaml`), header + spec)
  }

  empty(): void {
    rmSync(this.folder, { recursive: true })
    mkdirSync(this.folder)
  }

  async pass(approvals: readonly string[] = []): Promise<PassResult> {
    this.state ??= await this.store.open()
    const context = contextAt({ instant: new Date(this.now).toISOString(), approvals: new Set(approvals) })
    const result = await applied(this.store, this.state, [await snapshotOf(this.folder)], context)
    this.state = result.state
    return result
  }

  /** Approves by an entry of its own, as `charter approve` does. */
  async approve(digest: string, name = 'grace'): Promise<void> {
    const time = new Date(this.now).toISOString()
    const actor = { type: 'operator', name } as const
    const state = this.state ?? (await this.store.open())
    this.state = await this.store.append([{ time, type: 'approved', plan: digest, actor, changes: [] }], state.head)
  }

  async entries(): Promise<readonly Entry[]> {
    const all: Entry[] = []
    for await (const entry of this.store.entries()) all.push(entry)
    return all
  }

  async types(): Promise<string> {
    return (await this.entries()).map(({ type }) => type).join(' ')
  }
}

const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eve', 'flo', 'gus', 'hal']
const FEW = NAMES.slice(0, 3)

const test = suite<{ acme: Installation }>('reconciler')

test.before.each(async (context) => {
  context.acme = new Installation()
  context.acme.declare('acme', NAMES)
  await context.acme.pass()
})

test.after.each(({ acme }) => removeFolder(acme.folder))

function heldDigest({ outcomes }: PassResult): string {
  const held = outcomes.find((outcome) => outcome.type === 'held')
  return held?.type === 'held' ? held.plan.digest : ''
}

test('a hold is recorded once, however often it is met', async ({ acme }) => {
  acme.declare('acme', FEW)
  const digest = heldDigest(await acme.pass())
  acme.now += DAY / 24
  await acme.pass()
  assert.is(await acme.types(), 'applied held')
  const [standing] = [...(acme.state?.holds.values() ?? [])]
  assert.is(standing?.digest, digest)
  assert.equal(standing?.codes, ['RemovalBudget'])
  assert.is(standing?.since, '2026-11-22T12:00:00.000Z')
})

test('what the ledger chains of a hold are codes, numbers and uids, no names', async ({ acme }) => {
  acme.declare('acme', FEW)
  await acme.pass()
  const held = (await acme.entries()).at(-1)
  const { numbers, removed } = held?.evidence ?? {}
  assert.equal(numbers, { RemovalBudget: { User: { removed: 5, recently: 0, before: 8, limit: 3 } } })
  assert.is(Array.isArray(removed) && removed.length, 5)
  // Whole words: `ada` is also three digits of a hash.
  for (const name of NAMES) assert.not.match(canonical(held), new RegExp(`\\b${name}\\b`))
})

test('another hold of the same organization takes the place of the first', async ({ acme }) => {
  acme.declare('acme', FEW)
  const first = heldDigest(await acme.pass())
  acme.declare('acme', NAMES.slice(0, 2))
  const second = heldDigest(await acme.pass())
  assert.is.not(first, second)
  assert.equal([...(acme.state?.holds.keys() ?? [])], [second])
  assert.is(await acme.types(), 'applied held held')
})

test('an approved plan is applied by the next pass, which uses the approval up and names who gave it', async ({
  acme,
}) => {
  acme.declare('acme', FEW)
  const digest = heldDigest(await acme.pass())
  await acme.approve(digest)
  acme.now += 1000
  const { outcomes } = await acme.pass()
  assert.ok(outcomes.some(({ type }) => type === 'applied'))
  const entry = (await acme.entries()).at(-1)
  assert.equal(entry?.evidence?.approval, {
    digest,
    actor: { type: 'operator', name: 'grace' },
    time: '2026-11-22T12:00:00.000Z',
  })
  assert.is(acme.state?.approvals.get(digest)?.isUsed, true)
  assert.is(acme.state?.holds.size, 0)
})

test('an approval is used once: the same plan is held again', async ({ acme }) => {
  acme.declare('acme', FEW)
  const digest = heldDigest(await acme.pass())
  await acme.approve(digest)
  await acme.pass()
  acme.declare('acme', NAMES)
  await acme.pass()
  acme.declare('acme', FEW)
  acme.now += DAY / 24
  const again = await acme.pass()
  assert.is(heldDigest(again), digest)
})

test('an approval names one plan: more than was approved is held', async ({ acme }) => {
  acme.declare('acme', FEW)
  await acme.approve(heldDigest(await acme.pass()))
  acme.declare('acme', NAMES.slice(0, 2))
  assert.is.not(heldDigest(await acme.pass()), '')
  assert.is(await acme.types(), 'applied held approved held')
})

test('24 hours after the hold was recorded an approval counts no more, and the hold is recorded anew', async ({
  acme,
}) => {
  acme.declare('acme', FEW)
  const digest = heldDigest(await acme.pass())
  acme.now += DAY - 1
  await acme.approve(digest)
  acme.now += 1
  assert.is(heldDigest(await acme.pass()), digest)
  assert.is(await acme.types(), 'applied held approved held')
  await acme.approve(digest)
  acme.now += DAY - 1
  await acme.pass()
  assert.is(await acme.types(), 'applied held approved held approved applied')
})

test('an approval that comes with the pass is recorded before what it lets through', async ({ acme }) => {
  acme.declare('acme', FEW)
  const digest = heldDigest(await acme.pass())
  const { outcomes } = await acme.pass([digest])
  assert.is(await acme.types(), 'applied held approved applied')
  const [outcome] = outcomes.filter(({ type }) => type === 'applied')
  assert.is(outcome?.type === 'applied' && outcome.seq, 4)
})

test('an approved removal leaves the budget of the day alone', async ({ acme }) => {
  acme.declare('acme', FEW)
  await acme.pass([heldDigest(await acme.pass())])
  assert.is(
    acme.state?.removals.some(({ counts }) => counts.User > 0),
    false,
  )
})

test('an invalid unit is recorded once for the same problems, and again for others', async ({ acme }) => {
  acme.declare('acme', NAMES, '  colour: red\n')
  await acme.pass()
  await acme.pass()
  assert.is(await acme.types(), 'applied invalid')
  assert.equal((await acme.entries()).at(-1)?.evidence?.problems, { UnknownField: 1 })
  acme.declare('acme', NAMES, '  colour: red\n  size: 3\n')
  await acme.pass()
  assert.is(await acme.types(), 'applied invalid invalid')
  acme.declare('acme', [...NAMES, 'ivy'])
  await acme.pass()
  assert.is(acme.state?.invalid.size, 0)
})

test('an approved empty source lets its organizations be judged one by one, to the last of them', async ({ acme }) => {
  acme.declare('initech', ['zoe'])
  await acme.pass()
  acme.empty()
  const { pass } = await acme.pass()
  const [source] = pass.sourceHolds
  assert.is(source?.code, 'EmptySource')
  await acme.approve(source?.digest ?? '')
  const held = (await acme.pass()).outcomes.flatMap((outcome) => (outcome.type === 'held' ? [outcome.plan] : []))
  assert.is(held.length, 2)
  for (const { digest } of held) {
    await acme.approve(digest)
    const { pass } = await acme.pass()
    assert.equal(pass.sourceHolds, [])
  }
  assert.is(acme.state?.resources.size, 0)
})

test('the digest of a removal from the installation stays when the same pass has added to it', async ({ acme }) => {
  const group = (name: string, more = '') =>
    `apiVersion: charter.sh/v1alpha1\nkind: OrganizationGroup\nmetadata: {name: ${name}}\nspec: {displayName: ${name}${more}}\n`
  const groups = ['one', 'two', 'three', 'four', 'five']
  writeFileSync(join(acme.folder, 'groups.yaml'), groups.map((name) => group(name)).join('---\n'))
  await acme.pass()
  writeFileSync(join(acme.folder, 'groups.yaml'), group('six'))
  const digest = heldDigest(await acme.pass())
  assert.is(heldDigest(await acme.pass()), digest)
  await acme.approve(digest)
  await acme.pass()
  assert.is(heldDigest(await acme.pass()), '')
})

test('the revision at which a unit was last applied is known', async ({ acme }) => {
  const before = [...(acme.state?.applied.values() ?? [])]
  acme.declare('acme', [...NAMES, 'ivy'])
  const { pass } = await acme.pass()
  assert.is.not(before[0]?.local, pass.desired.revisions.local)
  assert.equal([...(acme.state?.applied ?? [])], [['organization/acme', pass.desired.revisions]])
  assert.equal(acme.state?.revisions, pass.desired.revisions)
})

test('the ledger folds to the same standing holds and approvals', async ({ acme }) => {
  acme.declare('acme', FEW)
  await acme.approve(heldDigest(await acme.pass()))
  const again = await createMemoryStore({ entries: await acme.entries() }).open()
  assert.equal([...again.holds], [...(acme.state?.holds ?? [])])
  assert.equal([...again.approvals], [...(acme.state?.approvals ?? [])])
})

test.run()
