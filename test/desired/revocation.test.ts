import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { declared, declaring, standing } from '../support/declared.ts'
import {
  changesOf,
  installationWith,
  openInstallation,
  outcomesOf,
  problemLines,
  storedAt,
} from '../support/installation.ts'

const ADMIN = { admin: true }

function out(user: string, more = {}) {
  return { [`Revocation/acme/${user}-out`]: { user, reason: 'r', ...more } }
}

/** The stored organization: `root` and `second` are admins, `bob` is none. */
const ACME = { ...standing('acme'), 'User/acme/second': ADMIN, 'User/acme/bob': {} }

async function acme(more = {}) {
  return installationWith({ 'all.yaml': declaring({ ...ACME, ...more }) })
}

test('a Revocation is committed before everything else, also when its organization is refused', async () => {
  const installation = await acme()
  const result = await installation.apply([
    declared({ ...ACME, 'Organization//acme': { parent: 'nowhere' }, 'OrganizationGroup//edu': {}, ...out('bob') }),
  ])
  assert.equal(outcomesOf(result), [
    'applied revocation/acme/bob-out',
    'applied installation',
    'invalid organization/acme DanglingReference',
  ])
})

test('a Revocation passes a suspended organization', async () => {
  const installation = await acme()
  const suspended = { suspended: { reason: 'r', owner: 'o', until: '2099-01-01' } }
  const result = await installation.apply([
    declared({ ...ACME, 'Organization//acme': suspended, 'User/acme/bob': { firstName: 'Bob' }, ...out('bob') }),
  ])
  assert.equal(outcomesOf(result), ['applied revocation/acme/bob-out', 'held organization/acme Suspended'])
})

test('a Revocation of nobody is refused', async () => {
  const installation = await acme()
  const result = await installation.apply([declared({ ...ACME, ...out('bobb') })])
  assert.equal(outcomesOf(result), ['invalid revocation/acme/bobb-out NotAMember'])
  const units = [...result.pass.desired.units.values()]
  assert.equal(
    units.flatMap(({ problems }) => problems.map(({ help }) => help)),
    ['did you mean `bob`?'],
  )
})

test('the Revocation that takes the last admin is held, the one before it is not', async () => {
  const installation = await acme()
  const both = [declared({ ...ACME, ...out('root'), ...out('second') })]
  assert.equal(outcomesOf(await installation.apply(both)), [
    'applied revocation/acme/root-out',
    'held revocation/acme/second-out LastAdmin',
  ])
  assert.equal(outcomesOf(await installation.apply(both)), ['held revocation/acme/second-out LastAdmin'])
})

test('one that is held counts for none after it', async () => {
  const alone = { ...standing('acme'), 'User/acme/bob': {} }
  const installation = await installationWith({ 'all.yaml': declaring(alone) })
  const result = await installation.apply([
    declared({
      ...alone,
      'Revocation/acme/a': { user: 'root', reason: 'r' },
      'Revocation/acme/b': { user: 'bob', reason: 'r' },
    }),
  ])
  assert.equal(outcomesOf(result), ['held revocation/acme/a LastAdmin', 'applied revocation/acme/b'])
})

test('a held Revocation refuses and holds nothing of its organization', async () => {
  const alone = { ...standing('acme'), 'User/acme/bob': {} }
  const installation = await installationWith({ 'all.yaml': declaring(alone) })
  const result = await installation.apply([
    declared({ ...alone, 'User/acme/bob': { firstName: 'Bob' }, ...out('root') }),
  ])
  assert.equal(outcomesOf(result), ['held revocation/acme/root-out LastAdmin', 'applied organization/acme'])
  assert.equal(
    [...result.pass.desired.units.values()].flatMap(({ conditions }) => conditions),
    [],
  )
})

test('an approved Revocation of the last admin is a fact to its organization', async () => {
  const alone = { ...standing('acme'), 'User/acme/bob': {} }
  const installation = await installationWith({ 'all.yaml': declaring(alone) })
  const next = [declared({ ...alone, 'User/acme/bob': { firstName: 'Bob' }, ...out('root') })]
  const digest = installation.plan(next).plans[0]?.plan.digest ?? ''
  const result = await installation.apply(next, { approvals: new Set([digest]) })
  assert.equal(outcomesOf(result), ['applied revocation/acme/root-out', 'applied organization/acme'])
  const conditions = [...result.pass.desired.units.values()].flatMap((unit) => unit.conditions.map(({ code }) => code))
  assert.equal(conditions, ['LastAdmin'])
  const worse = await installation.apply([
    declared({ ...alone, 'Organization//acme': { minAdmins: 2 }, ...out('root') }),
  ])
  assert.equal(outcomesOf(worse), ['invalid organization/acme LastAdmin'])
})

test('an admin who comes with the same commit does not save the Revocation of the last one yet', async () => {
  const installation = await installationWith({ 'all.yaml': declaring(standing('acme')) })
  const next = [declared({ ...standing('acme'), 'User/acme/second': ADMIN, ...out('root') })]
  assert.equal(outcomesOf(await installation.apply(next)), [
    'held revocation/acme/root-out LastAdmin',
    'applied organization/acme',
  ])
  assert.equal(outcomesOf(await installation.apply(next)), ['applied revocation/acme/root-out'])
})

