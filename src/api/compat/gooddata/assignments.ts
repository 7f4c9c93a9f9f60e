import { text } from '../../../access/fields.ts'
import type { Assignee, Given } from '../../../layouts/gooddata/given.ts'
import { type Ground, identifierOf, present } from '../../../layouts/gooddata/ground.ts'
import { workspacesIn } from '../../../layouts/gooddata/workspaces.ts'
import { groupBy } from '../../../lib/compare.ts'
import type { StoredResource } from '../../../model/resource.ts'

/** What is given to somebody itself, on workspaces and data sources, by their names. */
export interface Assignments {
  readonly workspaces: readonly {
    readonly id: string
    readonly permissions: readonly string[]
    readonly hierarchyPermissions: readonly string[]
  }[]
  readonly dataSources: readonly { readonly id: string; readonly permissions: readonly string[] }[]
}

/** Makes what finds the assignments of a user or a group; everything that is given is looked through once. */
export function assignmentsIn(ground: Ground): (type: Assignee['type'], id: string) => Assignments {
  const workspaces = byAssignee(workspacesIn(ground), (name) => ground.given({ type: 'workspace', name }))
  const sources = byAssignee(ground.holding.of('DataSource'), (name) => ground.given({ type: 'dataSource', name }))
  return (type, id) => ({
    workspaces: (workspaces.get(`${type} ${id}`) ?? []).map(({ resource, given }) => ({
      ...headOf(resource),
      permissions: namesOf(given.filter(({ isHierarchical }) => !isHierarchical)),
      hierarchyPermissions: namesOf(given.filter(({ isHierarchical }) => isHierarchical)),
    })),
    dataSources: (sources.get(`${type} ${id}`) ?? []).map(({ resource, given }) => ({
      ...headOf(resource),
      permissions: namesOf(given),
    })),
  })
}

interface Assigned {
  readonly resource: StoredResource
  readonly given: readonly Given[]
}

function byAssignee(
  resources: readonly StoredResource[],
  givenOn: (name: string) => readonly Given[],
): ReadonlyMap<string, readonly Assigned[]> {
  const found = new Map<string, Assigned[]>()
  for (const resource of resources) {
    for (const [key, given] of groupBy(givenOn(resource.name), ({ assignee: { type, id } }) => `${type} ${id}`)) {
      const own = found.get(key)
      if (own === undefined) found.set(key, [{ resource, given }])
      else own.push({ resource, given })
    }
  }
  return found
}

function headOf(resource: StoredResource) {
  return { id: identifierOf(resource), ...present({ name: text(resource.spec, 'displayName') }) }
}

function namesOf(given: readonly Given[]): readonly string[] {
  return given.map(({ name }) => name)
}
