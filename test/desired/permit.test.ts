import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { mayDeclare } from '../../src/desired/permit.ts'
import type { Kind } from '../../src/model/resource.ts'
import type { PassPlan } from '../../src/plan/pass.ts'
import { declared, declaring, standing } from '../support/declared.ts'
import { changesOf, installationWith, outcomesOf, problemLines, textSnapshot } from '../support/installation.ts'

const ACME = standing('acme')
const BOB = { 'User/acme/bob': {} }
const CREW = { 'UserGroup/acme/crew': { members: ['root'] } }

function kinds(...names: readonly Kind[]) {
  return { allowedKinds: new Set<Kind>(names) }
}

function conditionsOf({ desired }: PassPlan): readonly string[] {
  return [...desired.units.values()].flatMap(({ conditions }) =>
    conditions.map(({ code, message }) => `${code} ${message}`),
  )
}

test('a kind that a source may not declare is refused at its document, everything else goes on', async () => {
  const installation = await installationWith({ 'all.yaml': declaring(ACME) })
  const result = await installation.apply([declared({ ...ACME, ...BOB, ...CREW }, kinds('Organization', 'User'))])
  assert.equal(outcomesOf(result), ['applied organization/acme'])
  assert.equal(changesOf(result.pass), ['create User/acme/bob'])
  const [problem] = result.pass.desired.problems
  assert.equal(
    [problem?.code, problem?.severity, problem?.message],
    [
      'KindNotAllowed',
      'error',
      'UserGroup `crew` is of a kind that the source `local` may not declare; it may declare `Organization` and `User`',
    ],
  )
})

test('what is stored of a kind stays when its source may declare it no more, and may be handed over', async () => {
  const installation = await installationWith({ 'all.yaml': declaring({ ...ACME, ...CREW }) })
  const rest = kinds('Organization', 'User')
  assert.equal(changesOf(installation.plan([declared({ ...ACME, ...CREW }, rest)])), [])
  assert.equal(changesOf(installation.plan([declared(ACME, rest)])), ['delete UserGroup/acme/crew'])
  const both = [declared({ ...ACME, ...CREW }, rest), declared(CREW, { source: 'team' })]
  assert.equal(changesOf(installation.plan(both)), ['update UserGroup/acme/crew /owner'])
})

test('what another source may not declare keeps nothing of its owner', async () => {
  const installation = await installationWith({ 'all.yaml': declaring({ ...ACME, ...CREW }) })
  const both = [declared(ACME), declared(CREW, { source: 'team', ...kinds('User') })]
  assert.equal(changesOf(installation.plan(both)), ['delete UserGroup/acme/crew'])
})

test('several of one kind in one document are one problem', async () => {
  const installation = await installationWith({ 'all.yaml': declaring(ACME) })
  const inline =
    'apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: acme}\nspec:\n  displayName: The acme\n  users: [{name: root, admin: true}, {name: bob}]\n'
  const pass = installation.plan([textSnapshot({ 'all.yaml': inline }, kinds('Organization'))])
  assert.equal([changesOf(pass), problemLines(pass)], [[], ['KindNotAllowed all.yaml:6']])
  assert.match(pass.desired.problems[0]?.message ?? '', /^User `root` \(and 1 more in this document\) is of a kind/)
})

test('an organization that a source may not declare is neither changed nor stopped by it', async () => {
  const installation = await installationWith({ 'all.yaml': declaring(ACME) })
  const own = declared({ ...ACME, 'User/acme/eve': {} })
  const team = (text: string) => textSnapshot({ 't.yaml': text }, { source: 'team', allowedOrganizations: ['team-*'] })
  const result = installation.plan([own, team(declaring(BOB))])
  assert.equal(
    [changesOf(result), problemLines(result)],
    [['create User/acme/eve'], ['OrganizationNotAllowed t.yaml:4']],
  )
  assert.is(
    result.desired.problems[0]?.message,
    'User `bob` is of the organization `acme`; the source `team` may declare `team-*`',
  )
  for (const broken of [declaring({ 'User/acme/bob': { emial: 'x' } }), `${declaring(BOB)}spec: {{`]) {
    const pass = installation.plan([own, team(broken)])
    assert.equal(changesOf(pass), ['create User/acme/eve'])
  }
})

test('a rename that a source may not declare takes nothing away', async () => {
  const installation = await installationWith({ 'all.yaml': declaring({ ...ACME, ...BOB }) })
  const renamed = { ...standing('umbrella', { previousNames: ['acme'] }), 'User/umbrella/bob': {} }
  const pass = installation.plan([declared(renamed, { allowedOrganizations: ['acme'] })])
  assert.equal(changesOf(pass), [])
})

test('an entry of allowedOrganizations is a name, in which a star stands for any characters', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['acme', 'acme', true],
    ['acme-2', 'acme', false],
    ['team-a', 'team-*', true],
    ['team', 'team-*', false],
    ['anything', '*', true],
    ['a-b-c', 'a*b*c', true],
    ['abc', 'a*b*b*c', false],
    ['ab', 'ab*b', false],
    ['aa', 'a*a', true],
    ['a', 'a*a', false],
    ['xay', 'x*a*y', true],
    ['axb', 'a.b', false],
  ]
  for (const [name, pattern, expected] of cases) {
    assert.is(mayDeclare(name, { allowedOrganizations: [pattern] }), expected, `${name} ${pattern}`)
  }
  assert.is(mayDeclare('acme', {}), true)
  assert.is(mayDeclare('acme', { allowedOrganizations: [] }), false)
})

test('a source with `prune: false` removes nothing, and each organization lists what it keeps', async () => {
  const installation = await installationWith({ 'all.yaml': declaring({ ...ACME, ...BOB, ...CREW }) })
  const pass = installation.plan([declared(ACME, { prune: false })])
  assert.equal(changesOf(pass), [])
  assert.equal(conditionsOf(pass), [
    'Unpruned the source `local` no longer declares 2 resources, which it keeps (`prune: false`): User `bob` and UserGroup `crew`',
  ])
  assert.equal(conditionsOf(installation.plan([declared({ ...ACME, ...BOB, ...CREW }, { prune: false })])), [])
  assert.equal(changesOf(installation.plan([declared(ACME, { prune: true })])).length, 2)
})

test('`prune: false` of one source says nothing of another', async () => {
  const installation = await installationWith({ 'all.yaml': declaring({ ...ACME, ...BOB }) })
  const pass = installation.plan([declared(ACME), declared(CREW, { source: 'team', prune: false })])
  assert.equal([...changesOf(pass)].sort(), ['create UserGroup/acme/crew', 'delete User/acme/bob'])
})

test.run()
