import { type Key, keyOf, type Resource } from '../model/resource.ts'
import { activeUsersIn, workspacesIn } from './counts.ts'
import { layersOf } from './entitled.ts'
import type { Holding } from './holding.ts'
import { COUNTED, decidedBy, mostOf } from './matters.ts'
import { specOf } from './spec.ts'
import { activeSubscription } from './subscriptions.ts'

/** How much may be used, and where that is declared; `pointer` is its JSON pointer there. */
export type Bound = { readonly key: Key; readonly pointer: string } & (
  | {
      readonly type: 'limited'
      readonly most: number
      /** Whether more may be used all the same, at extra cost (model §2 Subscription `overage`). */
      readonly mayExceed: boolean
    }
  | { readonly type: 'unlimited' }
)

/** Something that Charter counts itself, by the name under which it is limited (`UserCount`, `maxProjects`). */
export interface Use {
  readonly name: string
  /** What one of the resources that count is called. */
  readonly noun: string
  /** The resources that count, by name. */
  readonly count: (holding: Holding) => readonly Resource[]
  /** Absent where nobody speaks of it. */
  readonly bound?: Bound
}

/**
 * What Charter counts itself of an organization, and what bounds it: first what entitlements limit (of its own, its active
 * plan and the license the first that speaks of it), then what that plan limits, each in the order in which they are listed.
 */
export function usesIn(holding: Holding): readonly Use[] {
  const active = activeSubscription(holding)
  const layers = layersOf(holding, active?.plan)
  const entitled = COUNTED.map((matter): Use => {
    const use = { name: matter.count, noun: matter.noun, count: matter.counted }
    const from = decidedBy(layers, matter)
    if (from === undefined) return use
    const { key, pointer } = from
    const most = from.name === matter.count ? mostOf(from.value) : undefined
    if (most === undefined) return { ...use, bound: { key, pointer, type: 'unlimited' } }
    return { ...use, bound: { key, pointer, type: 'limited', most, mayExceed: false } }
  })
  return active === undefined ? entitled : [...entitled, ...ofPlan(active)]
}

/** The limits of a plan whose use Charter counts itself (systems §3.3, subscription plans). */
const LIMITED: readonly Use[] = [
  { name: 'maxProjects', noun: 'project', count: (holding) => workspacesIn(holding, 'project') },
  { name: 'maxUsers', noun: 'active user', count: activeUsersIn },
]

function ofPlan({ plan, overage }: NonNullable<ReturnType<typeof activeSubscription>>): readonly Use[] {
  const limits: Readonly<Record<string, unknown>> = { ...specOf(plan).limits }
  return LIMITED.flatMap((use): readonly Use[] => {
    const most = limits[use.name]
    if (typeof most !== 'number') return []
    const pointer = `/spec/limits/${use.name}`
    return [{ ...use, bound: { key: keyOf(plan), pointer, type: 'limited', most, mayExceed: overage } }]
  })
}
