import { flag, text } from '../../../access/fields.ts'
import { organizationIndex } from '../../../access/indexed.ts'
import { isPresentAt } from '../../../access/presence.ts'
import { scopeOf } from '../../../access/scope.ts'
import { peopleIn } from '../../../access/whocan.ts'
import { contains, momentOf, windowOf } from '../../../access/windows.ts'
import { uuidV5 } from '../../../lib/uuid.ts'
import { type Kind, keyOf, type StoredResource } from '../../../model/resource.ts'
import { isExpired } from '../../../status/accesskey.ts'
import { assigneeOf } from '../../routes/assignees.ts'
import type { SystemAsked } from '../system.ts'
import type { Project } from './project.ts'

/** A role that somebody has on a project (systems §3.3): a `user`, or an access `key`. */
export interface Assignment {
  readonly id: string
  readonly assignee: string
  readonly role: string
  readonly user?: StoredResource
  readonly key?: StoredResource
}

/**
 * Who has which role on a project now, by permission and name. UbiOps knows no groups: each member has the role, under an id of
 * its own. Whoever has no access at the instant, and a key that has expired, has none.
 */
export function assignmentsIn(asked: SystemAsked, found: Project): readonly Assignment[] {
  const { catalog, view } = asked
  const { organization, project } = found
  const moment = momentOf(view.instant)
  const roles = new Map(catalog.of(organization.name, 'AccessRole').map((one) => [one.name, one]))
  const above = new Set(lineOf(asked, project).map(({ name }) => name))
  return catalog.of(organization.name, 'Permission').flatMap((permission): readonly Assignment[] => {
    const role = text(permission.spec, 'role')
    const scope = scopeOf(permission)
    if (role === undefined || scope?.type !== 'workspace' || !contains(windowOf(permission), moment)) return []
    const isBelow = flag(permission.spec, 'includeDescendants') && above.has(scope.name)
    if (scope.name !== project.name && !isBelow) return []
    const only = text(roles.get(role)?.spec ?? {}, 'workspace')
    if (only !== undefined && only !== project.name) return []
    return holdersOf(asked, organization, permission).map((one) => ({ ...one, role }))
  })
}

type Holder = Omit<Assignment, 'role'>

function holdersOf(asked: SystemAsked, { name }: StoredResource, permission: StoredResource): readonly Holder[] {
  const { catalog, view } = asked
  const moment = momentOf(view.instant)
  const index = organizationIndex(catalog.access, name)
  const stored = (kind: Kind, one: string) => view.state.resources.get(keyOf({ kind, namespace: name, name: one }))
  const to = assigneeOf(asked, permission)
  if (to.type === 'userGroup') {
    return peopleIn(index, to.name, moment).flatMap((one) => {
      const user = stored('User', one)
      return user === undefined ? [] : [{ id: uuidV5(permission.uid, user.uid), assignee: user.uid, user }]
    })
  }
  if (to.type === 'accessKey') {
    const key = stored('AccessKey', to.name)
    return key === undefined || isExpired(key, view.instant) ? [] : [{ id: permission.uid, assignee: key.uid, key }]
  }
  const user = stored('User', to.name)
  if (user === undefined || !isPresentAt(index, user.name, moment)) return []
  return [{ id: permission.uid, assignee: user.uid, user }]
}

/** A workspace with those above it; safe in a circle. */
function lineOf({ catalog }: SystemAsked, workspace: StoredResource): readonly StoredResource[] {
  const all = new Map(catalog.of(workspace.namespace, 'Workspace').map((one) => [one.name, one]))
  const line: StoredResource[] = []
  let at: StoredResource | undefined = workspace
  while (at !== undefined && !line.includes(at)) {
    line.push(at)
    at = all.get(text(at.spec, 'parent') ?? '')
  }
  return line
}
