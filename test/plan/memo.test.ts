import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createPassMemo, type PassMemo } from '../../src/plan/memo.ts'
import { type PassPlan, planPass } from '../../src/plan/pass.ts'
import { declared, standing } from '../support/declared.ts'
import { openInstallation } from '../support/installation.ts'
import { contextAt } from '../support/planning.ts'

const MANAGED = {
  ...standing('acme'),
  'Entitlement/acme/oidc': { entitlement: 'ManagedOIDC', expiry: '2026-12-01' },
  'IdentityProvider/acme/own': { type: 'oidc' },
}

function conditionsOf({ desired }: PassPlan): readonly string[] {
  return [...desired.units.values()].flatMap(({ conditions }) => conditions.map(({ code }) => code))
}

async function passes() {
  const installation = await openInstallation()
  const snapshot = declared({ ...MANAGED, ...standing('beta') })
  await installation.apply([snapshot], { instant: '2026-11-22T12:00:00.000Z' })
  const memo: PassMemo = createPassMemo()
  const at = (instant: string) => planPass([snapshot], installation.state(), contextAt({ instant }), memo)
  return { memo, at }
}

test('a pass in which nothing has changed is that of before, until a declared date begins to count', async () => {
  const { memo, at } = await passes()
  const first = at('2026-11-22T13:00:00.000Z')
  assert.equal(conditionsOf(first), [])
  const again = at('2026-11-30T13:00:00.000Z')
  assert.is([...again.desired.units.values()].at(-1), [...first.desired.units.values()].at(-1))
  assert.equal(conditionsOf(at('2026-12-02T00:00:00.000Z')), ['InvalidIdentityProvider'])
  assert.ok(memo.last !== undefined)
})

test('a clock that goes back makes the pass anew', async () => {
  const { at } = await passes()
  assert.equal(conditionsOf(at('2026-12-02T00:00:00.000Z')), ['InvalidIdentityProvider'])
  assert.equal(conditionsOf(at('2026-11-22T13:00:00.000Z')), [])
})

test('a pass that met anything wrong is not remembered', async () => {
  const installation = await openInstallation()
  const memo = createPassMemo()
  planPass(
    [declared({ ...standing('acme'), 'User/acme/bob': { colour: 'red' } })],
    installation.state(),
    contextAt(),
    memo,
  )
  assert.is(memo.last, undefined)
})

test.run()
