import { by } from '../lib/compare.ts'
import { ADMIN_GROUP, MANAGE } from './builtin.ts'
import { groupsOfUser, isEffective } from './closure.ts'
import type { Grant } from './facts.ts'
import { groundOf, isCounted, rightsOfRole } from './given.ts'
import type { OrganizationIndex } from './organization.ts'
import type { AccessPath, Ground, Step } from './path.ts'
import { isPresentAt } from './presence.ts'
import type { Question } from './question.ts'
import { ORGANIZATION, type Scope, scopeText } from './scope.ts'

/** A permission that a user holds on something, with one shortest path to it. */
export interface Held extends Question {
  readonly path: AccessPath
}

/**
 * Everything that a user holds at a moment (milliseconds), each permission on each thing once, roles taken apart and
 * workspaces below named one by one; sorted by scope (the organization first), then permission.
 */
export function whatCan(index: OrganizationIndex, user: string, moment: number): readonly Held[] {
  if (!isPresentAt(index, user, moment)) return []
  const held = new Map<string, Held>()
  const add = (permission: string, scope: Scope, ground: Ground, via: Step | undefined): void => {
    const name = `${scope.type === 'organization' ? '' : scopeText(scope)} ${permission}`
    if (!held.has(name)) held.set(name, { permission, scope, path: { user, via, ground } })
  }
  const addAll = (assignee: string, via: Step | undefined): void => {
    for (const [, grant] of [...(index.given.get(assignee) ?? [])].sort(by(([name]) => name))) {
      if (!isCounted(grant, false, moment)) continue
      for (const { permission, scope } of rightsOf(index, grant))
        add(permission, scope, groundOf(grant, permission), via)
    }
  }
  const admin = index.admins.get(user)
  if (admin !== undefined) add(MANAGE, ORGANIZATION, { type: admin }, undefined)
  addAll(`user/${user}`, undefined)
  for (const [group, via] of chainsFrom(index, user)) {
    if (group === ADMIN_GROUP) add(MANAGE, ORGANIZATION, { type: 'group' }, via())
    if (index.given.has(`userGroup/${group}`)) addAll(`userGroup/${group}`, via())
  }
  return [...held].sort(by(([name]) => name)).map(([, one]) => one)
}

/** Every group whose rights a user holds, nearest first, with the shortest chain of groups to it. */
function chainsFrom(index: OrganizationIndex, user: string): ReadonlyMap<string, () => Step | undefined> {
  const before = new Map<string, string | undefined>()
  let level = groupsOfUser(index, user)
  for (const group of level) before.set(group, undefined)
  while (level.length > 0) {
    const above: string[] = []
    for (const group of level) {
      for (const parent of index.groups.get(group)?.parents ?? []) {
        if (before.has(parent) || !isEffective(index, parent)) continue
        before.set(parent, group)
        above.push(parent)
      }
    }
    level = above.sort()
  }
  const chainTo = (group: string): Step | undefined => {
    let step: Step | undefined
    for (let name: string | undefined = group; name !== undefined; name = before.get(name)) {
      step = { group: name, next: step }
    }
    return step
  }
  return new Map([...before.keys()].map((group) => [group, () => chainTo(group)]))
}

/** What a grant allows, and on what: by its own name or those of its role, there and on the workspaces below. */
function rightsOf(index: OrganizationIndex, { gives, scope, includesDescendants }: Grant): readonly Question[] {
  const places = scope.type === 'workspace' && includesDescendants ? withBelow(index, scope.name) : [scope]
  if (gives.type === 'right') return places.map((place) => ({ permission: gives.name, scope: place }))
  // A role counts on workspaces only (model §2 Permission).
  const workspaces = places.filter(({ type }) => type === 'workspace')
  return workspaces.flatMap((place) =>
    rightsOfRole(index, gives.name, place.name).map((permission) => ({ permission, scope: place })),
  )
}

function withBelow({ below }: OrganizationIndex, workspace: string): readonly Scope[] {
  const names = new Set([workspace])
  // A set is walked in insertion order and grows while it is walked.
  for (const name of names) for (const child of below.get(name)?.keys() ?? []) names.add(child)
  return [...names].map((name) => ({ type: 'workspace', name }))
}
