import { part, text } from '../../access/fields.ts'
import type { OrganizationIndex } from '../../access/organization.ts'
import { type Scope, scopeText } from '../../access/scope.ts'
import { momentOf } from '../../access/windows.ts'
import { once } from '../../lib/once.ts'
import type { JsonObject, Kind, StoredResource } from '../../model/resource.ts'
import type { StoredHolding } from '../../usage/stored.ts'
import { type Given, givenIn } from './given.ts'

/** What a layout of an organization is made of: what the organization holds, and who may do what in it, at one moment. */
export interface Ground {
  readonly holding: StoredHolding
  readonly index: OrganizationIndex
  /** In milliseconds. */
  readonly moment: number
  /** By what GoodData calls something that a declaration names. */
  id(kind: Kind, name: string): string
  /** What is given on something at that moment. */
  given(scope: Scope): readonly Given[]
}

/** The ground of the layouts of an organization, at the instant of its holding. */
export function groundOf(holding: StoredHolding, index: OrganizationIndex): Ground {
  const known = new Map<Kind, ReadonlyMap<string, string>>()
  const idsOf = (kind: Kind): ReadonlyMap<string, string> => {
    const ids = known.get(kind) ?? new Map(holding.of(kind).map((one) => [one.name, identifierOf(one)]))
    known.set(kind, ids)
    return ids
  }
  const moment = momentOf(holding.instant)
  const id = (kind: Kind, name: string): string => idsOf(kind).get(name) ?? name
  const given = once(() => givenIn({ holding, index, moment, id }))
  return { holding, index, moment, id, given: (scope) => given().get(scopeText(scope)) ?? [] }
}

/** The identifier of a resource: what other systems call it, its name where nothing else is declared. */
export function identifierOf({ spec, name }: Pick<StoredResource, 'spec' | 'name'>): string {
  return text(spec, 'id') ?? name
}

/** The fields of an object that are there, in this order; empty lists and objects are left out. */
export function present(fields: Readonly<Record<string, JsonObject[string] | undefined>>): JsonObject {
  const found: Record<string, JsonObject[string]> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && !isEmpty(value)) found[name] = value
  }
  return found
}

function isEmpty(value: JsonObject[string]): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** To what a reference inside a field leads: the name there, as an identifier of a type. */
export function linkIn(
  ground: Pick<Ground, 'id'>,
  spec: JsonObject,
  { field, kind, type }: { readonly field: string; readonly kind: Kind; readonly type: string },
): JsonObject | undefined {
  const name = text(spec, field)
  return name === undefined ? undefined : { id: ground.id(kind, name), type }
}

/** The bootstrap of an organization, empty where it has none. */
export function bootstrapOf({ holding }: Pick<Ground, 'holding'>): JsonObject {
  return part(holding.organization.spec, 'bootstrap')
}
