import { quoted } from '../../desired/laws/words.ts'
import type { Json, Kind } from '../../model/resource.ts'
import { textAt } from '../reading/field.ts'
import { problemAt } from '../reading/problem.ts'
import { below, contentOf, type Reading, type Spot } from '../reading/reading.ts'
import type { Credentials } from './credentials.ts'

/** Which kinds the things of a layout become. */
export type Imported = Extract<Kind, 'User' | 'UserGroup' | 'Workspace' | 'DataSource' | 'IdentityProvider'>

/** What the things of a layout are converted against: the organization's name, the names of all things by id, and where secrets are. */
export interface ImportGround {
  readonly organization: string
  readonly names: Readonly<Record<Imported, ReadonlyMap<string, string>>>
  readonly credentials: Credentials
  /** The data filters of workspaces, by the id of the workspace, as they are declared. */
  readonly filters: ReadonlyMap<string, readonly Json[]>
}

/** How GoodData calls what a kind was. */
export const CALLED: Readonly<Record<Imported, string>> = {
  User: 'user',
  UserGroup: 'user group',
  Workspace: 'workspace',
  DataSource: 'data source',
  IdentityProvider: 'identity provider',
}

/** The id in a link (`{id, type}`), with its place; `undefined` where there is none. */
export function* linkAt(spot: Spot, what: string): Reading<string | undefined> {
  return contentOf(spot) === undefined ? undefined : yield* textAt(below(spot, 'id'), `\`id\` of ${what}`)
}

/** The name that a link leads to: a problem where the layout has nothing of that id. Without it less is given, never more: `left out` is a warning. */
export function* nameAt(
  spot: Spot,
  { ground, kind, isLeftOut }: { readonly ground: ImportGround; readonly kind: Imported; readonly isLeftOut: boolean },
): Reading<string | undefined> {
  const id = yield* linkAt(spot, CALLED[kind])
  if (id === undefined) return undefined
  const name = ground.names[kind].get(id)
  if (name === undefined) {
    yield problemAt(spot, {
      code: 'DanglingReference',
      severity: isLeftOut ? 'warning' : 'error',
      message: `the layout has no ${CALLED[kind]} ${quoted(id)}${isLeftOut ? ', and what names it is left out' : ''}`,
      ...(isLeftOut ? {} : { help: 'export the layout whole, or take the field out' }),
    })
  }
  return name
}

/** The names that a list of links leads to, sorted; what leads nowhere is left out. */
export function* namesAt(spot: Spot, ground: ImportGround, kind: Imported): Reading<readonly string[]> {
  const links = contentOf(spot)
  if (!Array.isArray(links)) return []
  const names: string[] = []
  for (const index of links.keys()) {
    const name = yield* nameAt(below(spot, index), { ground, kind, isLeftOut: true })
    if (name !== undefined) names.push(name)
  }
  return [...new Set(names)].sort()
}
