import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, refused } from '../support/laws.ts'
import type { Literal, Literals, OrganizationLiteral } from '../support/organization.ts'

/** What an organization has, and who limits it by how much; all that is absent limits nothing. */
interface Situation {
  readonly users: number
  readonly own?: number | undefined
  readonly plan?: number | undefined
  readonly license?: number | undefined
  readonly maxUsers?: number | undefined
  readonly isSubscribed: boolean
  readonly overage: boolean
}

const few = fc.integer({ min: 0, max: 6 })
const perhaps = fc.option(few, { nil: undefined })
const situation: fc.Arbitrary<Situation> = fc.record({
  users: few,
  own: perhaps,
  plan: perhaps,
  license: perhaps,
  maxUsers: perhaps,
  isSubscribed: fc.boolean(),
  overage: fc.boolean(),
})

/** The organization that a situation describes; its admin, root, is one user more. */
function literalOf({ users, own, plan, license, maxUsers, isSubscribed, overage }: Situation): OrganizationLiteral {
  const counted = (most: number | undefined): Literal =>
    most === undefined ? {} : { entitlements: [{ entitlement: 'UserCount', value: String(most) }] }
  const limits: Literal = maxUsers === undefined ? {} : { limits: { maxUsers } }
  const main = { plan: 'gold', startDate: '2026-01-01', endDate: 'never', overage }
  const list: Literals = Object.fromEntries(Array.from({ length: users }, (_, index) => [`u${index}`, {}]))
  return {
    users: list,
    ...(own === undefined ? {} : { entitlements: { users: { entitlement: 'UserCount', value: String(own) } } }),
    ...(isSubscribed ? { subscriptions: { main } } : {}),
    installation: {
      plans: { gold: { ...counted(plan), ...limits } },
      ...(license === undefined ? {} : { licenses: { main: counted(license) } }),
    },
  }
}

/** The two limits, as a reader of the manual would work them out. */
function limitsOf({ own, plan, license, maxUsers, isSubscribed, overage }: Situation): readonly number[] {
  const entitled = own ?? (isSubscribed ? plan : undefined) ?? license ?? Number.POSITIVE_INFINITY
  const planned = isSubscribed && !overage ? maxUsers : undefined
  return [entitled, planned ?? Number.POSITIVE_INFINITY]
}

test('a change is refused by a limit where it exceeds it and what there was, and nowhere else', () => {
  fc.assert(
    fc.property(situation, situation, (before, after) => {
      const [had, has] = [before.users + 1, after.users + 1]
      const exceeded = limitsOf(after).filter((most) => has > Math.max(most, had)).length
      const found = refused(acme({ ...literalOf(after), stored: acme(literalOf(before)) }))
      assert.is(found.filter((line) => line.startsWith('EntitlementExceeded')).length, exceeded, found.join('\n'))
    }),
    { numRuns: 1000 },
  )
})

test('what is over a limit is always told, and as an error only where it is refused or was so before', () => {
  fc.assert(
    fc.property(situation, situation, (before, after) => {
      const [had, has] = [before.users + 1, after.users + 1]
      const over = limitsOf(after).map((most) => has > most)
      const wasOver = limitsOf(before).map((most) => had > most)
      const told = findingsIn(acme({ ...literalOf(after), stored: acme(literalOf(before)) }))
      const codes = told
        .map(({ code }) => code)
        .filter((code) => code === 'EntitlementExceeded' || code === 'OverLimit')
      const expected = over.flatMap((isOver, index) =>
        !isOver ? [] : [has > had || wasOver[index] ? 'EntitlementExceeded' : 'OverLimit'],
      )
      assert.equal(codes, expected)
    }),
    { numRuns: 1000 },
  )
})

test.run()
