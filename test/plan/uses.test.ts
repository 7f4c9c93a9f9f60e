import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { planPass } from '../../src/plan/pass.ts'
import { useText } from '../../src/plan/render/uses.ts'
import { usesOf } from '../../src/plan/uses.ts'
import { type Declarations, declared, standing } from '../support/declared.ts'
import { contextAt, stateOf } from '../support/planning.ts'

const license = (value: string): Declarations => ({
  'License//main': { entitlements: [{ entitlement: 'UserCount', value }] },
})
const people = (organization: string, ...names: readonly string[]): Declarations =>
  Object.fromEntries(names.map((name) => [`User/${organization}/${name}`, {}]))

/** What the plans do to uses when declarations come after others, a line each: `acme UserCount 3, …`. */
async function told(before: Declarations, after: Declarations): Promise<readonly string[]> {
  const { desired, plans } = planPass([declared(after)], await stateOf([declared(before)]), contextAt())
  const uses = usesOf(
    desired,
    plans.map(({ plan }) => plan),
  )
  return uses.map((use) => `${use.unit.type === 'organization' ? use.unit.organization : ''} ${useText(use)}`)
}

const two = { ...license('3'), ...standing('acme'), ...standing('beta') }

test('an organization that changes is told with what it uses, another one is not', async () => {
  assert.equal(await told(two, { ...two, ...people('acme', 'ada') }), ['acme UserCount 3, 1 used, 2 after this change'])
  assert.equal(await told(two, two), [])
})

test('a license that changes is told for every organization, also for those without a plan', async () => {
  assert.equal(await told(two, { ...two, ...license('0') }), [
    'acme UserCount 0 (3 before), 1 used',
    'beta UserCount 0 (3 before), 1 used',
  ])
})

test('of an organization that is refused only what would be over is told', async () => {
  const more = people('acme', 'ada', 'bob', 'cyd')
  assert.equal(await told(two, { ...two, ...more }), ['acme UserCount 3, 1 used, 4 after this change'])
  const wrong = { 'UserGroup/acme/ops': { members: ['ghost'] } }
  assert.equal(await told(two, { ...two, ...wrong, ...people('acme', 'ada') }), [])
  assert.equal(await told(two, { ...two, ...wrong, ...more }), ['acme UserCount 3, 1 used, 4 after this change'])
})

test('a new organization has used nothing yet, a removed one is not told of', async () => {
  const acme = { ...license('3'), ...standing('acme') }
  assert.equal(await told(acme, two), ['beta UserCount 3, 0 used, 1 after this change'])
  assert.equal(await told(two, acme), [])
})

test.run()
