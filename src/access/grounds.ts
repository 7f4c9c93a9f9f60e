import { ADMIN_GROUP, MANAGE } from './builtin.ts'
import { groupsOfUser, isEffective } from './closure.ts'
import { createGifts, type Gift, type Gifts } from './gifts.ts'
import type { OrganizationIndex } from './organization.ts'
import type { Step } from './path.ts'
import { questionText } from './question.ts'
import { ORGANIZATION } from './scope.ts'
import { ALWAYS, type Window } from './windows.ts'

/** A permission on something that a user is given, by one path, and when it is, as far as that path goes. */
export interface Grounded extends Gift {
  readonly via: Step | undefined
}

const MANAGES = {
  permission: MANAGE,
  scope: ORGANIZATION,
  name: questionText({ permission: MANAGE, scope: ORGANIZATION }),
  window: ALWAYS,
}

/**
 * Everything that a user is given by whatever path, present or not: by a field of the user, directly, then by groups, nearest
 * first; roles taken apart, workspaces below named one by one. What `isWanted` refuses by its window is passed over. Who asks
 * for many users passes the same `gifts` of the index each time.
 */
export function* groundsOf(
  index: OrganizationIndex,
  user: string,
  isWanted: (window: Window) => boolean,
  gifts: Gifts = createGifts(index),
): Generator<Grounded, undefined> {
  const admin = index.admins.get(user)
  if (admin !== undefined) yield { ...MANAGES, ground: { type: admin }, via: undefined }
  yield* given(gifts(`user/${user}`), undefined, isWanted)
  for (const [group, via] of chainsFrom(index, user)) {
    if (group === ADMIN_GROUP) yield { ...MANAGES, ground: { type: 'group' }, via: via() }
    const own = gifts(`userGroup/${group}`)
    if (own.length > 0) yield* given(own, via(), isWanted)
  }
}

function* given(
  gifts: readonly Gift[],
  via: Step | undefined,
  isWanted: (window: Window) => boolean,
): Generator<Grounded, undefined> {
  for (const { permission, scope, name, ground, window } of gifts) {
    if (isWanted(window)) yield { permission, scope, name, ground, window, via }
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
