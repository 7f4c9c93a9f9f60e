import { entries, text } from '../../access/fields.ts'
import { instantOf } from '../../lib/instant.ts'
import { type JsonObject, type Key, keyOf, type Resource } from '../../model/resource.ts'
import type { OrganizationView } from '../view.ts'

/** One entitlement, and where it is declared; `pointer` is the JSON pointer of its fields. */
export interface Entitled {
  readonly key: Key
  readonly pointer: string
  readonly name: string
  readonly value: string | undefined
  readonly expiry: string | undefined
}

/** The entitlements that an organization declares, by name of their resources. */
export function ownEntitlements(view: OrganizationView): readonly Entitled[] {
  return view.of('Entitlement').map((resource) => entitled(resource, '/spec', resource.spec))
}

/** The entitlements that a License or SubscriptionPlan lists, in its order. */
export function listedEntitlements(resource: Resource): readonly Entitled[] {
  return entries(resource.spec, 'entitlements').map(({ index, item }) =>
    entitled(resource, `/spec/entitlements/${index}`, item),
  )
}

/**
 * The entitlements that count for an organization, in layers: of two layers that say something about the same matter
 * the earlier one counts (systems §3.2). Its own come first, then the license. The entitlements of its subscription's
 * plan belong between them.
 */
export function layersOf(view: OrganizationView): readonly (readonly Entitled[])[] {
  const license = [...view.installation.values()].filter(({ kind }) => kind === 'License').flatMap(listedEntitlements)
  return [ownEntitlements(view), license].map((layer) =>
    layer.filter((entitlement) => !isPassed(entitlement, view.instant)),
  )
}

const DAY_MS = 86_400_000

/** Whether an entitlement's last day is over at an instant; its expiry is the last day on which it counts, in UTC. */
export function isPassed({ expiry }: Entitled, instant: string): boolean {
  const lastDay = expiry === undefined ? undefined : instantOf(expiry)
  const now = instantOf(instant)
  return lastDay !== undefined && now !== undefined && now >= lastDay + DAY_MS
}

function entitled(resource: Resource, pointer: string, fields: JsonObject): Entitled {
  return {
    key: keyOf(resource),
    pointer,
    name: text(fields, 'entitlement') ?? '',
    value: text(fields, 'value'),
    expiry: text(fields, 'expiry'),
  }
}
