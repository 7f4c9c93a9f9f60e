import { byText } from '../lib/compare.ts'
import type { Resource } from '../model/resource.ts'

/** Organizations in the order in which they are committed, parents first; `cycles` are those whose parents run in a circle, with the circle. */
export interface ParentOrder {
  readonly order: readonly string[]
  readonly cycles: ReadonlyMap<string, readonly string[]>
}

/** Sorts organizations parents first, then by name; a parent that is not among them does not matter. Iterative: depth is input. */
export function orderByParent(organizations: ReadonlyMap<string, Resource>): ParentOrder {
  const order: string[] = []
  const done = new Set<string>()
  const cycles = new Map<string, readonly string[]>()
  for (const start of [...organizations.keys()].sort(byText)) {
    const path: string[] = []
    const onPath = new Set<string>()
    let current: string | undefined = start
    while (current !== undefined && organizations.has(current) && !done.has(current) && !onPath.has(current)) {
      path.push(current)
      onPath.add(current)
      current = parentOf(organizations.get(current))
    }
    if (current !== undefined && onPath.has(current)) {
      const circle = path.slice(path.indexOf(current))
      for (const name of circle) cycles.set(name, circle)
    }
    for (const name of path.reverse()) {
      done.add(name)
      order.push(name)
    }
  }
  return { order, cycles }
}

/** The parent that an Organization names. */
export function parentOf(organization: Resource | undefined): string | undefined {
  const parent = organization?.spec.parent
  return typeof parent === 'string' ? parent : undefined
}
