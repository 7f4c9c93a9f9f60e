import { by } from '../../lib/compare.ts'
import { listed, plural, visible } from '../../lib/text.ts'
import type { Change } from '../../model/change.ts'
import type { FiredPolicy } from '../../model/policy.ts'
import { identityOf, type Key, keyOf, type Resource } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { calendarMonth, dateOf, momentOf } from '../../usage/calendar.ts'
import { isAffected, isWatched, type PolicyScope, scopeOf, type Watched } from '../../usage/policies/scope.ts'
import { limitText } from '../../usage/policies/words.ts'
import { isOf, specOf } from '../../usage/spec.ts'
import { isCreation, isGrowth, offeringOn } from './consumption.ts'
import { capped, type Guard, type GuardInput, holdOf } from './guard.ts'

/**
 * `PolicyBlocked`: a usage policy that has fired blocks new resources, or changes of those that are there, and the plan
 * makes such (model §2 UsagePolicy). What only removes, reduces use or concerns access passes. An organization is
 * concerned where the policy watches it as stored or as it would be.
 */
export const policyBlocked: Guard = (input) => {
  const blocking = firedPolicies(input).flatMap((fired) => {
    const changes = input.plan.changes.filter((change) => isBlocked(change, fired, input))
    return changes.length === 0 ? [] : [{ ...fired, changes }]
  })
  if (blocking.length === 0) return undefined
  const blocked = [...new Set(blocking.flatMap(({ changes }) => changes.map(shown)))].sort()
  const told = blocking.map(({ name, exceeded }) => `${name} (${listed(exceeded.map(limitText))})`)
  const [of, has] = blocking.length === 1 ? ['usage policy', 'has'] : ['usage policies', 'have']
  const organization = input.after?.name ?? input.plan.unit.type
  return holdOf(input.plan, {
    code: 'PolicyBlocked',
    message: `${of} ${listed(told)} ${has} fired for ${organization} and ${blocking.length === 1 ? 'blocks' : 'block'} ${plural(blocked.length, 'change')}: ${listed(blocked, 5)}`,
    evidence: {
      blocked: blocked.length,
      names: capped(blocked),
      policies: capped(
        blocking.map(({ name, since, exceeded }) => `${name}: ${listed(exceeded.map(limitText))}, since ${since}`),
      ),
    },
    next: [...blocking.map((fired) => resetText(fired, input)), 'or take these changes out of the plan'],
  })
}

interface Fired extends FiredPolicy {
  readonly name: string
  readonly actions: readonly string[]
  readonly scope: PolicyScope
  /** The organization on the sides of the change on which the policy watches it. */
  readonly sides: readonly Watched[]
}

/** The policies that have fired and watch the organization of a plan, by name. */
function firedPolicies({ plan, before, after, stored }: GuardInput): readonly Fired[] {
  if (stored.policies.size === 0 || plan.unit.type !== 'organization' || after === undefined) return []
  return firedAmong(after.installation, stored).flatMap((fired) => {
    const sides = [before, after].flatMap((side) => (side !== undefined && isWatched(fired.scope, side) ? [side] : []))
    return sides.length === 0 ? [] : [{ ...fired, sides }]
  })
}

type Installation = ReadonlyMap<Key, Resource>
type Firing = Omit<Fired, 'sides'>

// Neither is ever edited, and all organizations of a pass are judged against the same: their policies are found once.
const known = new WeakMap<Installation, Pick<State, 'policies' | 'resources'> & { readonly fired: readonly Firing[] }>()

/** The global policies that have fired, by name; what they say is what is stored. */
function firedAmong(installation: Installation, { policies, resources }: State): readonly Firing[] {
  const before = known.get(installation)
  if (before?.policies === policies && before.resources === resources) return before.fired
  const found = [...installation.values()].flatMap((one): readonly Firing[] => {
    const policy = one.kind === 'UsagePolicy' ? resources.get(keyOf(one)) : undefined
    const fired = policy === undefined ? undefined : policies.get(policy.uid)
    if (policy === undefined || fired === undefined || !isOf('UsagePolicy')(policy)) return []
    const spec = specOf(policy)
    return [{ ...fired, name: policy.name, actions: spec.actions, scope: scopeOf(spec, installation) }]
  })
  const fired = found.sort(by(({ name }) => name))
  known.set(installation, { policies, resources, fired })
  return fired
}

function isBlocked(change: Change, { actions, scope, sides }: Fired, { after, context }: GuardInput): boolean {
  const installation = after?.installation ?? new Map<Key, Resource>()
  const creates =
    scope.type === 'offering' && isSubscription(change)
      ? isEntering(change, scope.offering, installation)
      : isCreation(change) && sides.some((side) => isAffected(scope, side, momentOf(context.instant)))
  if (creates && actions.includes('block_creation_of_new_resources')) return true
  return actions.includes('block_modification_of_existing_resources') && isGrowth(change, installation)
}

function isSubscription(change: Change): boolean {
  return (change.action === 'delete' ? change.before : change.after).kind === 'Subscription'
}

/** Whether a subscription to a plan of an offering begins, or another one becomes one. */
function isEntering(change: Change, offering: string, installation: ReadonlyMap<Key, Resource>): boolean {
  if (change.action === 'delete' || offeringOn(change.after, installation) !== offering) return false
  return change.action === 'create' || offeringOn(change.before, installation) !== offering
}

function shown({ key, action }: Change): string {
  const { kind, name } = identityOf(key)
  return `${action} ${kind}/${visible(name)}`
}

/** How a policy is reset: windows move with the month, but for one that has no end. */
function resetText({ name, exceeded, scope }: Fired, { context }: GuardInput): string {
  const others = scope.type === 'offering' ? ' of all organizations that it watches together' : ''
  const moves = exceeded.some(({ period }) => period === 'total')
    ? ''
    : `; its window moves on ${dateOf(calendarMonth(momentOf(context.instant)).until)}`
  return `reduce the use${others}, or raise the limit of ${name}: it is reset once its values are no longer greater than their limits${moves}`
}
