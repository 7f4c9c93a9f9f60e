import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Intent } from '../../src/model/context.ts'
import { type Declarations, declared, declaring, standing } from '../support/declared.ts'
import {
  changesOf,
  type Installation,
  installationWith,
  openInstallation,
  outcomesOf,
} from '../support/installation.ts'

/** An organization with users `1`, `2` … besides `root`. */
function crowd(name: string, users: number, spec = {}): Declarations {
  const keys = Array.from({ length: users }, (_, index) => [`User/${name}/u${index + 1}`, {}])
  return { ...standing(name, spec), ...Object.fromEntries(keys) }
}

const THREE = { ...crowd('a', 5), ...crowd('b', 5), ...crowd('c', 5) }
const EMPTIED = { ...standing('a'), ...standing('b'), ...standing('c') }

async function stored(declarations: Declarations): Promise<Installation> {
  return installationWith({ 'all.yaml': declaring(declarations) })
}

/** What becomes of three organizations that lose five users each, where so many removals are declared. */
async function emptied(...intents: readonly Intent[]): Promise<readonly string[]> {
  const installation = await stored(THREE)
  return outcomesOf(await installation.apply([declared(EMPTIED)], { intents }))
}

test('removals beyond the budget are held, each organization for itself', async () => {
  const installation = await stored({ ...THREE, ...crowd('d', 3) })
  assert.equal(outcomesOf(await installation.apply([declared({ ...EMPTIED, ...standing('d') })])), [
    'held organization/a RemovalBudget',
    'held organization/b RemovalBudget',
    'held organization/c RemovalBudget',
    'applied organization/d',
  ])
})

test('declared removals without an organization are one pot, spent in the order of commits', async () => {
  assert.equal(await emptied({ counts: { User: 10 } }), [
    'applied organization/a',
    'applied organization/b',
    'held organization/c RemovalBudget',
  ])
  assert.equal(await emptied({ counts: { User: 9 } }), [
    'applied organization/a',
    'held organization/b RemovalBudget',
    'held organization/c RemovalBudget',
  ])
})

test('declared removals of an organization are its own', async () => {
  assert.equal(await emptied({ organization: 'b', counts: { User: 5 } }), [
    'held organization/a RemovalBudget',
    'applied organization/b',
    'held organization/c RemovalBudget',
  ])
  assert.equal(await emptied({ organization: 'b', counts: { User: 4 } }), [
    'held organization/a RemovalBudget',
    'held organization/b RemovalBudget',
    'held organization/c RemovalBudget',
  ])
  assert.equal(await emptied({ organization: 'b', counts: { Resource: 5 } }), [
    'held organization/a RemovalBudget',
    'held organization/b RemovalBudget',
    'held organization/c RemovalBudget',
  ])
})

test('what fits into the budget takes nothing from the pot', async () => {
  const installation = await stored({ ...crowd('a', 3), ...crowd('b', 5) })
  const next = [declared({ ...standing('a'), ...standing('b') })]
  assert.equal(outcomesOf(await installation.apply(next, { intents: [{ counts: { User: 5 } }] })), [
    'applied organization/a',
    'applied organization/b',
  ])
})

test('the removal of a whole organization takes nothing from the pot', async () => {
  const installation = await stored({
    ...crowd('a', 5),
    ...crowd('b', 5, { deletionPolicy: 'Allow' }),
    ...crowd('c', 0),
  })
  const result = await installation.apply([declared({ ...standing('a'), ...standing('c') })], {
    intents: [{ counts: { User: 5, Resource: 5 } }],
  })
  assert.equal(outcomesOf(result), ['applied organization/a', 'applied organization/b'])
  assert.equal(
    result.pass.plans.map(({ isMeant }) => isMeant),
    [true, false],
  )
})

/** What the newest entry of the ledger says of its grounds. */
async function groundsOf(installation: Installation) {
  let last: object | undefined
  for await (const { evidence } of installation.store.entries()) last = evidence
  const { removals: _, ...grounds } = { removals: undefined, ...last }
  return grounds
}

test('what was declared and what was approved is recorded as such, and not as the other', async () => {
  const next = [declared(standing('a'))]
  const meant = await stored(crowd('a', 5))
  await meant.apply(next, { intents: [{ counts: { User: 5 } }] })
  assert.equal(await groundsOf(meant), { intent: true })
  const approved = await stored(crowd('a', 5))
  const digest = approved.plan(next).plans[0]?.plan.digest ?? ''
  const result = await approved.apply(next, { approvals: new Set([digest]) })
  assert.equal(outcomesOf(result), ['applied organization/a'])
  const { approval, ...others } = (await groundsOf(approved)) as { readonly approval?: { readonly digest: string } }
  assert.equal([approval?.digest, others], [digest, {}])
  const both = await stored(crowd('a', 5))
  await both.apply(next, { approvals: new Set([digest]), intents: [{ counts: { User: 5 } }] })
  assert.equal(await groundsOf(both), { intent: true })
  const small = await stored(crowd('a', 2))
  await small.apply(next, { intents: [{ counts: { User: 5 } }] })
  assert.equal(await groundsOf(small), {})
})

