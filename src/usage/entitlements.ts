import { by } from '../lib/compare.ts'
import { identityOf, type Key } from '../model/resource.ts'
import { type Counts, countsIn } from './counts.ts'
import { declaredLayers, type Entitled, isPassed } from './entitled.ts'
import { decidedBy, MATTERS, mostOf } from './matters.ts'
import { limitsOf, type PlanLimit } from './plans.ts'
import { type Stored, type StoredHolding, storedHolding } from './stored.ts'
import { activePlan } from './subscriptions.ts'

/** Who gives an entitlement; one that stands alone comes from nobody (systems §3.2). */
export type EntitlementSource =
  | { readonly type: 'organization' | 'plan' | 'license'; readonly key: Key }
  | { readonly type: 'stand-alone' }

/** How much of something may be used, and how much is; `used` is absent where it is measured elsewhere. */
export type Allowance =
  | { readonly type: 'limited'; readonly most: number; readonly used?: number; readonly isOver: boolean }
  | { readonly type: 'unlimited'; readonly used?: number }

/** An entitlement that is declared somewhere, with its last day (`YYYY-MM-DD`) where it has one. */
export interface DeclaredEntitlement {
  readonly name: string
  readonly value?: string
  readonly expiry?: string
  readonly isPublic: boolean
  readonly source: EntitlementSource
}

/** An entitlement that counts for an organization. */
export interface ResolvedEntitlement extends DeclaredEntitlement {
  readonly allowance?: Allowance
}

/** What an organization is entitled to at an instant; its lists are sorted by name. */
export interface Entitlements {
  readonly organization: string
  readonly entitlements: readonly ResolvedEntitlement[]
  /** Declared ones whose last day is over. */
  readonly passed: readonly DeclaredEntitlement[]
  /** The limits of the active subscription's plan. */
  readonly limits: readonly PlanLimit[]
  readonly counts: Counts
}

/**
 * What a stored organization is entitled to at an instant: of each matter the first of its own entitlements, those of the
 * plan of its active subscription, the License, and what stands alone (systems §3.2). `undefined` where none is stored.
 */
export function entitlementsOf(organization: string, state: Stored, instant: string): Entitlements | undefined {
  const holding = storedHolding(organization, state, instant)
  return holding === undefined ? undefined : entitlementsIn(holding)
}

/** Readers without MANAGE see these unless they are declared otherwise (model §2 Entitlement). */
const PUBLIC: readonly string[] = ['Tier', 'CustomTheming', 'AutomationCount', 'AutomationRecipientCount']

/** What only the organization itself can be given: its contract, and who keeps its identity provider (systems §3.2). */
const OWN_ONLY: readonly string[] = ['Contract', 'ManagedOIDC']

/** What an organization is entitled to by what it holds. */
export function entitlementsIn(holding: StoredHolding): Entitlements {
  const plan = activePlan(holding)
  const counts = countsIn(holding)
  const declared = declaredLayers(holding, plan).map((layer, index) =>
    layer.filter(({ name }) => index === 0 || !OWN_ONLY.includes(name)),
  )
  const layers = declared.map((layer) => layer.filter((one) => !isPassed(one, holding.instant)))
  const given = resolved(layers).map((entitled) => withAllowance(entitled, counts))
  const standsAlone = layers[0]?.length === 0 && given.every(({ name }) => name !== STANDING_ALONE.name)
  return {
    organization: holding.name,
    entitlements: [...given, ...(standsAlone ? [STANDING_ALONE] : [])].sort(by(({ name }) => name)),
    passed: declared
      .flat()
      .filter((one) => isPassed(one, holding.instant))
      .map(declaredOf)
      .sort(by(({ name, expiry = '' }) => `${name} ${expiry}`)),
    limits: plan === undefined ? [] : limitsOf(plan, counts),
    counts,
  }
}

/** An organization without entitlements of its own has it (model §3 `EntitlementMissing`). */
const STANDING_ALONE: ResolvedEntitlement = { name: 'CustomTheming', isPublic: true, source: { type: 'stand-alone' } }

/** The entitlements of several layers that count: of each matter one. */
function resolved(layers: readonly (readonly Entitled[])[]): readonly Entitled[] {
  const inMatters = new Set(MATTERS.flatMap(({ count, unlimited }) => [count, unlimited]))
  const found = new Map<string, Entitled>()
  for (const layer of layers) {
    for (const entitled of inOrder(layer)) {
      if (!inMatters.has(entitled.name) && !found.has(entitled.name)) found.set(entitled.name, entitled)
    }
  }
  return [...found.values(), ...MATTERS.flatMap((matter) => decidedBy(layers, matter) ?? [])]
}

// Contracts may overlap, and the one that runs longest counts.
function inOrder(layer: readonly Entitled[]): readonly Entitled[] {
  return [...layer].sort(by(({ expiry = '~' }) => expiry)).reverse()
}

function withAllowance(entitled: Entitled, { platform }: Counts): ResolvedEntitlement {
  const declared = declaredOf(entitled)
  const matter = MATTERS.find(({ count, unlimited }) => count === entitled.name || unlimited === entitled.name)
  if (matter === undefined) return declared
  const count = platform[matter.count]
  const used = count === undefined ? {} : { used: count }
  const most = entitled.name === matter.count ? mostOf(entitled.value) : undefined
  if (most === undefined) return { ...declared, allowance: { type: 'unlimited', ...used } }
  return { ...declared, allowance: { type: 'limited', most, ...used, isOver: (count ?? 0) > most } }
}

/** An entitlement as readers see it. */
export function declaredOf({ key, name, value, expiry, public: isPublic }: Entitled): DeclaredEntitlement {
  return {
    name,
    ...(value === undefined ? {} : { value }),
    ...(expiry === undefined ? {} : { expiry }),
    isPublic: isPublic ?? PUBLIC.includes(name),
    source: { type: sourceOf(key), key },
  }
}

/** Of what kind the resource is that gives an entitlement or a limit. */
export function sourceOf(key: Key): 'organization' | 'plan' | 'license' {
  const { kind } = identityOf(key)
  return kind === 'License' ? 'license' : kind === 'SubscriptionPlan' ? 'plan' : 'organization'
}
