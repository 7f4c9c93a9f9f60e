import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type EntitlementSource, entitlementsOf, type ResolvedEntitlement } from '../../src/usage/entitlements.ts'
import { type HoldingLiteral, type StateLiteral, storedState } from '../support/holdings.ts'
import type { Literal, Literals } from '../support/organization.ts'

const NOW = '2026-03-02T10:15:00.000Z'
const LONG = { plan: 'professional', startDate: '2026-01-01', endDate: 'never' }

function resolved(acme: HoldingLiteral, more: Partial<StateLiteral> = {}, instant = NOW) {
  const found = entitlementsOf('acme', storedState({ ...more, organizations: { acme } }), instant)
  if (found === undefined) throw new Error('acme is not there')
  return found
}

const from = (source: EntitlementSource): string => (source.type === 'stand-alone' ? source.type : source.key)

function line({ name, value, source, allowance }: ResolvedEntitlement): string {
  const use =
    allowance === undefined
      ? ''
      : allowance.type === 'unlimited'
        ? `, ${allowance.used} of any`
        : `, ${allowance.used} of ${allowance.most}${allowance.isOver ? ', over' : ''}`
  return `${name}${value === undefined ? '' : ` ${value}`} by ${from(source)}${use}`
}

const lines = (...args: Parameters<typeof resolved>): readonly string[] => resolved(...args).entitlements.map(line)

/** Entitlements as resources, each named as what it says. */
function declared(...all: readonly Literal[]): Literals {
  return Object.fromEntries(all.map((one, index) => [`e${index}-${String(one.entitlement).toLowerCase()}`, one]))
}

const users = (count: number): Literals =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`u${index}`, {}]))
const plan = (...entitlements: readonly Literal[]): Literals => ({ professional: { displayName: 'P', entitlements } })
const license = (...entitlements: readonly Literal[]): Literals => ({ main: { entitlements } })

test('what GoodData resolves: contract, tier and OIDC of the organization, counts of it or the license, theming alone', () => {
  const own = declared(
    { entitlement: 'Contract', expiry: '2027-12-31' },
    { entitlement: 'Tier', value: 'enterprise' },
    { entitlement: 'ManagedOIDC' },
    { entitlement: 'WorkspaceCount', value: '10' },
  )
  const given = license(
    { entitlement: 'Contract', expiry: '2099-12-31' },
    { entitlement: 'ManagedOIDC' },
    { entitlement: 'UnlimitedWorkspaces' },
    { entitlement: 'UserCount', value: '500' },
    { entitlement: 'CustomTheming' },
  )
  const { entitlements } = resolved({ entitlements: own, users: users(2) }, { licenses: given })
  assert.equal(
    entitlements.map((one) => `${line(one)}${one.isPublic ? ', public' : ''}`),
    [
      'Contract by Entitlement/acme/e0-contract',
      'CustomTheming by License//main, public',
      'ManagedOIDC by Entitlement/acme/e2-managedoidc',
      'Tier enterprise by Entitlement/acme/e1-tier, public',
      'UserCount 500 by License//main, 2 of 500',
      'WorkspaceCount 10 by Entitlement/acme/e3-workspacecount, 0 of 10',
    ],
  )
  assert.is(entitlements[0]?.expiry, '2027-12-31')
})

test('a contract of the license or of a plan is none of the organization', () => {
  const contract = { entitlement: 'Contract', expiry: '2099-12-31' }
  const more = { licenses: license(contract), plans: plan(contract) }
  assert.equal(lines({ subscriptions: { main: LONG } }, more), ['CustomTheming by stand-alone'])
})

test('theming stands alone where the organization has no entitlement in force', () => {
  assert.equal(lines({}), ['CustomTheming by stand-alone'])
  assert.equal(lines({ entitlements: declared({ entitlement: 'Hipaa', expiry: '2026-03-01' }) }), [
    'CustomTheming by stand-alone',
  ])
  assert.equal(lines({ entitlements: declared({ entitlement: 'Hipaa', expiry: '2026-03-02' }) }), [
    'Hipaa by Entitlement/acme/e0-hipaa',
  ])
})

test('the organization comes before the plan of its active subscription, and that before the license', () => {
  const count = (value: string) => ({ entitlement: 'UserCount', value })
  const more = { plans: plan(count('20')), licenses: license(count('30')) }
  const own = declared(count('10'))
  assert.equal(lines({ entitlements: own, subscriptions: { main: LONG } }, more), [
    'UserCount 10 by Entitlement/acme/e0-usercount, 0 of 10',
  ])
  const [theming, ...others] = lines({ subscriptions: { main: LONG } }, more)
  assert.equal(
    [theming, ...others],
    ['CustomTheming by stand-alone', 'UserCount 20 by SubscriptionPlan//professional, 0 of 20'],
  )
  const later = { ...LONG, startDate: '2026-04-01' }
  for (const subscriptions of [{}, { main: later }, { main: { ...LONG, endDate: '2026-03-02' } }]) {
    assert.equal(lines({ subscriptions }, more)[1], 'UserCount 30 by License//main, 0 of 30')
  }
})

test('a number and its unlimited form are one matter: the first layer that speaks of it decides', () => {
  const more = { licenses: license({ entitlement: 'UserCount', value: '5' }, { entitlement: 'UnlimitedWorkspaces' }) }
  const own = declared({ entitlement: 'UnlimitedUsers' })
  assert.equal(lines({ entitlements: own, users: users(9) }, more), [
    'UnlimitedUsers by Entitlement/acme/e0-unlimitedusers, 9 of any',
    'UnlimitedWorkspaces by License//main, 0 of any',
  ])
})

