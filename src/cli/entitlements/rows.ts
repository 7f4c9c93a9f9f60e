import { identityOf } from '../../model/resource.ts'
import type { Allowance, DeclaredEntitlement, EntitlementSource } from '../../usage/entitlements.ts'
import { COUNTED } from '../../usage/matters.ts'
import { useText } from './bar.ts'
import type { Facts } from './facts.ts'

/** The columns of `charter entitlements`. */
export const COLUMNS = [
  { header: 'ORGANIZATION' },
  { header: 'ENTITLEMENT' },
  { header: 'VALUE', most: 40 },
  { header: 'USED', align: 'right' },
  { header: 'USE' },
  { header: 'STATE' },
  { header: 'EXPIRY' },
  { header: 'FROM', most: 60 },
  { header: 'PUBLIC' },
] as const

/** The columns of the subscriptions below. */
export const SUBSCRIPTION_COLUMNS = [
  { header: 'ORGANIZATION' },
  { header: 'SUBSCRIPTION', most: 40 },
  { header: 'PLAN', most: 40 },
  { header: 'STATE' },
  { header: 'START' },
  { header: 'END' },
  { header: 'PERIOD' },
] as const

/**
 * The rows of one organization: what counts, what Charter counts although nothing limits it, the limits of its plan, and
 * what is passed; with bars for a terminal, with percentages alone elsewhere.
 */
export function rowsOf({ organization, ...facts }: Facts, isDrawn: boolean): readonly (readonly string[])[] {
  const { entitlements, passed, limits, counts } = facts
  const spoken = new Set(entitlements.map(({ name }) => name))
  const unspoken = COUNTED.filter(({ count, unlimited }) => !spoken.has(count) && !spoken.has(unlimited))
  return [
    ...entitlements.map((one) => [
      organization,
      one.name,
      ...useOf(one.allowance, one.value, isDrawn),
      ...aboutOf(one),
    ]),
    ...unspoken.map(({ count }) => {
      return [organization, count, 'no limit', String(counts.platform[count] ?? ''), '', '', '', '', '']
    }),
    ...limits.map(({ name, key, ...rest }) => {
      const use = useOf({ type: 'limited', ...rest }, String(rest.most), isDrawn)
      return [organization, name, ...use, '', sourceText({ type: 'plan', key }), '']
    }),
    ...passed.map((one) => [organization, one.name, one.value ?? '', '', '', 'passed', ...aboutOf(one)]),
  ]
}

/** The rows of an organization's subscriptions. */
export function subscriptionRows({ organization, subscriptions }: Facts): readonly (readonly string[])[] {
  return subscriptions.map(({ name, plan, state, startDate, effectiveEndDate, currentPeriod }) => {
    const period = currentPeriod === undefined ? '' : `${currentPeriod.start} to ${currentPeriod.end}`
    return [organization, name, plan, state, startDate, effectiveEndDate, period]
  })
}

/** Who gives an entitlement, in words. */
export function sourceText(source: EntitlementSource): string {
  if (source.type === 'stand-alone') return source.type
  return `${source.type} (${identityOf(source.key).name})`
}

/** VALUE, USED, USE and STATE. */
function useOf(allowance: Allowance | undefined, value: string | undefined, isDrawn: boolean): readonly string[] {
  if (allowance === undefined) return [value ?? '', '', '', '']
  const used = allowance.used === undefined ? '' : String(allowance.used)
  switch (allowance.type) {
    case 'unlimited':
      return [value ?? 'unlimited', used, '', '']
    case 'limited': {
      const use = allowance.used === undefined ? '' : useText(allowance.used, allowance.most, isDrawn)
      return [value ?? '', used, use, allowance.isOver ? 'over' : '']
    }
  }
}

/** EXPIRY, FROM and PUBLIC. */
function aboutOf({ expiry = '', source, isPublic }: DeclaredEntitlement): readonly string[] {
  return [expiry, sourceText(source), isPublic ? 'yes' : 'no']
}
