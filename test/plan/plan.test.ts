import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { buildDesired } from '../../src/desired/build.ts'
import { unitName } from '../../src/model/unit.ts'
import { makePlans } from '../../src/plan/plan.ts'
import { type Declarations, declared, declaring, standing } from '../support/declared.ts'
import { changeLine, installationWith, openInstallation } from '../support/installation.ts'
import { contextAt } from '../support/planning.ts'

async function plansOf(after: Declarations, before: Declarations = {}) {
  const isEmpty = Object.keys(before).length === 0
  const installation = isEmpty ? await openInstallation() : await installationWith({ 'all.yaml': declaring(before) })
  const desired = buildDesired([declared(after)], installation.state(), contextAt())
  return makePlans(desired, installation.state()).map(({ plan }) => plan)
}

test('units that have nothing to do have no plan, nor have those that are invalid', async () => {
  const stored = { ...standing('a'), ...standing('b'), ...standing('c') }
  const plans = await plansOf(
    { ...standing('a'), ...standing('b', { tags: ['x'] }), ...standing('c', { parent: 'no' }) },
    stored,
  )
  assert.equal(
    plans.map(({ unit }) => unitName(unit) as string),
    ['organization/b'],
  )
})

test('the installation is changed first and loses last', async () => {
  const stored = { 'OrganizationGroup//old': {}, 'OrganizationGroup//kept': {}, ...standing('a') }
  const plans = await plansOf(
    { 'OrganizationGroup//new': {}, 'OrganizationGroup//kept': { type: 'x' }, ...standing('a', { tags: ['x'] }) },
    stored,
  )
  assert.equal(
    plans.map(({ unit, phase, changes }) => [unitName(unit), phase, ...changes.map(changeLine)]),
    [
      ['installation', 'changes', 'update OrganizationGroup//kept /spec/type', 'create OrganizationGroup//new'],
      ['organization/a', 'changes', 'update Organization//a /spec/tags'],
      ['installation', 'removals', 'delete OrganizationGroup//old'],
    ],
  )
})

test('an organization loses in the plan in which it changes', async () => {
  const plans = await plansOf(standing('a', { tags: ['x'] }), { ...standing('a'), 'User/a/bob': {} })
  assert.equal(
    plans.map(({ phase, changes }) => [phase, ...changes.map(changeLine)]),
    [['changes', 'update Organization//a /spec/tags', 'delete User/a/bob']],
  )
})

test('every plan says the revision of every source', async () => {
  const installation = await openInstallation()
  const sources = [declared(standing('a')), declared({ 'User/a/bob': {} }, { source: 'team' })]
  const desired = buildDesired(sources, installation.state(), contextAt({ sources: ['local', 'team'] }))
  const [plan] = makePlans(desired, installation.state())
  assert.equal(plan?.plan.revisions, { local: sources[0]?.revision, team: sources[1]?.revision })
})

test('uids of children are made under the first name of their organization', async () => {
  const renamed = standing('umbrella', { previousNames: ['acme'] })
  const uids = async (declarations: Declarations) =>
    (await plansOf(declarations)).flatMap(({ changes }) =>
      changes.flatMap((one) => (one.action === 'create' ? [one.uid] : [])),
    )
  assert.equal(await uids(renamed), await uids(standing('acme')))
  assert.is.not((await uids(standing('umbrella')))[0], (await uids(standing('acme')))[0])
})

test.run()
