import { byText } from '../lib/compare.ts'
import { declaredAdmins } from './admins.ts'
import { ADMIN_GROUP, MANAGE } from './builtin.ts'
import { coverage } from './coverage.ts'
import { grantsOf } from './grants.ts'
import { groupsOf, isActive } from './groups.ts'
import { remembered } from './remember.ts'
import { revocationsOf } from './revocations.ts'
import { joined, overlap } from './spans.ts'
import type { AccessView } from './view.ts'
import { ALWAYS, contains, instantAt, momentOf, type Window, windowOf } from './windows.ts'

/** The effective admins from `instant` (RFC 3339 UTC) until the next entry of the list; names sorted. */
export interface AdminsAt {
  readonly instant: string
  readonly count: number
  readonly names: readonly string[]
}

/**
 * When each user is an effective admin, given the declared windows: spans apart from one another, earliest first.
 * Users who never are one are left out; sorted by name.
 */
export const adminSpans: (view: AccessView) => ReadonlyMap<string, readonly Window[]> = remembered((view) => {
  const revoked = revocationsOf(view)
  const result = new Map<string, readonly Window[]>()
  for (const [name, windows] of [...groundWindows(view)].sort(([left], [right]) => byText(left, right))) {
    const user = view.get('User', name)
    if (user === undefined || !isActive(user)) continue
    const back = overlap(windowOf(user), { from: revoked.get(name) ?? ALWAYS.from, until: ALWAYS.until })
    if (back === undefined) continue
    const spans = joined(windows).flatMap((window) => overlap(window, back) ?? [])
    if (spans.length > 0) result.set(name, spans)
  }
  return result
})

/**
 * How many effective admins there are at an instant (the view's, where none is given) and at every later one at which
 * somebody becomes or ceases to be one by a declared window: what an organization will live through if nothing else
 * changes. Earliest first; never empty.
 */
export function adminsOverTime(view: AccessView, instant = view.instant): readonly AdminsAt[] {
  const now = momentOf(instant)
  const spans = adminSpans(view)
  const steps = new Map<number, number>([[now, 0]])
  for (const windows of spans.values()) {
    for (const { from, until } of windows) {
      if (!(until > now)) continue
      const start = Math.max(from, now)
      steps.set(start, (steps.get(start) ?? 0) + 1)
      if (until !== Number.POSITIVE_INFINITY) steps.set(until, (steps.get(until) ?? 0) - 1)
    }
  }
  let count = 0
  return [...steps]
    .sort(([left], [right]) => left - right)
    .map(([moment, step]) => {
      count += step
      return adminsAt(spans, moment, count)
    })
}

/** The admins who have no end in sight: their span lasts for ever, sorted. */
export function lastingAdmins(view: AccessView): readonly string[] {
  return [...adminSpans(view)]
    .filter(([, windows]) => windows.at(-1)?.until === Number.POSITIVE_INFINITY)
    .map(([name]) => name)
}

// The names are found when asked for: over many instants they would be far more than anyone reads.
function adminsAt(spans: ReadonlyMap<string, readonly Window[]>, moment: number, count: number): AdminsAt {
  return {
    instant: instantAt(moment),
    count,
    get names() {
      return [...spans]
        .filter(([, windows]) => windows.some((window) => contains(window, moment)))
        .map(([name]) => name)
    },
  }
}

function groundWindows(view: AccessView): ReadonlyMap<string, readonly Window[]> {
  const found = new Map<string, Window[]>()
  const add = (user: string, windows: readonly Window[]): void => {
    const known = found.get(user)
    if (known === undefined) found.set(user, [...windows])
    else known.push(...windows)
  }
  for (const user of declaredAdmins(view).keys()) add(user, [ALWAYS])
  const seeds: { group: string; window: Window }[] = [{ group: ADMIN_GROUP, window: ALWAYS }]
  for (const { to, assignee, window } of grantsOf(view, MANAGE)) {
    if (to === 'user') add(assignee, [window])
    else seeds.push({ group: assignee, window })
  }
  const groups = groupsOf(view)
  for (const [group, windows] of coverage(groups, seeds)) {
    for (const user of groups.members.get(group) ?? []) add(user, windows)
  }
  return found
}
