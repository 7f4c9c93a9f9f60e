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

const ENTITLED: Literals = {
  count: { entitlement: 'UserCount', value: '2' },
  tier: { entitlement: 'Tier', value: 'gold' },
  look: { entitlement: 'CustomTheming' },
  workspaces: { entitlement: 'UnlimitedWorkspaces' },
}
const WORKSPACES: Literals = { a: { type: 'workspace' }, b: { type: 'project' }, c: { type: 'workspace' } }
const some = (all: Literals) => fc.subarray(Object.keys(all))
const holding = fc.record({
  users: some({ u0: {}, u1: {}, u2: {} }),
  workspaces: some(WORKSPACES),
  entitlements: some(ENTITLED),
  subscriptions: some({ main: {} }),
})
type Holding = { readonly [list in 'users' | 'workspaces' | 'entitlements' | 'subscriptions']: readonly string[] }

/** Acme with these resources, under a license and a plan that allow little; the plan is open to nobody any more. */
function held({ users, workspaces, entitlements, subscriptions }: Holding): OrganizationLiteral {
  const picked = (names: readonly string[], from: Literals): Literals =>
    Object.fromEntries(names.map((name) => [name, from[name] ?? {}]))
  const main = { plan: 'gold', startDate: '2026-01-01', endDate: 'never' }
  const looks = [{ entitlement: 'CustomTheming' }, { entitlement: 'UserCount', value: '3' }]
  return {
    organization: { displayName: 'Acme', customizations: { theme: 'dark' } },
    users: picked(users, {}),
    workspaces: picked(workspaces, WORKSPACES),
    entitlements: picked(entitlements, ENTITLED),
    subscriptions: picked(subscriptions, { main }),
    installation: {
      plans: { gold: { archived: true, limits: { maxUsers: 1, maxProjects: 0 }, entitlements: looks } },
      licenses: {
        main: {
          entitlements: [
            { entitlement: 'UserCount', value: '1' },
            { entitlement: 'WorkspaceCount', value: '0' },
          ],
        },
      },
    },
  }
}

test('a change that only takes away is refused by no limit, entitlement or plan', () => {
  const without = (names: readonly string[], gone: readonly string[]) => names.filter((name) => !gone.includes(name))
  fc.assert(
    fc.property(holding, holding, (before, gone) => {
      const after = {
        users: without(before.users, gone.users),
        workspaces: without(before.workspaces, gone.workspaces),
        entitlements: without(before.entitlements, gone.entitlements),
        subscriptions: without(before.subscriptions, gone.subscriptions),
      }
      assert.equal(refused(acme({ ...held(after), stored: acme(held(before)) })), [])
    }),
    { numRuns: 1000 },
  )
})

test.run()
