import { byText } from '../lib/compare.ts'
import type { Ground, Step } from './path.ts'

/** Groups as a graph that is walked downwards: the children of each, and the groups that hold nothing and pass nothing on. */
export interface Nesting {
  readonly children: { get(group: string): Iterable<string> | undefined }
  readonly silent: { has(group: string): boolean }
}

/** A group to which something is given, and the ground on which its members hold it. */
export interface Seed {
  readonly group: string
  readonly ground: Ground
}

/** A group that holds a right, its own or inherited: the shortest chain to the seed, and that seed's ground. */
export interface Reached {
  readonly step: Step
  readonly ground: Ground
}

/**
 * Every group that holds what the seeds were given, nearest first: a child inherits from all
 * its parents (model §2), a silent group holds nothing and passes nothing on. Of several chains the shortest is kept.
 */
export function reachedFrom(groups: Nesting, seeds: readonly Seed[]): ReadonlyMap<string, Reached> {
  const reached = new Map<string, Reached>()
  const arrive = (group: string, found: Reached): boolean => {
    if (reached.has(group) || groups.silent.has(group)) return false
    reached.set(group, found)
    return true
  }
  let level = [...seeds]
    .sort((left, right) => byText(left.group, right.group))
    .filter(({ group, ground }) => arrive(group, { step: { group, next: undefined }, ground }))
    .map(({ group }) => group)
  while (level.length > 0) {
    const below: string[] = []
    for (const parent of level) {
      const above = reached.get(parent)
      if (above === undefined) continue
      for (const child of groups.children.get(parent) ?? []) {
        if (arrive(child, { step: { group: child, next: above.step }, ground: above.ground })) below.push(child)
      }
    }
    level = below.sort(byText)
  }
  return reached
}
