import type { Context, Intent } from '../../model/context.ts'
import { REMOVAL_CLASSES, type RemovalClass, type RemovalCounts } from '../../model/state.ts'
import { budgetOf, limitOf } from './budget.ts'
import type { GuardInput } from './guard.ts'
import { populationOf, recentRemovals } from './population.ts'
import { removedBy } from './removal.ts'

/** One class of a plan's removals against its budget: `limit` is what may go within 24 hours, `intended` what somebody declared. */
export interface Spending {
  readonly class: RemovalClass
  readonly names: readonly string[]
  readonly recently: number
  readonly before: number
  readonly limit: number
  readonly intended: number
}

/**
 * What a plan takes from the classes of its budget, in their order; a class of which no more goes within 24 hours than
 * the minimum that may always go is left out, so that the counting is done only where it decides something. The removal
 * of a whole organization stands outside the budget and is left to `OrganizationDelete`.
 */
export function spendingOf(input: GuardInput): readonly Spending[] {
  if (input.before !== undefined && input.after?.organization === undefined) return []
  const removed = removedBy(input)
  if (REMOVAL_CLASSES.every((name) => removed[name].length === 0)) return []
  const recent = recentRemovals(input)
  const budget = budgetOf(input.before?.organization, input.after?.organization)
  const classes = REMOVAL_CLASSES.filter(
    (name) => removed[name].length > 0 && removed[name].length + recent[name] > budget.minimum,
  )
  if (classes.length === 0) return []
  const population = populationOf(input)
  const intended = intendedRemovals(input.context, [input.before?.name, input.after?.name])
  return classes.map((name) => ({
    class: name,
    names: removed[name],
    recently: recent[name],
    before: population[name],
    limit: limitOf(budget, population[name]),
    intended: intended[name],
  }))
}

/** Whether removals pass: somebody declared as many, or the budget of 24 hours bears them. */
export function isWithinBudget({ names, recently, limit, intended }: Spending): boolean {
  return names.length <= intended || names.length + recently <= limit
}

/**
 * What is left of the declared removals once this plan is applied: an intent that names its organization is used up by
 * the first plan that needs it (model §4, "Intent"); one that names none is a pot, from which the plan takes what it needs.
 */
export function intentsAfter(input: GuardInput): readonly Intent[] {
  const { intents } = input.context
  const needed = spendingOf(input).filter((spending) => spending.names.length + spending.recently > spending.limit)
  if (needed.length === 0 || intents.length === 0) return intents
  const taken = Object.fromEntries(needed.map((spending) => [spending.class, spending.names.length]))
  const organizations = [input.before?.name, input.after?.name]
  return intents
    .filter(({ organization }) => organization === undefined || !organizations.includes(organization))
    .map((intent) => (intent.organization === undefined ? { counts: without(intent.counts, taken) } : intent))
}

function without(counts: Intent['counts'], taken: Readonly<Record<string, number>>): Intent['counts'] {
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, Math.max(0, count - (taken[name] ?? 0))]),
  )
}

/** The sum of the intents that speak of one of these organizations, or of any. */
function intendedRemovals(context: Context, organizations: readonly (string | undefined)[]): RemovalCounts {
  const intents = context.intents.filter(
    ({ organization }) => organization === undefined || organizations.includes(organization),
  )
  const sums = REMOVAL_CLASSES.map((name): [RemovalClass, number] => [
    name,
    intents.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0),
  ])
  return Object.fromEntries(sums) as RemovalCounts
}
