import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, told, toldOfInstallation } from '../../support/laws.ts'
import { installationView } from '../../support/organization.ts'

test('a cycle of groups is printed, through any of several parents', () => {
  const organization = acme({
    groups: { a: { parents: ['top', 'b'] }, b: { parents: ['c'] }, c: { parents: ['a'] }, top: {} },
  })
  assert.equal(told(organization), [
    'Cycle UserGroup/acme/a/spec/parents/1: UserGroup `a` is its own ancestor: a → b → c → a',
  ])
  assert.equal(
    findingsIn(organization)[0]?.related?.map(({ key, pointer, message }) => `${key}${pointer} ${message}`),
    [
      'UserGroup/acme/b/spec/parents/0 `b` names `c` as a parent here',
      'UserGroup/acme/c/spec/parents/0 `c` names `a` as a parent here',
    ],
  )
})

test('a group is not its own parent', () => {
  assert.equal(told(acme({ groups: { a: { parents: ['a'] } } })), [
    'Cycle UserGroup/acme/a/spec/parents/0: UserGroup `a` is its own ancestor: a → a',
  ])
})

test('two ways to one ancestor are no cycle', () => {
  assert.equal(
    told(acme({ groups: { a: { parents: ['b', 'c'] }, b: { parents: ['d'] }, c: { parents: ['d'] }, d: {} } })),
    [],
  )
})

test('a very long cycle is shortened in the middle', () => {
  const groups: Record<string, { parents: string[] }> = {}
  for (let index = 0; index < 50; index++) groups[`g${index}`] = { parents: [`g${(index + 1) % 50}`] }
  assert.equal(told(acme({ groups })), [
    'Cycle UserGroup/acme/g0/spec/parents/0: UserGroup `g0` is its own ancestor: g0 → g1 → g2 → g3 → g4 → 41 more → g46 → g47 → g48 → g49 → g0',
  ])
})

test('workspaces have no cycle', () => {
  const type = 'workspace'
  assert.equal(told(acme({ workspaces: { a: { type, parent: 'b' }, b: { type, parent: 'a' } } })), [
    'Cycle Workspace/acme/a/spec/parent: Workspace `a` is its own ancestor: a → b → a',
  ])
})

test('organization groups have no cycle', () => {
  const installation = installationView({
    organizationGroups: { a: { parent: 'b' }, b: { parent: 'a' }, c: { parent: 'a' } },
  })
  assert.equal(toldOfInstallation(installation), [
    'Cycle OrganizationGroup//a/spec/parent: OrganizationGroup `a` is its own ancestor: a → b → a',
  ])
})

test('a tree of organization groups has 32 levels, told where the 33rd begins', () => {
  const chain = (length: number): Record<string, { parent?: string }> =>
    Object.fromEntries(
      Array.from({ length }, (_, index) => [`g${index + 1}`, index === 0 ? {} : { parent: `g${index}` }]),
    )
  assert.equal(toldOfInstallation(installationView({ organizationGroups: chain(32) })), [])
  assert.equal(toldOfInstallation(installationView({ organizationGroups: chain(40) })), [
    'InvalidField OrganizationGroup//g33/spec/parent: OrganizationGroup `g33` is on level 33 of its tree, at most 32 levels are allowed',
  ])
  assert.is(toldOfInstallation(installationView({ organizationGroups: chain(20_000) })).length, 1)
})

test.run()
