import type { Hold } from './hold.ts'
import type { Plan } from './plan.ts'
import type { Problem } from './problem.ts'
import type { Unit } from './unit.ts'

/** What a pass did with one unit. */
export type Outcome =
  | { readonly type: 'unchanged'; readonly unit: Unit }
  | { readonly type: 'applied'; readonly unit: Unit; readonly plan: Plan; readonly seq: number }
  | { readonly type: 'held'; readonly unit: Unit; readonly plan: Plan; readonly holds: readonly Hold[] }
  | { readonly type: 'invalid'; readonly unit: Unit; readonly problems: readonly Problem[] }
  | { readonly type: 'failed'; readonly unit: Unit; readonly message: string }
