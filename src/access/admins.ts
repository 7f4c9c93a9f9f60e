import { ADMIN_GROUP, MANAGE } from './builtin.ts'
import { flag, text } from './fields.ts'
import { grantsOf } from './grants.ts'
import { groupsOf } from './groups.ts'
import { groundsAt, type Holders, holdersOf, peopleOn } from './holders.ts'
import type { Ground } from './path.ts'
import { type Reached, reachedFrom, type Seed } from './reach.ts'
import { remembered } from './remember.ts'
import type { AccessView } from './view.ts'
import { momentOf } from './windows.ts'

const ADMIN_SEED: Seed = { group: ADMIN_GROUP, ground: { type: 'group' } }

/** Users who are admins by a field of their own (model §2 User: `admin: true`, role org_admin), with that ground. */
export const declaredAdmins: (view: AccessView) => ReadonlyMap<string, Ground> = remembered((view) => {
  const found = new Map<string, Ground>()
  for (const user of view.of('User')) {
    if (flag(user.spec, 'admin')) found.set(user.name, { type: 'flag' })
    else if (text(user.spec, 'role') === 'org_admin') found.set(user.name, { type: 'role' })
  }
  return found
})

/**
 * The organization's effective admins at an instant (model §3 LastAdmin): `admin: true` or role org_admin, member of the
 * group `admin` or of one below it, or holder of MANAGE on the organization; sorted, each with one shortest path.
 */
export function effectiveAdmins(view: AccessView, instant: string): Holders {
  const moment = momentOf(instant)
  const { people, seeds } = groundsAt(grantsOf(view, MANAGE), moment)
  const direct = new Map([...people, ...declaredAdmins(view)])
  return peopleOn(view, moment, direct, reachedFrom(groupsOf(view), [ADMIN_SEED, ...seeds]))
}

/** Who holds MANAGE on the organization at an instant by a Permission; who is an admin only otherwise is not in it. */
export function manageHolders(view: AccessView, instant: string): Holders {
  return holdersOf(view, MANAGE, instant)
}

/** The groups whose members are admins at an instant: they hold MANAGE, or are `admin` or below it; nearest first. */
export function managingGroups(view: AccessView, instant: string): ReadonlyMap<string, Reached> {
  const { seeds } = groundsAt(grantsOf(view, MANAGE), momentOf(instant))
  return reachedFrom(groupsOf(view), [ADMIN_SEED, ...seeds])
}
