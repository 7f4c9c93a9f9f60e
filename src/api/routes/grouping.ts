import { text } from '../../access/fields.ts'
import { groupBy } from '../../lib/compare.ts'
import type { StoredResource } from '../../model/resource.ts'
import { type Group, groupsAmong } from '../../usage/groups.ts'
import type { Catalog } from '../catalog.ts'

/** An organization group where it stands: the groups above it from the top, itself the last, and those right below it, by name. */
export interface Place extends Group {
  readonly resource: StoredResource
  readonly line: readonly StoredResource[]
  readonly children: readonly StoredResource[]
}

// A catalog never changes, so what is found in it is kept with it.
const known = new WeakMap<Catalog, ReadonlyMap<string, Place>>()

/** The organization groups by name, in the order of their names, with the organizations that belong to them. */
export function placesOf(catalog: Catalog): ReadonlyMap<string, Place> {
  const places = known.get(catalog) ?? created(catalog)
  known.set(catalog, places)
  return places
}

function created(catalog: Catalog): ReadonlyMap<string, Place> {
  const groups = catalog.of('', 'OrganizationGroup')
  const byName = new Map(groups.map((group) => [group.name, group]))
  const children = groupBy(groups, ({ spec }) => text(spec, 'parent') ?? '')
  const places = groupsAmong([...groups, ...catalog.of('', 'Organization')]).flatMap((group) => {
    const resource = byName.get(group.name)
    if (resource === undefined) return []
    const place: Place = {
      ...group,
      resource,
      line: lineOf(resource, byName),
      children: children.get(group.name) ?? [],
    }
    return [[group.name, place] as const]
  })
  return new Map(places)
}

/** A group with those above it, the uppermost first; a circle, which is refused where it is declared, ends all the same. */
function lineOf(group: StoredResource, groups: ReadonlyMap<string, StoredResource>): readonly StoredResource[] {
  const line: StoredResource[] = []
  let at: StoredResource | undefined = group
  while (at !== undefined && !line.includes(at)) {
    line.push(at)
    const parent: string | undefined = text(at.spec, 'parent')
    at = parent === undefined ? undefined : groups.get(parent)
  }
  return line.reverse()
}
