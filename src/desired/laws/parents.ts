import { items, names, text } from '../../access/fields.ts'
import { pointerOf } from '../../lib/pointer.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import type { InstallationLaw, OrganizationLaw } from '../view.ts'
import { cyclesOf } from './cycles.ts'
import { called, quoted, wayOf } from './words.ts'

/** No user group is its own ancestor: the groups are a graph without cycles (model §2 UserGroup, §3 `Cycle`). */
export const groupsWithoutCycle: OrganizationLaw = (view) => cyclesAmong(view.of('UserGroup'), 'parents')

/** No workspace is its own ancestor (model §2 Workspace, §3 `Cycle`). */
export const workspacesWithoutCycle: OrganizationLaw = (view) => cyclesAmong(view.of('Workspace'), 'parent')

/** No organization group is its own ancestor (model §2 OrganizationGroup, §3 `Cycle`). */
export const organizationGroupsWithoutCycle: InstallationLaw = (view) =>
  cyclesAmong(view.of('OrganizationGroup'), 'parent')

const MOST_LEVELS = 32

/** A tree of organization groups has at most 32 levels, its root being the first (model §2 OrganizationGroup). */
export const organizationGroupsNotTooDeep: InstallationLaw = (view) => {
  const groups = view.of('OrganizationGroup')
  const levels = levelsOf(groups)
  // Only where the limit is crossed: everything below it is too deep for the same reason.
  return groups.flatMap((group) =>
    levels.get(group.name) === MOST_LEVELS + 1
      ? [
          {
            code: 'InvalidField',
            key: keyOf(group),
            pointer: '/spec/parent',
            subject: `depth/${group.name}`,
            message: `${called(group)} is on level ${MOST_LEVELS + 1} of its tree, at most ${MOST_LEVELS} levels are allowed`,
            help: 'name a parent further up',
          } satisfies Finding,
        ]
      : [],
  )
}

/** The parents of a resource, one or several. */
function parentsOf(resource: Resource, field: 'parent' | 'parents'): readonly string[] {
  if (field === 'parents') return names(resource.spec, field)
  const parent = text(resource.spec, field)
  return parent === undefined ? [] : [parent]
}

function cyclesAmong(resources: readonly Resource[], field: 'parent' | 'parents'): readonly Finding[] {
  const byName = new Map(resources.map((resource) => [resource.name, resource]))
  const next = (name: string): readonly string[] => {
    const resource = byName.get(name)
    return resource === undefined ? [] : parentsOf(resource, field)
  }
  return cyclesOf([...byName.keys()], next).flatMap((cycle) => {
    const links = cycle.flatMap((name, index) => {
      const resource = byName.get(name)
      const parent = cycle[(index + 1) % cycle.length] ?? name
      return resource === undefined ? [] : [{ resource, parent, pointer: pointerTo(resource, field, parent) }]
    })
    const [first, ...others] = links
    if (first === undefined) return []
    return [
      {
        code: 'Cycle',
        key: keyOf(first.resource),
        pointer: first.pointer,
        subject: `cycle/${first.resource.kind}/${cycle.join('/')}`,
        message: `${called(first.resource)} is its own ancestor: ${wayOf([...cycle, first.resource.name])}`,
        help: 'take one of these parents out',
        related: others.map(({ resource, parent, pointer }) => ({
          key: keyOf(resource),
          pointer,
          message: `${quoted(resource.name)} names ${quoted(parent)} as a parent here`,
        })),
      },
    ]
  })
}

function pointerTo(resource: Resource, field: 'parent' | 'parents', parent: string): string {
  if (field === 'parent') return '/spec/parent'
  return pointerOf(['spec', field, Math.max(0, items(resource.spec, field).indexOf(parent))])
}

/** The level of each resource in its tree, roots being 1; what hangs on a cycle has none. Iterative. */
function levelsOf(resources: readonly Resource[]): ReadonlyMap<string, number> {
  const byName = new Map(resources.map((resource) => [resource.name, resource]))
  const levels = new Map<string, number>()
  for (const resource of resources) {
    const way: string[] = []
    const seen = new Set<string>()
    let at: Resource | undefined = resource
    while (at !== undefined && !levels.has(at.name) && !seen.has(at.name)) {
      seen.add(at.name)
      way.push(at.name)
      at = byName.get(text(at.spec, 'parent') ?? '')
    }
    if (at !== undefined && !levels.has(at.name)) continue
    let level = at === undefined ? 0 : (levels.get(at.name) ?? 0)
    for (const name of way.reverse()) levels.set(name, ++level)
  }
  return levels
}