test('an approval is good for one plan, and lifts every hold of it', async () => {
  const installation = await stored({
    ...crowd('a', 5),
    'User/a/keeper': { annotations: { 'charter.sh/protected': 'true' } },
  })
  const next = [declared(standing('a'))]
  const held = installation.plan(next)
  assert.equal(
    held.plans[0]?.holds.map(({ code, digest }) => [code, digest === held.plans[0]?.plan.digest]),
    [
      ['RemovalBudget', true],
      ['Protected', true],
    ],
  )
  const approvals = new Set([held.plans[0]?.plan.digest ?? ''])
  const other = [declared(standing('a', { tags: ['x'] }))]
  assert.equal(outcomesOf(await installation.apply(other, { approvals })), [
    'held organization/a RemovalBudget Protected',
  ])
  assert.equal(outcomesOf(await installation.apply(next, { approvals })), ['applied organization/a'])
})

test('removals add up over a day, and declared ones do not count', async () => {
  const day = (hour: string) => ({ instant: `2026-02-01T${hour}:00:00.000Z` })
  const less = (users: number) => [declared(crowd('a', users))]
  const installation = await stored(crowd('a', 20))
  assert.equal(outcomesOf(await installation.apply(less(18), day('01'))), ['applied organization/a'])
  assert.equal(outcomesOf(await installation.apply(less(16), day('02'))), ['held organization/a RemovalBudget'])
  const meant = { ...day('03'), intents: [{ counts: { User: 8 } }] }
  assert.equal(outcomesOf(await installation.apply(less(10), meant)), ['applied organization/a'])
  assert.equal(outcomesOf(await installation.apply(less(9), day('04'))), ['applied organization/a'])
  assert.equal(outcomesOf(await installation.apply(less(8), day('05'))), ['held organization/a RemovalBudget'])
  assert.equal(outcomesOf(await installation.apply(less(8), { instant: '2026-02-02T01:00:00.001Z' })), [
    'applied organization/a',
  ])
})

test('what the installation loses is asked against what the pass leaves', async () => {
  const before = {
    'OrganizationGroup//edu': {},
    'OrganizationGroup//uni': {},
    ...standing('a', { organizationGroups: ['edu', 'uni'] }),
  }
  const installation = await stored(before)
  const result = await installation.apply([
    declared({ 'OrganizationGroup//uni': {}, ...standing('a', { organizationGroups: ['uni'] }) }),
  ])
  assert.equal(outcomesOf(result), ['applied installation', 'applied organization/a'])
  const held = await installation.apply([declared(standing('a', { organizationGroups: [], parent: 'nowhere' }))])
  assert.equal(outcomesOf(held), ['held installation StillReferenced', 'invalid organization/a DanglingReference'])
})

test('an organization that others have as their parent goes when they let go, and not before', async () => {
  const free = { deletionPolicy: 'Allow' }
  const installation = await stored({
    ...standing('a', free),
    ...standing('b', { parent: 'a' }),
    ...standing('c', { parent: 'a' }),
  })
  const held = await installation.apply([declared({ ...standing('b'), ...standing('c', { parent: 'a' }) })])
  assert.equal(outcomesOf(held), [
    'applied organization/b',
    'invalid organization/c DanglingReference',
    'held organization/a StillReferenced',
  ])
  const gone = await installation.apply([declared({ ...standing('b'), ...standing('c') })])
  assert.equal(outcomesOf(gone), ['applied organization/c', 'applied organization/a'])
})

test('a parent and its child may go together, and an offering of theirs waits', async () => {
  const free = { deletionPolicy: 'Allow' }
  const offering = { 'Offering//compute': { displayName: 'Compute', provider: 'a' } }
  const installation = await stored({
    ...standing('a', free),
    ...standing('b', { ...free, parent: 'a' }),
    ...offering,
    ...standing('c'),
  })
  const result = await installation.apply([declared({ ...offering, ...standing('c') })])
  assert.equal(outcomesOf(result), ['applied organization/b', 'applied organization/a'])
})

test('a source that is held declares nothing and removes nothing, the others go on', async () => {
  const installation = await openInstallation()
  const team = { source: 'team' }
  await installation.apply([declared(standing('a')), declared({ 'User/a/bob': {} }, team)])
  const none = declared({}, team)
  const pass = installation.plan([declared(standing('a', { tags: ['x'] })), { ...none, unreadable: [], problems: [] }])
  assert.equal(
    pass.sourceHolds.map(({ code, scope }) => [code, scope]),
    [['EmptySource', { type: 'source', source: 'team' }]],
  )
  assert.equal(changesOf(pass), ['update Organization//a /spec/tags'])
  const digest = pass.sourceHolds[0]?.digest ?? ''
  const approved = installation.plan([declared(standing('a')), { ...none, unreadable: [], problems: [] }], {
    approvals: new Set([digest]),
  })
  assert.equal([approved.sourceHolds, changesOf(approved)], [[], ['delete User/a/bob']])
})

test('what a caller withholds is not leant on', async () => {
  const installation = await openInstallation()
  const withheld = new Set(['organization/a' as never, 'installation' as never])
  const next = {
    'OrganizationGroup//edu': {},
    ...standing('a'),
    ...standing('b', { parent: 'a' }),
    ...standing('c', { organizationGroups: ['edu'] }),
    ...standing('d'),
  }
  const { desired } = installation.plan([declared(next)], { withheld })
  const invalid = [...desired.units].filter(([, { valid }]) => !valid).map(([name]) => name as string)
  assert.equal(invalid, ['organization/b', 'organization/c'])
})

test.run()
