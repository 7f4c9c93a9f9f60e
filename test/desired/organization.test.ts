import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Problem } from '../../src/model/problem.ts'
import type { PassPlan } from '../../src/plan/pass.ts'
import { declared, declaring, standing } from '../support/declared.ts'
import { changesOf, installationWith, openInstallation, outcomesOf, problemLines } from '../support/installation.ts'

function problemsOf({ desired }: PassPlan): readonly Problem[] {
  return [...desired.units.values()].flatMap(({ problems }) => problems)
}

test('what lies in a namespace needs its organization, told once for all of it', async () => {
  const installation = await openInstallation()
  const pass = installation.plan([
    declared({ ...standing('acme'), 'User/amce/ada': {}, 'User/amce/bob': {}, 'UserGroup/amce/ops': {} }),
  ])
  const [problem, ...others] = problemsOf(pass)
  assert.equal(
    [problem?.code, problem?.message, problem?.help, problem?.related?.length, others.length],
    [
      'DanglingReference',
      'nothing declares the organization `amce`, to which 3 resources belong',
      'did you mean `acme`?',
      2,
      0,
    ],
  )
})

test('an organization far from every other name is to be declared', async () => {
  const installation = await openInstallation()
  const pass = installation.plan([declared({ ...standing('acme'), 'User/other-company/ada': {} })])
  assert.is(problemsOf(pass)[0]?.help, 'declare it: kind Organization, with this name')
})

test('in an open world the organization may be elsewhere', async () => {
  const installation = await openInstallation()
  const pass = installation.plan([declared({ 'User/acme/ada': {} })], { openWorld: true })
  assert.equal(problemLines(pass), ['warning DanglingReference all.yaml:4'])
  const group = installation.plan([declared(standing('acme', { organizationGroups: ['edu'] }))], { openWorld: true })
  assert.equal(problemLines(group), ['warning DanglingReference all.yaml:8'])
  assert.equal(problemLines(installation.plan([declared(standing('acme', { organizationGroups: ['edu'] }))])), [
    'DanglingReference all.yaml:8',
  ])
})

test('an organization cannot go while another source keeps somebody in it', async () => {
  const installation = await openInstallation()
  const acme = standing('acme', { deletionPolicy: 'Allow' })
  const team = declared({ 'User/acme/bob': {} }, { source: 'team' })
  await installation.apply([declared({ ...acme, ...standing('beta') }), team])
  const result = await installation.apply([declared(standing('beta')), team])
  assert.equal(outcomesOf(result), ['invalid organization/acme DanglingReference'])
})

test('an organization whose parent is held, or waits itself, waits too', async () => {
  const installation = await openInstallation()
  const suspended = { suspended: { reason: 'r', owner: 'o', until: '2099-01-01' } }
  const chain = {
    ...standing('a', suspended),
    ...standing('b', { parent: 'a' }),
    ...standing('c', { parent: 'b' }),
    ...standing('d'),
  }
  const result = await installation.apply([declared(chain)])
  assert.equal(outcomesOf(result), [
    'held organization/a Suspended',
    'invalid organization/b DanglingReference',
    'invalid organization/c DanglingReference',
    'applied organization/d',
  ])
})

test('an organization whose stored parent is held goes on', async () => {
  const installation = await installationWith({
    'all.yaml': declaring({ ...standing('a'), ...standing('b', { parent: 'a' }) }),
  })
  const suspended = { suspended: { reason: 'r', owner: 'o', until: '2099-01-01' }, tags: ['x'] }
  const result = await installation.apply([
    declared({ ...standing('a', suspended), ...standing('b', { parent: 'a', tags: ['x'] }) }),
  ])
  assert.equal(outcomesOf(result), ['held organization/a Suspended', 'applied organization/b'])
})

test('a value that its stored holder gives up goes to another one in the next pass', async () => {
  const installation = await installationWith({ 'all.yaml': declaring(standing('acme', { hostname: 'h.example' })) })
  const next = [
    declared({ ...standing('acme', { hostname: 'i.example' }), ...standing('beta', { hostname: 'h.example' }) }),
  ]
  const first = await installation.apply(next)
  assert.equal(outcomesOf(first), ['applied organization/acme', 'invalid organization/beta NotUnique'])
  assert.equal(
    [problemsOf(first.pass)[0]?.message, problemsOf(first.pass)[0]?.help],
    [
      'Organization `beta` has the hostname `h.example`, which is still that of Organization `acme` as stored',
      'a hostname moves in two commits: let the one that takes it away there be applied first',
    ],
  )
  assert.equal(outcomesOf(await installation.apply(next)), ['applied organization/beta'])
})

test('two organizations cannot swap what is unique in one pass', async () => {
  const stored = { ...standing('acme', { hostname: 'h.example' }), ...standing('beta', { hostname: 'i.example' }) }
  const installation = await installationWith({ 'all.yaml': declaring(stored) })
  const swapped = { ...standing('acme', { hostname: 'i.example' }), ...standing('beta', { hostname: 'h.example' }) }
  assert.equal(outcomesOf(await installation.apply([declared(swapped)])), [
    'invalid organization/acme NotUnique',
    'invalid organization/beta NotUnique',
  ])
})

test('a mail domain moves in two passes as well, and a renamed organization keeps its own', async () => {
  const saml = { type: 'saml', identifiers: ['acme.example'] }
  const stored = { ...standing('acme'), 'IdentityProvider/acme/login': saml, ...standing('beta') }
  const installation = await installationWith({ 'all.yaml': declaring(stored) })
  const moved = { ...standing('acme'), ...standing('beta'), 'IdentityProvider/beta/login': saml }
  assert.equal(outcomesOf(await installation.apply([declared(moved)])), [
    'applied organization/acme',
    'invalid organization/beta NotUnique',
  ])
  assert.equal(outcomesOf(await installation.apply([declared(moved)])), ['applied organization/beta'])
  const renamed = {
    ...standing('acme'),
    ...standing('gamma', { previousNames: ['beta'] }),
    'IdentityProvider/gamma/login': saml,
  }
  assert.equal(outcomesOf(await installation.apply([declared(renamed)])), ['applied organization/gamma'])
})

test('a name that is declared and waits for the installation is told as such', async () => {
  const installation = await openInstallation()
  const pass = installation.plan([
    declared({
      'OrganizationGroup//edu': {},
      'OrganizationGroup//bad': { parent: 'nowhere' },
      ...standing('acme', { organizationGroups: ['edu'] }),
    }),
  ])
  const [, problem] = problemsOf(pass)
  assert.equal(
    [problem?.message, problem?.help],
    [
      'Organization `acme` names OrganizationGroup `edu`, which is declared, but waits: the installation is invalid or held',
      'put the installation right first; this organization follows in the same pass',
    ],
  )
  assert.equal(changesOf(pass), [])
})

test.run()
