import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { keyOf } from '../../../src/model/resource.ts'
import { summaryLine } from '../../../src/plan/render/summary.ts'
import { everything, trouble } from './scenes.ts'
import { create, hold, plan, rename, resource, update } from './support.ts'

test('a plan without changes, holds and invalid units says that nothing changes', () => {
  assert.is(
    summaryLine({ plans: [plan('acme', [])], holds: [] }),
    'No changes. The stored state matches the declarations.',
  )
  assert.is(summaryLine({ plans: [], holds: [] }), 'No changes. The stored state matches the declarations.')
})

test('counts stand in the order add, change, remove, rename, also when zero', () => {
  assert.is(summaryLine(everything()), 'Plan: 1 to add, 3 to change, 1 to remove, 1 to rename.')
})

test('what is held and what is invalid follows, sorted, with its codes', () => {
  assert.is(
    summaryLine(trouble()),
    'Plan: 1 to add, 0 to change, 3 to remove, 0 to rename.' +
      '  Held: acme (Protected, RemovalBudget), source main (HistoryRewritten).  Invalid: gamma.',
  )
})

test('a plan that is only held or only invalid does not claim that nothing changes', () => {
  const zero = 'Plan: 0 to add, 0 to change, 0 to remove, 0 to rename.'
  assert.is(summaryLine({ plans: [], holds: [hold('acme')] }), `${zero}  Held: acme (RemovalBudget).`)
  const unit = { type: 'organization', organization: 'acme' } as const
  assert.is(summaryLine({ plans: [], holds: [], invalid: [unit, unit] }), `${zero}  Invalid: acme.`)
})

test('a plan whose only change follows a rename of another unit is not called empty', () => {
  const follower = { ...update({ name: 'a' }, {}, []), follows: [keyOf(resource({ name: 'b' }))] }
  assert.is(
    summaryLine({ plans: [plan('acme', [follower])], holds: [] }),
    'Plan: 0 to add, 0 to change, 0 to remove, 0 to rename.',
  )
})

test('units that are no organization cannot be taken for one', () => {
  const base = plan('acme', [create({ kind: 'Revocation', name: 'eve' })])
  const revocation = { ...base, unit: { type: 'revocation', organization: 'acme', name: 'eve' } as const, digest: 'r' }
  const holds = [
    hold('acme', { code: 'ClockSuspect', digest: 'r' }),
    hold('acme', { code: 'StillReferenced', scope: { type: 'installation' }, digest: 'i' }),
  ]
  assert.is(
    summaryLine({ plans: [revocation], holds }),
    'Plan: 1 to add, 0 to change, 0 to remove, 0 to rename.' +
      '  Held: revocation acme/eve (ClockSuspect), the installation (StillReferenced).',
  )
})

test('after ten names the line says how many more', () => {
  const names = Array.from({ length: 13 }, (_, index) => `org-${index + 10}`)
  const line = summaryLine({ plans: [], holds: names.map((name) => hold(name, { digest: name })) })
  assert.match(line, /org-19 \(RemovalBudget\) and 3 more\.$/)
  assert.is(line.split('\n').length, 1)
})

test('renames count as renames', () => {
  const plans = [plan('acme', [rename({ name: 'ada' }, 'ada-l')])]
  assert.is(summaryLine({ plans, holds: [] }), 'Plan: 0 to add, 0 to change, 0 to remove, 1 to rename.')
})

test.run()
