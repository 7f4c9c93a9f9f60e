import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Problem } from '../../src/model/problem.ts'
import type { Key } from '../../src/model/resource.ts'
import type { PassPlan } from '../../src/plan/pass.ts'
import { declared, declaredIn, declaring, standing } from '../support/declared.ts'
import {
  changesOf,
  installationWith,
  outcomesOf,
  problemLines,
  storedAt,
  textSnapshot,
} from '../support/installation.ts'

const TEAM = { source: 'team' }
const ACME = standing('acme')
const BOB = { 'User/acme/bob': { firstName: 'Bob' } }
const BOBBY = { 'User/acme/bob': { firstName: 'Bobby' } }

async function acme(more = {}) {
  return installationWith({ 'all.yaml': declaring({ ...ACME, ...more }) })
}

function messagesOf({ desired }: PassPlan): readonly Problem[] {
  return [...desired.problems, ...[...desired.units.values()].flatMap(({ problems }) => problems)]
}

test('what one source has created another one cannot change, while the first declares it', async () => {
  const installation = await acme(BOB)
  const pass = installation.plan([declared({ ...ACME, ...BOB }), declared(BOBBY, TEAM)])
  assert.equal(changesOf(pass), [])
  const [problem] = messagesOf(pass)
  assert.is(
    problem?.message,
    'User `bob` in organization `acme` belongs to the source `local`; this declaration is set aside',
  )
  assert.is(problem?.help, 'to hand it over, take it out of `local`: the next pass gives it to `team`, nothing lapses')
  assert.equal([problem?.code, problem?.severity, problem?.related?.length], ['OwnershipConflict', 'warning', 1])
})

test('what the owner drops goes to the one that declares it, in one change and with its uid', async () => {
  const installation = await acme(BOB)
  const before = storedAt(installation.state(), 'User/acme/bob')
  const both = [declared(ACME), declared(BOBBY, TEAM)]
  assert.equal(changesOf(installation.plan(both)), ['update User/acme/bob /owner /spec/firstName'])
  await installation.apply(both)
  const after = storedAt(installation.state(), 'User/acme/bob')
  assert.equal([after.uid, after.version, after.origin.source], [before.uid, 2, 'team'])
  assert.equal(changesOf(installation.plan(both)), [])
})

test('a hand-over without any other difference is a change of the owner alone', async () => {
  const installation = await acme(BOB)
  assert.equal(changesOf(installation.plan([declared(ACME), declared(BOB, TEAM)])), ['update User/acme/bob /owner'])
})

test('an owner that is not part of the pass keeps what it created', async () => {
  const installation = await acme(BOB)
  const pass = installation.plan([declared(BOBBY, TEAM)])
  assert.equal([changesOf(pass), problemLines(pass)], [[], ['warning OwnershipConflict all.yaml:5']])
  assert.is(messagesOf(pass)[0]?.related, undefined)
})

test('an owner that cannot be read whole keeps what it created', async () => {
  const installation = await acme(BOB)
  const half = declared(ACME, { complete: false })
  assert.equal(changesOf(installation.plan([half, declared(BOBBY, TEAM)])), [])
  const unread = textSnapshot({ 'all.yaml': declaring(ACME), 'other.yaml': '{{ x' })
  assert.equal(changesOf(installation.plan([unread, declared(BOBBY, TEAM)])), [])
})

test('of two newcomers the one of the source configured first stands', async () => {
  const installation = await acme()
  const sources = [declared(BOBBY, { source: 'a-team' }), declared({ ...ACME, ...BOB })]
  for (const [order, name] of [
    [['local', 'a-team'], 'Bob'],
    [['a-team', 'local'], 'Bobby'],
  ] as const) {
    const { desired } = installation.plan(sources, { sources: order })
    const bob = [...desired.units.values()].flatMap(({ resources }) =>
      [...resources.values()].filter((one) => one.name === 'bob'),
    )
    assert.equal(
      bob.map(({ spec }) => spec.firstName),
      [name],
    )
    assert.equal(
      problemLines({
        desired,
        plans: [],
        sourceHolds: [],
        admitted: [],
        installation: undefined,
        warnings: [],
        impacts: () => new Map(),
      }).length,
      1,
    )
  }
  const pass = installation.plan(sources, { sources: ['local', 'a-team'] })
  assert.is(
    messagesOf(pass)[0]?.message,
    'User `bob` in organization `acme` is declared by the source `local` first; this declaration is set aside',
  )
})

