import { by } from '../lib/compare.ts'
import { ADMIN_GROUP, MANAGE } from './builtin.ts'
import { groupsOfUser, isEffective } from './closure.ts'
import type { Grant } from './facts.ts'
import { groundOf, rightsOfRole } from './given.ts'
import type { OrganizationIndex } from './organization.ts'
import type { Ground, Step } from './path.ts'
import type { Question } from './question.ts'
import { ORGANIZATION, type Scope } from './scope.ts'
import { ALWAYS, type Window } from './windows.ts'

/** A permission on something that a user is given, by one path, and when it is, as far as that path goes. */
export interface Grounded extends Question {
  readonly ground: Ground
  readonly via: Step | undefined
  readonly window: Window
}

/**
 * Everything that a user is given by whatever path, present or not: by a field of the user, directly, then by groups, nearest
 * first; roles taken apart, workspaces below named one by one. What `isWanted` refuses by its window is passed over.
 */
export function* groundsOf(
  index: OrganizationIndex,
  user: string,
  isWanted: (window: Window) => boolean,
): Generator<Grounded, undefined> {
  const admin = index.admins.get(user)
  const manage = { permission: MANAGE, scope: ORGANIZATION, window: ALWAYS }
  if (admin !== undefined) yield { ...manage, ground: { type: admin }, via: undefined }
  yield* givenTo(index, `user/${user}`, undefined, isWanted)
  for (const [group, via] of chainsFrom(index, user)) {
    if (group === ADMIN_GROUP) yield { ...manage, ground: { type: 'group' }, via: via() }
    if (index.given.has(`userGroup/${group}`)) yield* givenTo(index, `userGroup/${group}`, via(), isWanted)
  }
}

function* givenTo(
  index: OrganizationIndex,
  assignee: string,
  via: Step | undefined,
  isWanted: (window: Window) => boolean,
): Generator<Grounded, undefined> {
  for (const [, grant] of [...(index.given.get(assignee) ?? [])].sort(by(([name]) => name))) {
    if (!isWanted(grant.window)) continue
    for (const { permission, scope } of rightsOf(index, grant))
      yield { permission, scope, ground: groundOf(grant, permission), via, window: grant.window }
  }
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

function withBelow(index: OrganizationIndex, workspace: string): readonly Scope[] {
  return [...workspacesBelow(index, [workspace])].map((name) => ({ type: 'workspace', name }))
}

/** Workspaces with all that lie below them, nearest first. */
export function workspacesBelow({ below }: OrganizationIndex, workspaces: Iterable<string>): ReadonlySet<string> {
  const names = new Set(workspaces)
  // A set is walked in insertion order and grows while it is walked.
  for (const name of names) for (const child of below.get(name)?.keys() ?? []) names.add(child)
  return names
}
