import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { buildDesired } from '../../src/desired/build.ts'
import { type Declarations, declared, declaredIn, declaring, standing } from '../support/declared.ts'
import { installationWith, openInstallation } from '../support/installation.ts'
import { contextAt } from '../support/planning.ts'

async function unitsOf(declarations: Declarations, before: Declarations = {}) {
  const installation =
    Object.keys(before).length === 0
      ? await openInstallation()
      : await installationWith({ 'all.yaml': declaring(before) })
  const desired = buildDesired([declared(declarations)], installation.state(), contextAt())
  return [...desired.units.keys()] as readonly string[]
}

test('units stand in the order in which a pass commits them', async () => {
  const stored = { ...standing('acme'), 'User/acme/bob': {}, ...standing('gone') }
  const units = await unitsOf(
    {
      ...standing('beta', { parent: 'zoo' }),
      ...standing('zoo'),
      ...standing('acme'),
      'User/acme/bob': {},
      'User/acme/new': {},
      'Revocation/acme/new-out': { user: 'new', reason: 'r' },
      'Revocation/acme/bob-out': { user: 'bob', reason: 'r' },
      'OrganizationGroup//edu': {},
    },
    stored,
  )
  assert.equal(units, [
    'revocation/acme/bob-out',
    'installation',
    'organization/acme',
    'organization/zoo',
    'organization/beta',
    'organization/gone',
    'revocation/acme/new-out',
  ])
})

test('the installation is always a unit, and nothing else where nothing is declared', async () => {
  assert.equal(await unitsOf({}), ['installation'])
})

test('what is declared is counted, valid or not, and every source says its revision', async () => {
  const installation = await openInstallation()
  const sources = [
    declaredIn({ 'a.yaml': standing('acme', { parent: 'nowhere' }), 'b.yaml': { 'User/acme/bob': {} } }),
    declared({ 'User/acme/cyd': {} }, { source: 'team' }),
  ]
  const desired = buildDesired(sources, installation.state(), contextAt({ sources: ['local', 'team'] }))
  assert.is(desired.declared, 4)
  assert.equal(desired.revisions, { local: sources[0]?.revision, team: sources[1]?.revision })
})

test('an invalid unit has its last good state as its resources, a valid one what is declared', async () => {
  const installation = await installationWith({ 'all.yaml': declaring({ ...standing('acme'), ...standing('beta') }) })
  const wrong = {
    ...standing('acme', { parent: 'nowhere' }),
    'User/acme/bob': {},
    ...standing('beta'),
    'User/beta/bob': {},
  }
  const desired = buildDesired([declared(wrong)], installation.state(), contextAt())
  const keysOf = (name: string) =>
    [...(desired.units.get(name as never)?.resources.keys() ?? [])].sort() as readonly string[]
  assert.equal(keysOf('organization/acme'), ['Organization//acme', 'User/acme/root'])
  assert.equal(keysOf('organization/beta'), ['Organization//beta', 'User/beta/bob', 'User/beta/root'])
})

test('a problem without a unit is one of the whole', async () => {
  const installation = await openInstallation()
  const desired = buildDesired(
    [declared({ ...standing('acme'), 'Userr/acme/bob': {} })],
    installation.state(),
    contextAt(),
  )
  assert.equal(
    [...desired.units.values()].flatMap(({ problems }) => problems.map(({ code }) => code)),
    ['UnknownKind'],
  )
  const placeless = buildDesired(
    [declared({ ...standing('acme'), 'User//bob': {} })],
    installation.state(),
    contextAt(),
  )
  assert.equal(
    placeless.problems.map(({ code }) => code),
    ['MissingField'],
  )
})

test.run()
