import { flag, text } from '../../access/fields.ts'
import type { Change, FieldChange } from '../../model/change.ts'
import type { Json, Key, Kind, Resource } from '../../model/resource.ts'
import { keyOf } from '../../model/resource.ts'
import { isOf, specOf } from '../../usage/spec.ts'

/** The kinds that use something up. People, groups, access, keys and settings of an organization are none of them. */
const CONSUMING: readonly Kind[] = ['Workspace', 'Host', 'DataSource', 'Subscription']

/** Whether a change brings something that uses something up, or brings it back from the archive. */
export function isCreation(change: Change): boolean {
  if (change.action === 'delete' || !CONSUMING.includes(change.after.kind) || isArchived(change.after)) return false
  return change.action === 'create' || isArchived(change.before)
}

/**
 * Whether a change is one of something that is there and uses something up, and does not reduce that use: no field of it
 * is less than before, or another one may be more. Secrets may be rotated, labels and owners changed, names followed.
 */
export function isGrowth(change: Change, installation: ReadonlyMap<Key, Resource>): boolean {
  if (change.action !== 'update' && change.action !== 'rename') return false
  if (!CONSUMING.includes(change.after.kind) || (change.action === 'update' && change.follows !== undefined))
    return false
  const effects = change.fields.map((field) => effectOf(field, installation))
  return effects.includes('more') || (effects.includes('words') && !effects.includes('less'))
}

/** What a field says of use: less, perhaps more, nothing but words, or nothing that is use. */
type Effect = 'less' | 'more' | 'words' | 'aside'

function effectOf(field: FieldChange, installation: ReadonlyMap<Key, Resource>): Effect {
  const [, part, name = ''] = field.pointer.split('/')
  if (field.type === 'owner' || part !== 'spec' || name === 'previousNames' || name.endsWith('Ref')) return 'aside'
  if (field.type === 'set') return field.added.length === 0 ? 'less' : 'more'
  const { before, after } = field
  switch (name) {
    case 'displayName':
    case 'description':
      return 'words'
    case 'archived':
      return lessIf(after === true)
    case 'overage':
      return lessIf(after !== true)
    case 'creditsLimit':
      return lessIf(numberOf(after) < numberOf(before))
    case 'endDate':
      return lessIf(dayOf(after) < dayOf(before))
    case 'plan':
      return lessIf(isSmaller(planOf(after, installation), planOf(before, installation)))
    default:
      return 'more'
  }
}

function lessIf(isLess: boolean): Effect {
  return isLess ? 'less' : 'more'
}

function isArchived({ spec }: Resource): boolean {
  return flag(spec, 'archived')
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY
}

/** Dates in one form are in the order of their texts; what has no end comes after all of them. */
function dayOf(value: Json | undefined): string {
  return typeof value === 'string' && value !== 'never' ? value : '~'
}

type Plan = Resource & { readonly kind: 'SubscriptionPlan' }

function planOf(name: Json | undefined, installation: ReadonlyMap<Key, Resource>): Plan | undefined {
  const plan = installation.get(keyOf({ kind: 'SubscriptionPlan', namespace: '', name: String(name) }))
  return plan !== undefined && isOf('SubscriptionPlan')(plan) ? plan : undefined
}

/** Whether a plan allows less than another one, and allows more or costs more in nothing. */
function isSmaller(plan: Plan | undefined, than: Plan | undefined): boolean {
  if (plan === undefined || than === undefined) return false
  const [after, before] = [specOf(plan), specOf(than)]
  const pairs = [
    ...pairsOf(after.limits, before.limits, Number.POSITIVE_INFINITY),
    ...pairsOf(after.quotas, before.quotas, Number.POSITIVE_INFINITY),
    ...pairsOf(after.prices, before.prices, 0),
  ]
  return pairs.every(([now, then]) => now <= then) && pairs.some(([now, then]) => now < then)
}

type Numbers = Readonly<Record<string, number | string>>

function pairsOf(after: Numbers = {}, before: Numbers = {}, absent: number): readonly (readonly [number, number])[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])]
  return names.map((name) => [Number(after[name] ?? absent), Number(before[name] ?? absent)])
}

/** The offering of the plan to which a Subscription on one side of a change subscribes; `undefined` for anything else. */
export function offeringOn(side: Resource | undefined, installation: ReadonlyMap<Key, Resource>): string | undefined {
  if (side?.kind !== 'Subscription') return undefined
  const plan = planOf(text(side.spec, 'plan'), installation)
  return plan === undefined ? undefined : specOf(plan).offering
}