test('a source that is not configured comes after those that are', async () => {
  const installation = await acme()
  const sources = [declared(BOBBY, { source: 'a-team' }), declared({ ...ACME, ...BOB })]
  assert.match(messagesOf(installation.plan(sources, { sources: ['local'] }))[0]?.message ?? '', /`local` first/)
})

test('one identity twice in one source refuses its organization and names both places', async () => {
  const installation = await acme()
  const twice = declaredIn({ 'a.yaml': { ...ACME, ...BOB }, 'b.yaml': BOBBY })
  const result = await installation.apply([twice])
  assert.equal(outcomesOf(result), ['invalid organization/acme DuplicateResource'])
  const [problem] = messagesOf(result.pass)
  assert.equal(
    [problem?.origin, problem?.related?.map(({ origin }) => origin)],
    [
      { source: 'local', path: 'b.yaml', line: 5, column: 9 },
      [{ source: 'local', path: 'a.yaml', line: 20, column: 9 }],
    ],
  )
})

test('a duplicate in the source that is set aside concerns nobody', async () => {
  const installation = await acme(BOB)
  const twice = declaredIn({ 'a.yaml': BOBBY, 'b.yaml': BOBBY }, TEAM)
  const result = await installation.apply([declared({ ...ACME, ...BOB }), twice])
  assert.equal([outcomesOf(result), problemLines(result.pass).length], [[], 2])
})

test('a source without privilege may declare users, and neither entitlements nor global kinds', async () => {
  const installation = await acme()
  const entitlement = { 'Entitlement/acme/users': { entitlement: 'UserCount', value: '5' } }
  const group = { 'OrganizationGroup//friends': {} }
  const local = declared(ACME)
  assert.equal(changesOf(installation.plan([local, declared(BOB, TEAM)])), ['create User/acme/bob'])
  for (const [wrong, unit] of [
    [entitlement, 'organization/acme'],
    [group, 'installation'],
  ] as const) {
    const result = await installation.apply([local, declared({ ...BOB, ...wrong }, TEAM)])
    assert.ok(outcomesOf(result).includes(`invalid ${unit} NotPrivileged`))
  }
})

test('what a privileged source once declared stays while that source is not read', async () => {
  const installation = await acme({ 'Entitlement/acme/users': { entitlement: 'UserCount', value: '5' } })
  const result = await installation.apply([declared(BOB, TEAM)])
  assert.equal(outcomesOf(result), ['applied organization/acme'])
  const units = [...result.pass.desired.units.values()]
  assert.equal(
    units.flatMap(({ conditions }) => conditions),
    [],
  )
})

test('a user joins only groups of his own source', async () => {
  const installation = await acme({ 'UserGroup/acme/operators': {} })
  const local = declared({ ...ACME, 'UserGroup/acme/operators': {} })
  const joins = (spec: object) => installation.plan([local, declared({ 'User/acme/bob': { ...spec } }, TEAM)])
  assert.equal(problemLines(joins({ userGroups: ['operators'] })), ['OwnershipConflict all.yaml:8'])
  assert.equal(problemLines(joins({})), [])
})

test('the built-in group admin declares nothing while it is empty, and removing its document empties it', async () => {
  const empty = { 'UserGroup/acme/admin': {} }
  const installation = await acme({ ...BOB, ...empty })
  assert.not.ok(installation.state().resources.has('UserGroup/acme/admin' as Key))
  assert.equal(changesOf(installation.plan([declared({ ...ACME, ...BOB, ...empty })])), [])
  const full = { 'UserGroup/acme/admin': { members: ['bob'] } }
  await installation.apply([declared({ ...ACME, ...BOB, ...full })])
  const emptied = [declared({ ...ACME, ...BOB, ...empty })]
  assert.equal(changesOf(installation.plan(emptied)), ['delete UserGroup/acme/admin'])
  assert.equal(changesOf(installation.plan([declared({ ...ACME, ...BOB })])), ['delete UserGroup/acme/admin'])
  const twice = textSnapshot({ 'all.yaml': declaring({ ...ACME, ...BOB, ...full }), 'b.yaml': declaring(empty) })
  assert.equal(problemLines(installation.plan([twice])), ['DuplicateResource b.yaml:5'])
})

test.run()
