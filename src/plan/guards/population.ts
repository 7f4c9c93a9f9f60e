import { effectiveAdmins } from '../../access/admins.ts'
import { membershipsOf } from '../../access/memberships.ts'
import type { OrganizationView } from '../../desired/view.ts'
import { instantOf } from '../../lib/instant.ts'
import { KINDS, type Kind, keyOf } from '../../model/resource.ts'
import type { RemovalCounts } from '../../model/state.ts'
import { isOther } from './deleted.ts'
import type { GuardInput } from './guard.ts'

const WINDOW_MS = 24 * 60 * 60 * 1000

/** What the last 24 hours took without approval or intent, by class (model §4); the installation's stands under an empty name. */
export function recentRemovals({ before, after, stored, context }: GuardInput): RemovalCounts {
  const names = [before?.name ?? '', after?.name ?? '']
  const isRecent = recency(context.instant)
  const counts = stored.removals
    .filter(({ time, organization }) => names.includes(organization) && isRecent(time))
    .map((removals) => removals.counts)
  return counts.reduce(added, NOTHING)
}

/**
 * How many of each class there were when the last 24 hours began, as far as the state tells: what is stored, less what
 * was created since, plus what was removed since. An organization younger than that began with what it has. Approved
 * removals are not added back, which only makes the budget smaller.
 */
export function populationOf(input: GuardInput): RemovalCounts {
  const { before, stored, context } = input
  const recent = recentRemovals(input)
  if (before === undefined) {
    const resources = [...stored.resources.values()].filter(({ kind, namespace }) => namespace === '' && isOther(kind))
    return added({ ...NOTHING, Resource: resources.length }, recent)
  }
  const isRecent = recency(context.instant)
  const isYoung = (kind: Kind, name: string): boolean => {
    const namespace = kind === 'Organization' ? '' : before.name
    const resource = stored.resources.get(keyOf({ kind, namespace, name }))
    return resource !== undefined && isRecent(resource.createdAt)
  }
  const isOld = isYoung('Organization', before.name) ? () => true : (kind: Kind, name: string) => !isYoung(kind, name)
  return added(countsOf(before, context.instant, isOld), recent)
}

function countsOf(
  view: OrganizationView,
  instant: string,
  isCounted: (kind: Kind, name: string) => boolean,
): RemovalCounts {
  const number = (kind: Kind): number => view.of(kind).filter(({ name }) => isCounted(kind, name)).length
  return {
    User: number('User'),
    Admin: [...effectiveAdmins(view, instant).keys()].filter((user) => isCounted('User', user)).length,
    Membership: membershipsOf(view).filter(
      ({ user, group }) => isCounted('User', user) && isCounted('UserGroup', group),
    ).length,
    Permission: number('Permission'),
    Resource: KINDS.filter(isOther).reduce((sum, kind) => sum + number(kind), 0),
  }
}

const NOTHING: RemovalCounts = { User: 0, Admin: 0, Membership: 0, Permission: 0, Resource: 0 }

function added(left: RemovalCounts, right: RemovalCounts): RemovalCounts {
  return {
    User: left.User + right.User,
    Admin: left.Admin + right.Admin,
    Membership: left.Membership + right.Membership,
    Permission: left.Permission + right.Permission,
    Resource: left.Resource + right.Resource,
  }
}

/** Whether a time lies in the 24 hours before an instant; few times are asked for by very many resources. */
function recency(instant: string): (time: string) => boolean {
  const now = instantOf(instant) ?? Number.NaN
  const known = new Map<string, boolean>()
  return (time) => {
    const before = known.get(time)
    if (before !== undefined) return before
    const age = now - (instantOf(time) ?? Number.NaN)
    const isRecent = age >= 0 && age < WINDOW_MS
    known.set(time, isRecent)
    return isRecent
  }
}
