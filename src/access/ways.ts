import { by } from '../lib/compare.ts'
import { ADMIN_GROUP } from './builtin.ts'
import { groupsAbove, groupsOfUser } from './closure.ts'
import type { Grant } from './facts.ts'
import { type Given, givenOn, groundOf, isAdministration, isCounted } from './given.ts'
import type { OrganizationIndex } from './organization.ts'
import type { AccessPath, Ground, Step } from './path.ts'
import { isPresentAt } from './presence.ts'
import type { Question } from './question.ts'

/** Every path by which a user holds a permission, shortest first, then by the names on it; `isComplete` unless there are more. */
export interface Ways {
  readonly paths: readonly AccessPath[]
  readonly isComplete: boolean
}

/** Groups with several parents can have more paths than anybody reads. */
export const MOST_PATHS = 1000

/** A chain of groups from a user upwards, the last one first. */
interface Chain {
  readonly group: string
  readonly before: Chain | undefined
}

/** By which paths a user holds a permission on something at a moment (milliseconds); none where the user does not. */
export function waysTo(
  index: OrganizationIndex,
  user: string,
  question: Question,
  { moment, most = MOST_PATHS }: { readonly moment: number; readonly most?: number },
): Ways {
  if (!isPresentAt(index, user, moment)) return { paths: [], isComplete: true }
  const grounds = groundsOf(index, question, moment)
  const paths: AccessPath[] = grounds.ofUser(user).map((ground) => ({ user, via: undefined, ground }))
  const isUseful = (group: string): boolean =>
    groupsAbove(index, group).some((above) => grounds.ofGroup(above).length > 0)
  let level: readonly Chain[] = groupsOfUser(index, user).map((group) => ({ group, before: undefined }))
  let isComplete = true
  while (level.length > 0 && paths.length <= most) {
    // Every chain that is gone on with leads to a path, so that no more chains than paths are wanted.
    const useful = level.filter(({ group }) => isUseful(group))
    if (useful.length > most) isComplete = false
    const kept = useful.slice(0, most)
    for (const chain of kept) {
      for (const ground of grounds.ofGroup(chain.group)) paths.push({ user, via: stepsOf(chain), ground })
    }
    level = kept.flatMap((chain) => longer(index, chain))
  }
  if (paths.length > most) isComplete = false
  return { paths: paths.slice(0, most), isComplete }
}

interface Grounds {
  ofUser(user: string): readonly Ground[]
  ofGroup(group: string): readonly Ground[]
}

function groundsOf(index: OrganizationIndex, { permission, scope }: Question, moment: number): Grounds {
  const all = givenOn(index, permission, scope)
  const isAdmin = isAdministration(permission, scope)
  const granted = (tableOf: (given: Given) => ReadonlyMap<string, readonly Grant[]>, name: string): readonly Ground[] =>
    all.flatMap((given) => {
      const grants = tableOf(given).get(name) ?? []
      return grants.filter((grant) => isCounted(grant, given.isAbove, moment)).map((one) => groundOf(one, permission))
    })
  return {
    ofUser: (user) => {
      const admin = isAdmin ? index.admins.get(user) : undefined
      return [...(admin === undefined ? [] : [{ type: admin }]), ...granted(({ users }) => users, user)]
    },
    ofGroup: (group) => [
      ...(isAdmin && group === ADMIN_GROUP ? [{ type: 'group' } as const] : []),
      ...granted(({ groups }) => groups, group),
    ],
  }
}

function longer({ groups }: OrganizationIndex, chain: Chain): readonly Chain[] {
  const parents = [...(groups.get(chain.group)?.parents ?? [])].sort(by((name) => name))
  return parents.filter((parent) => !isOn(chain, parent)).map((group) => ({ group, before: chain }))
}

function isOn(chain: Chain, group: string): boolean {
  for (let one: Chain | undefined = chain; one !== undefined; one = one.before) if (one.group === group) return true
  return false
}

function stepsOf(chain: Chain): Step | undefined {
  let step: Step | undefined
  for (let one: Chain | undefined = chain; one !== undefined; one = one.before) step = { group: one.group, next: step }
  return step
}
