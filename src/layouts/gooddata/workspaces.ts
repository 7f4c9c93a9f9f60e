import { entries, items, names, part, text } from '../../access/fields.ts'
import type { JsonObject, StoredResource } from '../../model/resource.ts'
import { permissionsOf } from './given.ts'
import { type Ground, identifierOf, linkIn, present } from './ground.ts'
import { settingsIn } from './settings.ts'

const PARENT = { field: 'parent', kind: 'Workspace', type: 'workspace' } as const

/** The workspaces of an organization that are GoodData's: those of type `workspace`, by name. */
export function workspacesIn({ holding }: Pick<Ground, 'holding'>): readonly StoredResource[] {
  return holding.of('Workspace').filter(({ spec }) => text(spec, 'type') === 'workspace')
}

/** The workspace with an identifier and those above it, the uppermost first; none where there is none. Safe in a circle. */
export function workspacesDownTo(ground: Pick<Ground, 'holding'>, id: string): readonly StoredResource[] {
  const all = workspacesIn(ground)
  const line = new Set<StoredResource>()
  for (let next = all.find((one) => identifierOf(one) === id); next !== undefined && !line.has(next); ) {
    line.add(next)
    const parent = text(next.spec, 'parent')
    next = all.find(({ name }) => name === parent)
  }
  return [...line].reverse()
}

/** The workspaces of a layout as GoodData declares them. */
export function workspacesLayout(ground: Ground): readonly JsonObject[] {
  return workspacesIn(ground).map((workspace) => workspaceLayout(ground, workspace))
}

/** One workspace as GoodData declares it. */
export function workspaceLayout(ground: Ground, workspace: StoredResource): JsonObject {
  const { spec, name } = workspace
  return {
    id: identifierOf(workspace),
    name: text(spec, 'displayName') ?? name,
    ...present({
      description: text(spec, 'description'),
      prefix: text(spec, 'prefix'),
      parent: linkIn(ground, spec, PARENT),
      dataSource: dataSourceOf(ground, spec),
    }),
    ...workspacePermissions(ground, name),
    settings: settingsIn(spec),
  }
}

/** What is given on a workspace: for it alone, and for all below it too. */
export function workspacePermissions(ground: Ground, name: string): JsonObject {
  const given = ground.given({ type: 'workspace', name })
  return {
    permissions: permissionsOf(given.filter(({ isHierarchical }) => !isHierarchical)),
    hierarchyPermissions: permissionsOf(given.filter(({ isHierarchical }) => isHierarchical)),
  }
}

/** From where a workspace takes its data, where it says so. */
export function dataSourceOf({ id }: Pick<Ground, 'id'>, spec: JsonObject): JsonObject | undefined {
  const source = part(spec, 'dataSource')
  const name = text(source, 'name')
  if (name === undefined) return undefined
  return { id: id('DataSource', name), ...present({ schemaPath: items(source, 'schemaPath') }) }
}

/** The data filters of all workspaces, each with the workspace that declares it. */
export function workspaceDataFiltersLayout(ground: Ground): readonly JsonObject[] {
  const workspaceIn = (name: string) => ({ id: ground.id('Workspace', name), type: 'workspace' })
  return workspacesIn(ground).flatMap(({ spec, name }) =>
    entries(spec, 'dataFilters').map(({ item }) => ({
      id: text(item, 'id') ?? '',
      title: text(item, 'title') ?? '',
      columnName: text(item, 'columnName') ?? '',
      workspace: workspaceIn(name),
      workspaceDataFilterSettings: entries(item, 'settings').map(({ item: setting }) => ({
        id: text(setting, 'id') ?? '',
        title: text(setting, 'title') ?? '',
        filterValues: names(setting, 'filterValues'),
        workspace: workspaceIn(text(setting, 'workspace') ?? name),
      })),
    })),
  )
}
