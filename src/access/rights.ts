import { canonical } from '../lib/canonical.ts'
import type { Kind, Resource } from '../model/resource.ts'
import { flag, names, part, text } from './fields.ts'
import { groupsOf, isActive } from './groups.ts'
import { revocationsOf } from './revocations.ts'
import { adminSpans } from './timeline.ts'
import type { AccessView } from './view.ts'
import { momentOf, windowOf } from './windows.ts'

/** What a user may do, in words, each with the moment (milliseconds) at which it ends, infinite where it does not. */
export type Rights = ReadonlyMap<string, number>

const SCOPES: Readonly<Record<string, Kind>> = {
  workspace: 'Workspace',
  dataSource: 'DataSource',
  user: 'User',
  userGroup: 'UserGroup',
}

/**
 * Everything a user may do at the view's instant or at a later one: being an admin, and each permission on its scope, given
 * to the user or to a group above, a declared role taken apart into its permissions (model §2). `nameOf` gives the names by
 * which scopes are told, for a view that is compared with one in which they are renamed.
 */
export function rightsOf(
  view: AccessView,
  user: string,
  nameOf: (kind: Kind, name: string) => string = (_, name) => name,
): Rights {
  const rights = new Map<string, number>()
  const now = momentOf(view.instant)
  const add = (right: string, until: number): void => {
    if (until > now) rights.set(right, Math.max(until, rights.get(right) ?? until))
  }
  for (const { until } of adminSpans(view).get(user) ?? []) add('admin', until)
  const { from, until } = presenceOf(view, user)
  const groups = groupsAbove(view, user)
  for (const permission of view.of('Permission')) {
    const assignee = part(permission.spec, 'assignee')
    const group = text(assignee, 'userGroup')
    if (text(assignee, 'user') !== user && (group === undefined || !groups.has(group))) continue
    const window = windowOf(permission)
    const end = Math.min(until, window.until)
    if (Math.max(from, window.from) >= end) continue
    for (const right of rightsIn(permission, view)) add(`${right} on ${scopeOf(permission, nameOf)}`, end)
  }
  return rights
}

/** When a user has any access at all: active, inside the window, not revoked; a window that is empty where never. */
function presenceOf(view: AccessView, user: string): { readonly from: number; readonly until: number } {
  const resource = view.get('User', user)
  if (resource === undefined || !isActive(resource)) return { from: 0, until: Number.NEGATIVE_INFINITY }
  const { from, until } = windowOf(resource)
  return { from: Math.max(from, revocationsOf(view).get(user) ?? from), until }
}

/** The groups whose rights a user holds: those the user is in, and what they inherit from; silent ones pass nothing on. */
function groupsAbove(view: AccessView, user: string): ReadonlySet<string> {
  const { members, parents, silent } = groupsOf(view)
  const own = [...members]
    .filter(([group, users]) => users.includes(user) && !silent.has(group))
    .map(([group]) => group)
  const found = new Set(own)
  // A set is walked in insertion order and grows while it is walked: this is the queue.
  for (const group of found) {
    for (const parent of parents.get(group) ?? []) if (!silent.has(parent)) found.add(parent)
  }
  return found
}

function rightsIn(permission: Resource, view: AccessView): readonly string[] {
  const right = text(permission.spec, 'permission')
  if (right !== undefined) return [right]
  const role = text(permission.spec, 'role')
  if (role === undefined) return []
  const declared = view.get('AccessRole', role)
  return declared === undefined ? [role] : names(declared.spec, 'permissions')
}

function scopeOf({ spec }: Resource, nameOf: (kind: Kind, name: string) => string): string {
  const scope = part(spec, 'scope')
  const [field] = Object.keys(scope)
  if (field === undefined) return 'the organization'
  const kind = SCOPES[field]
  const name = text(scope, field)
  if (kind === undefined || name === undefined) return canonical(scope)
  return `${field} ${nameOf(kind, name)}${flag(spec, 'includeDescendants') ? ' and below' : ''}`
}
