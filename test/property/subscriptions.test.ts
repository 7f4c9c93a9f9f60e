import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, told } from '../support/laws.ts'
import type { Literals } from '../support/organization.ts'

/** Days of 2026, `never` after all of them. */
const NEVER = 400
const spans = fc.array(
  fc.record({ from: fc.integer({ min: 0, max: 30 }), days: fc.integer({ min: 1, max: 12 }), isOpen: fc.boolean() }),
  {
    maxLength: 6,
  },
)

function dayOf(index: number): string {
  return index === NEVER ? 'never' : new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10)
}

test('subscriptions overlap where two of them share a day, and nowhere else', () => {
  fc.assert(
    fc.property(spans, (all) => {
      const dated = all.map(({ from, days, isOpen }) => ({ from, until: isOpen ? NEVER : from + days }))
      const shared = dated.some((one, index) =>
        dated.slice(index + 1).some((other) => one.from < other.until && other.from < one.until),
      )
      const subscriptions: Literals = Object.fromEntries(
        dated.map(({ from, until }, index) => [
          `s${index}`,
          { plan: 'gold', startDate: dayOf(from), endDate: dayOf(until) },
        ]),
      )
      const lines = told(acme({ subscriptions, installation: { plans: { gold: {} } } }))
      assert.ok(lines.every((line) => line.startsWith('Overlap ')))
      assert.is(lines.length > 0, shared)
      assert.ok(lines.length < Math.max(1, all.length))
    }),
    { numRuns: 500 },
  )
})

test.run()
