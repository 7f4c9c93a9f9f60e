import { groupBy } from '../../lib/compare.ts'
import type { List } from './layout.ts'

/** What a file of a layout of GoodData's SDK holds: a whole list, one thing of a list, or something that has no place in Charter. */
export type Place =
  | { readonly type: 'list' | 'thing'; readonly list: List }
  | { readonly type: 'other'; readonly name: string }

const PLACES: readonly (readonly [RegExp, Place])[] = [
  [/^users\/users\.yaml$/, { type: 'list', list: 'users' }],
  [/^user_groups\/user_groups\.yaml$/, { type: 'list', list: 'userGroups' }],
  [/^data_sources\/([^/]+)\/\1\.yaml$/, { type: 'thing', list: 'dataSources' }],
  [/^workspaces\/([^/]+)\/\1\.yaml$/, { type: 'thing', list: 'workspaces' }],
  [/^workspaces_data_filters\/[^/]+\.yaml$/, { type: 'thing', list: 'workspaceDataFilters' }],
  [/^data_sources\/[^/]+\/pdm\/[^/]+\.yaml$/, { type: 'other', name: 'pdm' }],
  [/^workspaces\/[^/]+\/ldm\/.+\.yaml$/, { type: 'other', name: 'ldm' }],
  [/^workspaces\/[^/]+\/analytics_model\/.+\.yaml$/, { type: 'other', name: 'analytics_model' }],
  [/^user_data_filters\/[^/]+\.yaml$/, { type: 'other', name: 'user_data_filters' }],
  [/^filter_views\/[^/]+\.yaml$/, { type: 'other', name: 'filter_views' }],
]

/** The folders that the layout of an organization has, all or some of them. */
export const SECTIONS: readonly string[] = [
  ...['data_sources', 'filter_views', 'user_data_filters', 'user_groups', 'users', 'workspaces'],
  'workspaces_data_filters',
]

/** The folder in which the SDK keeps the layouts of organizations. */
export const ROOT = 'gooddata_layouts'

/** What a file holds, by its path below the folder of an organization; `undefined` where the SDK reads none of that name. */
export function placeOf(path: string): Place | undefined {
  return PLACES.find(([pattern]) => pattern.test(path))?.[1]
}

/** Files that the SDK does not read, each under the highest folder in which it reads nothing at all, with how many there are. */
export function strangers(paths: readonly string[]): ReadonlyMap<string, number> {
  const known = new Set(paths.filter((path) => placeOf(path) !== undefined).flatMap(foldersOf))
  const unknown = paths.filter((path) => placeOf(path) === undefined)
  const named = groupBy(unknown, (path) => foldersOf(path).find((folder) => !known.has(folder)) ?? path)
  return new Map([...named].map(([path, files]) => [path, files.length]))
}

/** Folders of data sources and workspaces that lack the file of the thing itself, and that file. */
export function lacking(folders: readonly string[], files: ReadonlySet<string>): readonly string[] {
  return folders
    .filter((folder) => /^(data_sources|workspaces)\/[^/]+$/.test(folder))
    .map((folder) => `${folder}/${folder.split('/').at(-1)}.yaml`)
    .filter((path) => !files.has(path))
}

/** The folders around a file, the highest first. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}
