import { by } from '../lib/compare.ts'
import type { StoredResource } from '../model/resource.ts'
import type { StoredResources } from '../model/state.ts'
import type { Point, Series } from './series.ts'
import { isOf, specOf } from './spec.ts'
import type { Stored } from './stored.ts'

/** An organization group, and the organizations that belong to it; both lists are sorted, and name each once. */
export interface Group {
  readonly name: string
  readonly uid: string
  readonly displayName: string
  /** Those that name this group. */
  readonly direct: readonly string[]
  /** Those that name this group or one below it. */
  readonly all: readonly string[]
}

// A state never changes, so what is found in it is kept with it.
const known = new WeakMap<StoredResources, readonly Group[]>()

/** The organization groups of a state, by name. */
export function groupsOf({ resources }: Stored): readonly Group[] {
  const groups = known.get(resources) ?? groupsAmong([...resources.values()])
  known.set(resources, groups)
  return groups
}

/** The same, among resources that are at hand. */
export function groupsAmong(resources: readonly StoredResource[]): readonly Group[] {
  const groups = resources.filter(isOf('OrganizationGroup'))
  const parents = new Map(groups.map((group) => [group.name, specOf(group).parent]))
  const direct = new Map<string, string[]>(groups.map(({ name }) => [name, []]))
  const all = new Map<string, Set<string>>(groups.map(({ name }) => [name, new Set()]))
  for (const organization of resources.filter(isOf('Organization'))) {
    for (const name of new Set(specOf(organization).organizationGroups ?? [])) {
      direct.get(name)?.push(organization.name)
      for (const above of upFrom(name, parents)) all.get(above)?.add(organization.name)
    }
  }
  return groups
    .map((group) => ({
      name: group.name,
      uid: group.uid,
      displayName: specOf(group).displayName,
      direct: (direct.get(group.name) ?? []).sort(),
      all: [...(all.get(group.name) ?? [])].sort(),
    }))
    .sort(by(({ name }) => name))
}

/** A group and those above it; a circle, which is refused where it is declared, ends here all the same. */
function upFrom(name: string, parents: ReadonlyMap<string, string | undefined>): ReadonlySet<string> {
  const path = new Set<string>()
  for (let at: string | undefined = name; at !== undefined && !path.has(at); at = parents.get(at)) path.add(at)
  return path
}

/**
 * The series of several organizations added up, over the same buckets: of each metric the sum in each bucket, in order of object
 * type and metric. Give each organization once, and none counts twice.
 */
export function totalSeries(all: readonly (readonly Series[])[]): readonly Series[] {
  const totals = new Map<string, { readonly series: Series; readonly points: Map<string, Point> }>()
  for (const series of all.flat()) {
    const name = `${series.objectType}\u0000${series.metric}\u0000${series.kind}`
    const total = totals.get(name) ?? { series, points: new Map<string, Point>() }
    totals.set(name, total)
    for (const point of series.usage) {
      const value = (total.points.get(point.start)?.value ?? 0) + point.value
      total.points.set(point.start, { ...point, value })
    }
  }
  return [...totals].sort(by(([name]) => name)).map(([, { series, points }]) => {
    return { ...series, usage: [...points.values()].sort((left, right) => timeOf(left) - timeOf(right)) }
  })
}

function timeOf({ start }: Point): number {
  return Date.parse(start)
}
