import { text } from '../../../access/fields.ts'
import type { Period } from '../../../model/policy.ts'
import { keyOf, type StoredResource } from '../../../model/resource.ts'
import type { Evaluation } from '../../../usage/policies/evaluate.ts'
import { componentsOf } from '../../../usage/policies/measure.ts'
import { runsOf } from '../../../usage/policies/runs.ts'
import type { PolicyScope } from '../../../usage/policies/scope.ts'
import type { Policy } from '../../../usage/policies/watched.ts'
import { isOf, specOf } from '../../../usage/spec.ts'
import { activeIn } from '../../../usage/waldur.ts'
import { scopeIn } from '../../routes/policies.ts'
import type { SystemAsked } from '../system.ts'
import { customerAddress } from './customers.ts'
import { GROUPS } from './groups.ts'
import { PROVIDED } from './offerings.ts'
import { componentUuid } from './uuid.ts'

/** What a sort of Waldur's policies watches, and what it limits. */
export interface PolicySort {
  readonly name: string
  readonly scope: PolicyScope['type']
  readonly type: 'cost' | 'usage'
}

/** Waldur's numbers and names of periods (systems §1.1). */
const PERIODS: Readonly<Record<Period, { readonly period: number; readonly period_name: string }>> = {
  total: { period: 1, period_name: 'Total' },
  month: { period: 2, period_name: '1 month' },
  quarter: { period: 3, period_name: '3 month' },
  year: { period: 4, period_name: '12 month' },
}

/** The offering or organization that a policy watches; one that is not there yet is a condition, and no problem. */
export function watchedResource(asked: SystemAsked, policy: Policy): StoredResource | undefined {
  const scope = scopeIn(asked, policy)
  const [kind, name] =
    scope.type === 'organization'
      ? (['Organization', scope.organization] as const)
      : (['Offering', scope.offering] as const)
  return asked.view.state.resources.get(keyOf({ kind, namespace: '', name }))
}

/** The address of what a policy watches. */
export function scopeAddress(
  asked: SystemAsked,
  { scope }: PolicySort,
  resource: StoredResource | undefined,
): string | null {
  if (resource === undefined) return null
  return scope === 'organization' ? customerAddress(asked, resource) : `${asked.base}${PROVIDED}${resource.uid}/`
}

/** Of a policy that has not fired: Waldur's client fails where there is no time. */
const NEVER = '1970-01-01T00:00:00.000Z'

type Evaluate = (policy: Policy) => Evaluation

/**
 * A policy in Waldur's words. Nobody knows who made it; numbers are `null` where the reader may not know them (no `evaluate`).
 */
export function policyOf(asked: SystemAsked, sort: PolicySort) {
  return (policy: Policy, evaluate: Evaluate | undefined): object => {
    const { actions, options = {}, period = 'month' } = specOf(policy)
    const scope = watchedResource(asked, policy)
    const fired = asked.view.state.policies.get(policy.uid)
    const evaluation = evaluate?.(policy)
    return {
      uuid: policy.uid,
      url: `${asked.base}/api/${sort.name}/${policy.uid}/`,
      scope: scopeAddress(asked, sort, scope),
      scope_name: scope === undefined ? '' : (text(scope.spec, 'displayName') ?? scope.name),
      scope_uuid: scope?.uid ?? null,
      actions: [...actions].sort().join(','),
      options,
      created: policy.createdAt,
      created_by_full_name: '',
      created_by_username: '',
      has_fired: fired !== undefined,
      fired_datetime: fired?.since ?? NEVER,
      affected_resources_count: evaluation === undefined ? null : resourcesOf(asked, evaluation),
      ...(sort.scope === 'offering' ? groupsOf(asked, policy) : {}),
      ...(sort.type === 'cost' || sort.scope === 'offering' ? PERIODS[period] : {}),
      ...(sort.type === 'cost'
        ? costOf(policy, sort, evaluate)
        : { component_limits_set: limitsOf(asked, policy, sort) }),
    }
  }
}

/** How many active resources the organizations have that a policy concerns. */
function resourcesOf({ catalog, view }: SystemAsked, { organizations }: Evaluation): number {
  const own = new Set(organizations)
  const concerned = catalog.of('', 'Organization').filter(({ name }) => own.has(name))
  return concerned.reduce((total, one) => total + activeIn(catalog.holding(one, view.instant)), 0)
}

function groupsOf(asked: SystemAsked, policy: Policy): object {
  const scope = scopeIn(asked, policy)
  const named = scope.type === 'offering' && scope.groups !== 'all' ? scope.groups : new Set<string>()
  const groups = asked.catalog.of('', 'OrganizationGroup').filter(({ name }) => named.has(name))
  return {
    organization_groups: groups.map(({ uid }) => `${asked.base}${GROUPS}${uid}/`),
    apply_to_all: scope.type === 'offering' && scope.groups === 'all',
  }
}

/** The limit, and the cost in the window of the policy; of a customer also that of this month, in which there are no taxes. */
function costOf(policy: Policy, { scope }: PolicySort, evaluate: Evaluate | undefined): object {
  const spec = specOf(policy)
  const currentIn = (period: Period): string | undefined =>
    evaluate?.({ ...policy, spec: { ...policy.spec, period } }).measures[0]?.current
  const limit = { limit_cost: Number(spec.limitCost ?? 0) }
  if (evaluate === undefined) return { ...limit, current_cost: null }
  const current = { ...limit, current_cost: currentIn(spec.period ?? 'month') ?? '0' }
  if (scope === 'offering') return current
  const month = currentIn('month') ?? '0'
  const estimate = { total: month, current: month, tax: '0', tax_current: '0' }
  return { ...current, customer_credit: null, billing_price_estimate: estimate }
}

/** The limits of components; on a customer each has a period of its own, and names the component by its uuid. */
function limitsOf(asked: SystemAsked, policy: Policy, { scope }: PolicySort): readonly object[] {
  const { componentLimits = [], period = 'month' } = specOf(policy)
  const uuidFor = componentsFor(asked, policy)
  return componentLimits.map(({ component: type, limit, period: own = period }) =>
    scope === 'offering' ? { type, limit } : { type, component: uuidFor(type), limit, ...PERIODS[own] },
  )
}

/** The uuid of a component of an offering to which the customer is subscribed, else of any; made of the policy's where none has it. */
function componentsFor(asked: SystemAsked, policy: Policy): (type: string) => string {
  const { catalog, view } = asked
  const customer = watchedResource(asked, policy)
  const offerings = catalog.of('', 'Offering').filter(isOf('Offering'))
  const own = new Set(
    customer?.kind === 'Organization'
      ? runsOf(catalog.holding(customer, view.instant)).map(({ offering }) => offering?.name)
      : [],
  )
  const first = [...offerings.filter(({ name }) => own.has(name)), ...offerings]
  return (type) => {
    const found = first.find((offering) => componentsOf(offering).some((one) => one.type === type))
    return componentUuid(found ?? policy, type)
  }
}
