import { entries, names, text } from '../../../access/fields.ts'
import { identifierOf, present } from '../../../layouts/gooddata/ground.ts'
import { settingsIn } from '../../../layouts/gooddata/settings.ts'
import { groupBy } from '../../../lib/compare.ts'
import { once } from '../../../lib/once.ts'
import type { JsonObject, StoredResource } from '../../../model/resource.ts'
import { type Entities, entitiesOf } from './jsonapi.ts'

/** Something in a workspace, with the workspace that it stands in: that one itself, or one above it. */
interface Placed {
  readonly item: JsonObject
  readonly workspace: StoredResource
}

/** What a filter sets for a workspace, with the filter. */
interface PlacedSetting extends Placed {
  readonly filter: Placed
}

/** Of what a list is told: what stands in the workspace itself (`NATIVE`), in those above (`PARENTS`), or both. */
export const ORIGINS = ['ALL', 'NATIVE', 'PARENTS'] as const

/** A workspace with those above it, the uppermost first, and what of it is asked for. */
export interface Line {
  readonly workspaces: readonly StoredResource[]
  readonly origin: (typeof ORIGINS)[number]
}

/** The entities in a workspace by their names in addresses; settings are there for whoever sees any. */
export const IN_WORKSPACES: Readonly<Record<string, (line: Line) => Entities<never>>> = {
  workspaceSettings: (line) => entitiesOf(settingsOf(line)),
  workspaceDataFilters: (line) => entitiesOf(filtersOf(line)),
  workspaceDataFilterSettings: (line) => entitiesOf(filterSettingsOf(line)),
}

function settingsOf(line: Line): Entities<Placed> {
  return {
    ...headOf(line, 'workspaceSetting'),
    attributes: ['content', 'type'],
    relations: {},
    of: () => placedAlong(line, ({ spec }) => settingsIn(spec)),
    attributesOf: ({ item: { content, type } }) => present({ content, type }),
  }
}

function filtersOf(line: Line): Entities<Placed> {
  const settings = once(() => groupBy(settingsAlong({ ...line, origin: 'ALL' }), ({ filter }) => idOf(filter)))
  return {
    ...headOf(line, 'workspaceDataFilter'),
    attributes: ['columnName', 'title'],
    relations: {
      filterSettings: {
        isMany: true,
        alias: 'workspaceDataFilterSettings',
        to: () => entitiesOf(filterSettingsOf(line)),
        of: (filter) => settings().get(idOf(filter)) ?? [],
      },
    },
    of: () => placedAlong(line, ({ spec }) => entries(spec, 'dataFilters').map(({ item }) => item)),
    attributesOf: ({ item: { title, columnName } }) => present({ title, columnName }),
  }
}

function filterSettingsOf(line: Line): Entities<PlacedSetting> {
  return {
    ...headOf(line, 'workspaceDataFilterSetting'),
    attributes: ['filterValues', 'title'],
    relations: {
      workspaceDataFilter: {
        isMany: false,
        alias: 'workspaceDataFilters',
        to: () => entitiesOf(filtersOf(line)),
        of: ({ filter }) => [filter],
      },
    },
    of: () => settingsAlong(line),
    attributesOf: ({ item }) => ({ ...present({ title: item.title }), filterValues: names(item, 'filterValues') }),
  }
}

type Head<T> = Pick<Entities<T>, 'type' | 'path' | 'id' | 'meta'>

function headOf({ workspaces }: Line, type: string): Head<Placed> {
  const own = workspaces.at(-1)
  return {
    type,
    path: `workspaces/${encodeURIComponent(own === undefined ? '' : identifierOf(own))}/${type}s`,
    id: idOf,
    meta: {
      origin: ({ workspace }) => ({
        originId: identifierOf(workspace),
        originType: workspace === own ? 'NATIVE' : 'PARENT',
      }),
    },
  }
}

function idOf({ item }: Placed): string {
  return text(item, 'id') ?? ''
}

/** Of one identifier that counts which is nearest to the workspace. */
function placedAlong(line: Line, itemsOf: (workspace: StoredResource) => readonly JsonObject[]): readonly Placed[] {
  const found = new Map<string, Placed>()
  for (const workspace of line.workspaces) {
    for (const item of itemsOf(workspace)) found.set(text(item, 'id') ?? '', { item, workspace })
  }
  return [...found.values()].filter(isAsked(line))
}

/** What the filters of a workspace and those above it set for any of these. */
function settingsAlong(line: Line): readonly PlacedSetting[] {
  const byName = new Map(line.workspaces.map((workspace) => [workspace.name, workspace]))
  return placedAlong({ ...line, origin: 'ALL' }, ({ spec }) => entries(spec, 'dataFilters').map(({ item }) => item))
    .flatMap((filter) =>
      entries(filter.item, 'settings').flatMap(({ item }) => {
        const workspace = byName.get(text(item, 'workspace') ?? filter.workspace.name)
        return workspace === undefined ? [] : [{ item, workspace, filter }]
      }),
    )
    .filter(isAsked(line))
}

function isAsked({ workspaces, origin }: Line): (placed: Placed) => boolean {
  const own = workspaces.at(-1)
  return ({ workspace }) => origin === 'ALL' || (workspace === own) === (origin === 'NATIVE')
}
