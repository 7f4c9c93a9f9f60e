import { groupBy } from '../lib/compare.ts'
import type { Resource } from '../model/resource.ts'
import { isObject, part, text } from './fields.ts'
import { remembered } from './remember.ts'
import type { AccessView } from './view.ts'
import { type Window, windowOf } from './windows.ts'

/** A Permission on the organization itself (no scope): who is given which right, and when. */
export interface Grant {
  readonly permission: string
  readonly right: string
  readonly to: 'user' | 'userGroup'
  readonly assignee: string
  readonly window: Window
}

const grantsByRight: (view: AccessView) => ReadonlyMap<string, readonly Grant[]> = remembered((view) =>
  groupBy(view.of('Permission').flatMap(grantOf), (grant) => grant.right),
)

/** The grants of one right on the organization (`MANAGE`, `SELF_CREATE_TOKEN`, `BASE_UI_ACCESS`), in order of name. */
export function grantsOf(view: AccessView, right: string): readonly Grant[] {
  return grantsByRight(view).get(right) ?? []
}

/** Whether a Permission is about the organization itself, not about something in it. */
export function isOrganizationWide(permission: Resource): boolean {
  const scope = permission.spec.scope
  return !isObject(scope) || Object.keys(scope).length === 0
}

function grantOf(permission: Resource): readonly Grant[] {
  const right = text(permission.spec, 'permission')
  if (right === undefined || !isOrganizationWide(permission)) return []
  const assignee = part(permission.spec, 'assignee')
  const base = { permission: permission.name, right, window: windowOf(permission) }
  const user = text(assignee, 'user')
  if (user !== undefined) return [{ ...base, to: 'user', assignee: user }]
  const group = text(assignee, 'userGroup')
  // A right given to an access key makes no person an admin.
  return group === undefined ? [] : [{ ...base, to: 'userGroup', assignee: group }]
}
