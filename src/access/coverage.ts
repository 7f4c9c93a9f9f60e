import type { Groups } from './groups.ts'
import { byWindow } from './spans.ts'
import type { Window } from './windows.ts'

/**
 * When the members of each group hold what the seeds were given, inherited through all parents: spans apart from one
 * another, earliest first. Silent groups hold nothing and pass nothing on.
 */
export function coverage(
  groups: Groups,
  seeds: readonly { readonly group: string; readonly window: Window }[],
): ReadonlyMap<string, readonly Window[]> {
  const covered = new Map<string, Window[]>()
  // Earliest and longest first: then a window is new to a group only if it goes beyond the group's last span, and a
  // group that has it already has passed it on, so that its descendants need no second walk.
  for (const { group, window } of [...seeds].sort((left, right) => byWindow(left.window, right.window))) {
    if (window.from >= window.until) continue
    const queue = [group]
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (groups.silent.has(name) || !extend(covered, name, window)) continue
      for (const child of groups.children.get(name) ?? []) queue.push(child)
    }
  }
  return covered
}

function extend(covered: Map<string, Window[]>, group: string, window: Window): boolean {
  const spans = covered.get(group)
  const last = spans?.at(-1)
  if (spans === undefined || last === undefined) covered.set(group, [window])
  else if (window.until <= last.until) return false
  else if (window.from <= last.until) spans[spans.length - 1] = { from: last.from, until: window.until }
  else spans.push(window)
  return true
}
