import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Declarations, declared, declaredIn, declaring, standing } from '../support/declared.ts'
import { type Installation, installationWith, openInstallation } from '../support/installation.ts'

const EDU = { 'OrganizationGroup//edu': {}, 'OrganizationGroup//uni': {} }
const ACME = standing('acme', { organizationGroups: ['edu'] })
const STORED = { ...EDU, ...ACME, 'User/acme/bob': {}, ...standing('beta') }
const NEXT = { ...STORED, 'User/acme/bob': { firstName: 'Bob' } }

async function after(...steps: readonly Declarations[]): Promise<Installation> {
  const installation = await installationWith({ 'all.yaml': declaring(STORED) })
  for (const step of steps) await installation.apply([declared(step)])
  return installation
}

/** Base and digest of the one plan that the next declarations lead to. */
function planned(installation: Installation, declarations: Declarations = NEXT) {
  const { plans } = installation.plan([declared(declarations)])
  const [first, ...others] = plans
  assert.equal([first?.plan.unit, others.length], [{ type: 'organization', organization: 'acme' }, 0])
  return { base: first?.plan.base, digest: first?.plan.digest }
}

test('a plan is the same in every run, at every time, and in every file', async () => {
  const [one, other] = [await after(), await after(STORED, STORED)]
  assert.equal(planned(one), planned(other))
  const elsewhere = one.plan([declaredIn({ 'b/c.yaml': NEXT })], { instant: '2030-01-01T00:00:00.000Z' })
  assert.is(elsewhere.plans[0]?.plan.digest, planned(one).digest)
})

test('another installation has the same plans: an approval names what happens', async () => {
  const [one, other] = [await openInstallation(), await openInstallation()]
  assert.equal(one.plan([declared(ACME)]).plans[0]?.plan.digest, other.plan([declared(ACME)]).plans[0]?.plan.digest)
})

test('what another organization does changes no plan', async () => {
  const elsewhere = { ...STORED, ...standing('beta', { tags: ['x'] }), 'User/beta/cyd': {} }
  assert.equal(
    planned(await after(elsewhere), { ...elsewhere, ...NEXT, ...standing('beta', { tags: ['x'] }) }),
    planned(await after()),
  )
})

test('a change of the own organization changes the base', async () => {
  const more = { ...STORED, 'User/acme/cyd': {} }
  const changed = planned(await after(more), { ...more, 'User/acme/bob': { firstName: 'Bob' } })
  assert.is.not(changed.base, planned(await after()).base)
})

test('a global resource that the organization refers to is part of the base, another one is not', async () => {
  const referred = { 'OrganizationGroup//edu': { type: 'x' } }
  const other = { 'OrganizationGroup//uni': { type: 'x' } }
  assert.is.not(
    planned(await after({ ...STORED, ...referred }), { ...NEXT, ...referred }).base,
    planned(await after()).base,
  )
  assert.is(planned(await after({ ...STORED, ...other }), { ...NEXT, ...other }).base, planned(await after()).base)
})

test('the owner of what is stored is part of the base', async () => {
  const installation = await after()
  const bob = { 'User/acme/bob': {} }
  const { 'User/acme/bob': _, ...rest } = STORED
  await installation.apply([declared(rest), declared(bob, { source: 'team' })])
  const next = { ...rest, 'User/acme/root': { admin: true, firstName: 'R' } }
  const there = installation.plan([declared(next), declared(bob, { source: 'team' })])
  const here = (await after()).plan([declared({ ...next, ...bob })])
  assert.is.not(there.plans[0]?.plan.base, here.plans[0]?.plan.base)
})

test('another change of the same base is another digest', async () => {
  const installation = await after()
  const [one, other] = [
    planned(installation),
    planned(installation, { ...STORED, 'User/acme/bob': { firstName: 'Rob' } }),
  ]
  assert.equal([one.base === other.base, one.digest === other.digest], [true, false])
})

test('handing over alone and with a change are different plans', async () => {
  const installation = await after()
  const { 'User/acme/bob': _, ...rest } = STORED
  const plans = [{}, { firstName: 'Bob' }].map((spec) =>
    installation.plan([declared(rest), declared({ 'User/acme/bob': spec }, { source: 'team' })]),
  )
  const digests = plans.map((pass) => pass.plans[0]?.plan.digest)
  assert.is.not(digests[0], digests[1])
  const update = installation.plan([declared(NEXT)]).plans[0]?.plan.digest
  assert.not(digests.includes(update))
})

test('to whom something is handed over is part of the digest', async () => {
  const installation = await after()
  const { 'User/acme/bob': _, ...rest } = STORED
  const digests = ['team', 'crew'].map(
    (source) =>
      installation.plan([declared(rest), declared({ 'User/acme/bob': {} }, { source })]).plans[0]?.plan.digest,
  )
  assert.is.not(digests[0], digests[1])
})

test('removals of the installation have a base of their own: what stands when their turn comes', async () => {
  const installation = await after()
  const { 'OrganizationGroup//uni': _, ...rest } = STORED
  const { plans } = installation.plan([declared({ ...rest, 'OrganizationGroup//new': {} })])
  const [changes, removals] = plans.map(({ plan }) => plan)
  assert.equal([changes?.phase, removals?.phase, changes?.base === removals?.base], ['changes', 'removals', false])
  assert.is.not(changes?.digest, removals?.digest)
})

test.run()