test('users count without the bootstrap user, and workspaces of type workspace alone', () => {
  const acme: HoldingLiteral = {
    organization: { bootstrap: { user: 'u0', userGroup: 'admin', tokenSecretRef: { env: 'TOKEN' } } },
    users: { ...users(3), off: { active: false } },
    workspaces: { a: { type: 'workspace' }, b: { type: 'project' }, c: { type: 'workspace' } },
    entitlements: declared({ entitlement: 'UserCount', value: '2' }, { entitlement: 'WorkspaceCount', value: '2' }),
  }
  assert.equal(lines(acme), [
    'UserCount 2 by Entitlement/acme/e0-usercount, 3 of 2, over',
    'WorkspaceCount 2 by Entitlement/acme/e1-workspacecount, 2 of 2',
  ])
})

test('the use of what Charter does not count is left open', () => {
  const { entitlements } = resolved({ entitlements: declared({ entitlement: 'AutomationCount', value: '7' }) })
  assert.equal(entitlements[0]?.allowance, { type: 'limited', most: 7, isOver: false })
  assert.is(entitlements[0]?.isPublic, true)
})

test('an entitlement counts through its last day, and is told as passed after it', () => {
  const entitlements = declared({ entitlement: 'Contract', expiry: '2026-03-02' })
  const at = (instant: string) => {
    const found = resolved({ entitlements }, {}, instant)
    return [found.entitlements, found.passed].map((list) => list.map(({ name, expiry }) => `${name} ${expiry}`))
  }
  assert.equal(at('2026-03-02T23:59:59Z'), [['Contract 2026-03-02'], []])
  assert.equal(at('2026-03-03T00:00:00Z'), [['CustomTheming undefined'], ['Contract 2026-03-02']])
})

test('of contracts that overlap the one that runs longest counts', () => {
  const entitlements = declared(
    { entitlement: 'Contract', expiry: '2026-06-30' },
    { entitlement: 'Contract', expiry: '2027-06-30' },
    { entitlement: 'Contract', expiry: '2025-06-30' },
  )
  const { entitlements: counting, passed } = resolved({ entitlements })
  assert.equal(
    [counting.map(({ expiry }) => expiry), passed.map(({ expiry }) => expiry)],
    [['2027-06-30'], ['2025-06-30']],
  )
})

test('what is declared public or not is so', () => {
  const entitlements = declared(
    { entitlement: 'Tier', public: false },
    { entitlement: 'x-seats', value: '3', public: true },
  )
  assert.equal(
    resolved({ entitlements }).entitlements.map(({ name, isPublic }) => [name, isPublic]),
    [
      ['Tier', false],
      ['x-seats', true],
    ],
  )
})

test('the limits of the plan are told with what is used of them', () => {
  const plans = { professional: { displayName: 'P', limits: { maxUsers: 1, maxProjects: 2, gbSeconds: 100 } } }
  const acme: HoldingLiteral = {
    subscriptions: { main: LONG },
    users: users(2),
    workspaces: { p: { type: 'project' }, w: { type: 'workspace' } },
  }
  const key = 'SubscriptionPlan//professional'
  assert.equal(resolved(acme, { plans }).limits, [
    { name: 'gbSeconds', key, most: 100, isOver: false },
    { name: 'maxProjects', key, most: 2, used: 1, isOver: false },
    { name: 'maxUsers', key, most: 1, used: 2, isOver: true },
  ])
  assert.equal(resolved({ ...acme, subscriptions: {} }, { plans }).limits, [])
})

test('an organization that is not stored has no answer', () => {
  assert.is(entitlementsOf('initech', storedState({ organizations: { acme: {} } }), NOW), undefined)
})

test('every matter is resolved once, by the first layer in force that has it', () => {
  const one = fc.record({
    entitlement: fc.constantFrom('UserCount', 'UnlimitedUsers', 'Tier', 'Hipaa', 'x-own'),
    value: fc.constantFrom('3', '12'),
    expiry: fc.option(fc.constantFrom('2026-03-01', '2026-03-02'), { nil: undefined }),
  })
  const written = ({ expiry, ...rest }: { entitlement: string; value: string; expiry: string | undefined }): Literal =>
    expiry === undefined ? rest : { ...rest, expiry }
  const matter = (name: string): string => (name === 'UnlimitedUsers' ? 'UserCount' : name)
  const layer = fc.uniqueArray(one, { maxLength: 3, selector: ({ entitlement }) => matter(entitlement) })
  fc.assert(
    fc.property(layer, layer, layer, (own, planned, licensed) => {
      const more = { plans: plan(...planned.map(written)), licenses: license(...licensed.map(written)) }
      const found = resolved({ entitlements: declared(...own.map(written)), subscriptions: { main: LONG } }, more)
      const expected = new Map<string, string>()
      for (const [kind, list] of Object.entries({ Entitlement: own, SubscriptionPlan: planned, License: licensed })) {
        for (const { entitlement, expiry } of list) {
          if (expiry !== '2026-03-01' && !expected.has(matter(entitlement)))
            expected.set(matter(entitlement), `${entitlement} ${kind}`)
        }
      }
      const answers = found.entitlements.filter(({ source }) => source.type !== 'stand-alone')
      assert.equal(
        answers.map(({ name, source }) => `${name} ${from(source).split('/')[0]}`).sort(),
        [...expected.values()].sort(),
      )
    }),
  )
})

test.run()
