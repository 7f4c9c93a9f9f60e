import { instantOf } from '../lib/instant.ts'
import type { EntitlementSpec } from '../model/kinds.generated.ts'
import { type Key, keyOf, type Resource } from '../model/resource.ts'
import { type Holding, own } from './holding.ts'
import { isOf, specOf } from './spec.ts'

/** One entitlement, and where it is declared; `pointer` is the JSON pointer of its fields. */
export interface Entitled {
  readonly key: Key
  readonly pointer: string
  readonly name: string
  readonly value: string | undefined
  readonly expiry: string | undefined
  readonly public: boolean | undefined
}

/** The entitlements that an organization declares, by name of their resources. */
export function ownEntitlements(holding: Pick<Holding, 'of'>): readonly Entitled[] {
  return own(holding, 'Entitlement').map((resource) => entitled(resource, '/spec', specOf(resource)))
}

/** The entitlements that a License or SubscriptionPlan lists, in its order. */
export function listedEntitlements(resource: Resource): readonly Entitled[] {
  if (!isOf('License')(resource) && !isOf('SubscriptionPlan')(resource)) return []
  const listed: unknown = specOf<'License' | 'SubscriptionPlan'>(resource).entitlements
  if (!Array.isArray(listed)) return []
  return listed.flatMap((one: unknown, index) =>
    typeof one === 'object' && one !== null ? [entitled(resource, `/spec/entitlements/${index}`, one)] : [],
  )
}

/**
 * The entitlements that are declared for an organization, in layers: of two layers that say something about the same matter
 * the earlier one counts (systems §3.2). Its own come first, then those of the plan that is given, then the license's.
 */
export function declaredLayers(holding: Holding, plan?: Resource): readonly (readonly Entitled[])[] {
  const licenses = [...holding.installation.values()].filter(isOf('License'))
  const listed = plan === undefined ? [licenses] : [[plan], licenses]
  return [ownEntitlements(holding), ...listed.map((from) => from.flatMap(listedEntitlements))]
}

/** Those layers without what is passed. */
export function layersOf(holding: Holding, plan?: Resource): readonly (readonly Entitled[])[] {
  return declaredLayers(holding, plan).map((layer) =>
    layer.filter((entitlement) => !isPassed(entitlement, holding.instant)),
  )
}

const DAY_MS = 86_400_000

/** Whether an entitlement's last day is over at an instant; its expiry is the last day on which it counts, in UTC. */
export function isPassed({ expiry }: Pick<Entitled, 'expiry'>, instant: string): boolean {
  const lastDay = expiry === undefined ? undefined : instantOf(expiry)
  const now = instantOf(instant)
  return lastDay !== undefined && now !== undefined && now >= lastDay + DAY_MS
}

// Laws have to stand a spec that no schema has seen.
function entitled(resource: Resource, pointer: string, fields: Loose<EntitlementSpec>): Entitled {
  return {
    key: keyOf(resource),
    pointer,
    name: textOf(fields.entitlement) ?? '',
    value: textOf(fields.value),
    expiry: textOf(fields.expiry),
    public: typeof fields.public === 'boolean' ? fields.public : undefined,
  }
}

type Loose<T> = { readonly [name in keyof T]?: unknown }

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
