import type { Holding } from './holding.ts'
import { type Bound, type Use, usesIn } from './uses.ts'

/** What a change does to the use of something that is limited: counts before and after, and what bounds it before and after. */
export interface UseDifference extends Pick<Use, 'name' | 'noun'> {
  readonly used: number
  readonly after: number
  /** Absent where nobody speaks of it. */
  readonly bound?: Bound
  readonly boundBefore?: Bound
  /** Whether more would be used than is allowed. */
  readonly isOver: boolean
}

/**
 * What changes between two states of an organization in what it uses and may use, of all that Charter counts itself, in the
 * order of `usesIn`. What nobody limits, before or after, is left out; so is an organization that goes. Of one that comes
 * nothing was used, and the same bounds it.
 */
export function useDifferences(before: Holding | undefined, after: Holding): readonly UseDifference[] {
  if (after.organization === undefined) return []
  const now = usesIn(after)
  const then = before === undefined ? now : usesIn(before)
  const gone = then.filter(({ name }) => now.every((use) => use.name !== name)).map(({ bound: _, ...use }) => use)
  return [...now, ...gone].flatMap((use) => {
    const old = then.find(({ name }) => name === use.name)
    const difference = between(use, old, { before, after })
    return isDifferent(difference) ? [difference] : []
  })
}

interface Sides {
  readonly before: Holding | undefined
  readonly after: Holding
}

function between({ name, noun, count, bound }: Use, old: Use | undefined, { before, after }: Sides): UseDifference {
  const used = before === undefined ? 0 : count(before).length
  const then = count(after).length
  return {
    name,
    noun,
    used,
    after: then,
    ...(bound === undefined ? {} : { bound }),
    ...(old?.bound === undefined ? {} : { boundBefore: old.bound }),
    isOver: bound?.type === 'limited' && then > bound.most,
  }
}

function isDifferent({ used, after, bound, boundBefore }: UseDifference): boolean {
  if (bound === undefined && boundBefore === undefined) return false
  return used !== after || mostOf(bound) !== mostOf(boundBefore)
}

/** How much a bound allows; Infinity where it says that there is no limit, and so where nobody speaks of it. */
function mostOf(bound: Bound | undefined): number {
  return bound?.type === 'limited' ? bound.most : Number.POSITIVE_INFINITY
}