test('revoked admins are no removals of their organization', async () => {
  const many = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`User/acme/${name}`, ADMIN]))
  const installation = await acme(many)
  const revocations = Object.assign({}, ...['a', 'b', 'c', 'd', 'e'].map((name) => out(name)))
  const result = await installation.apply([
    declared({ ...ACME, ...many, 'User/acme/bob': { firstName: 'Bob' }, ...revocations }),
  ])
  assert.equal(
    outcomesOf(result).filter((line) => !line.startsWith('applied')),
    [],
  )
})

test('somebody who arrives is revoked after the organization, in the same pass', async () => {
  const installation = await acme()
  const result = await installation.apply([declared({ ...ACME, 'User/acme/new': ADMIN, ...out('new') })])
  assert.equal(changesOf(result.pass), ['create User/acme/new', 'create Revocation/acme/new-out'])
})

test('somebody who arrives in an organization that is refused or held is revoked when it is not', async () => {
  const installation = await acme()
  const arriving = { ...ACME, 'User/acme/new': {}, ...out('new') }
  const refused = await installation.apply([declared({ ...arriving, 'Organization//acme': { parent: 'nowhere' } })])
  assert.equal(outcomesOf(refused), ['invalid organization/acme DanglingReference', 'invalid revocation/acme/new-out '])
  const suspended = { suspended: { reason: 'r', owner: 'o', until: '2099-01-01' } }
  const held = await installation.apply([declared({ ...arriving, 'Organization//acme': suspended })])
  assert.equal(outcomesOf(held), ['held organization/acme Suspended', 'invalid revocation/acme/new-out NotAMember'])
  assert.equal(problemLines(held.pass).length, 1)
  assert.equal(outcomesOf(await installation.apply([declared(arriving)])), [
    'applied organization/acme',
    'applied revocation/acme/new-out',
  ])
})

test('the only admin of a new organization can be revoked by approval only', async () => {
  const installation = await openInstallation()
  const result = await installation.apply([declared({ ...standing('acme'), ...out('root') })])
  assert.equal(outcomesOf(result), ['applied organization/acme', 'held revocation/acme/root-out LastAdmin'])
})

test('in an organization that is being renamed a Revocation waits for the new name', async () => {
  const installation = await installationWith({
    'all.yaml': declaring({ ...standing('acme'), 'User/acme/bob': { externalId: 'one' } }),
  })
  const next = (externalId: string) =>
    declared({
      ...standing('umbrella', { previousNames: ['acme'] }),
      'User/umbrella/bob': { externalId },
      'Revocation/umbrella/bob-out': { user: 'bob', reason: 'r' },
    })
  const held = await installation.apply([next('two')])
  assert.equal(outcomesOf(held), [
    'held organization/umbrella IdentityChanged',
    'invalid revocation/umbrella/bob-out NotAMember',
  ])
  assert.not(held.state.resources.has('Revocation/umbrella/bob-out' as never))
  const applied = await installation.apply([next('one')])
  assert.equal(outcomesOf(applied), ['applied organization/umbrella', 'applied revocation/umbrella/bob-out'])
})

test('a stored Revocation moves with its renamed organization', async () => {
  const installation = await acme(out('bob'))
  const result = await installation.apply([
    declared({
      ...standing('umbrella', { previousNames: ['acme'] }),
      'User/umbrella/second': ADMIN,
      'User/umbrella/bob': {},
      'Revocation/umbrella/bob-out': { user: 'bob', reason: 'r' },
    }),
  ])
  assert.equal(outcomesOf(result), ['applied organization/umbrella'])
  assert.is(storedAt(result.state, 'Revocation/umbrella/bob-out').version, 1)
})

test('an organization does not go from under a Revocation that is declared', async () => {
  const free = { ...ACME, 'Organization//acme': { deletionPolicy: 'Allow' } }
  const installation = await installationWith({ 'all.yaml': declaring(free) })
  const result = await installation.apply([declared({ ...standing('beta'), ...out('bob') })])
  assert.equal(outcomesOf(result), [
    'applied revocation/acme/bob-out',
    'applied organization/beta',
    'invalid organization/acme DanglingReference',
  ])
  const gone = await installation.apply([declared(standing('beta'))])
  assert.equal(outcomesOf(gone), ['applied organization/acme'])
  assert.equal([...gone.state.resources.keys()].sort(), ['Organization//beta', 'User/beta/root'])
})

test('taking a Revocation away is a change of the organization, and waits where that is refused', async () => {
  const installation = await acme(out('bob'))
  const refused = await installation.apply([declared({ ...ACME, 'Organization//acme': { parent: 'nowhere' } })])
  assert.equal(outcomesOf(refused), ['invalid organization/acme DanglingReference'])
  assert.ok(refused.state.resources.has('Revocation/acme/bob-out' as never))
  assert.equal(outcomesOf(await installation.apply([declared(ACME)])), ['applied organization/acme'])
})

test.run()
