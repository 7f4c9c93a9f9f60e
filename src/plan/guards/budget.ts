import { count, part } from '../../access/fields.ts'
import type { Resource } from '../../model/resource.ts'

/** How much of a class may go within 24 hours: the greater of `minimum` and `fraction` of what there was (model §2). */
export interface Budget {
  readonly fraction: number
  readonly minimum: number
}

const DEFAULT: Budget = { fraction: 0.05, minimum: 3 }

/** The budget in force: of the stored and the desired organization the stricter numbers, the defaults where both are silent. */
export function budgetOf(stored: Resource | undefined, desired: Resource | undefined): Budget {
  const budgets = [stored, desired].flatMap((organization) =>
    organization === undefined ? [] : [declared(organization)],
  )
  if (budgets.length === 0) return DEFAULT
  return {
    fraction: Math.min(...budgets.map(({ fraction }) => fraction)),
    minimum: Math.min(...budgets.map(({ minimum }) => minimum)),
  }
}

/** How many of `there` a budget lets go: a whole number, so that "exceeds" means one more than it. */
export function limitOf({ fraction, minimum }: Budget, there: number): number {
  // 0.29 * 100 is 28.999999999999996 in a computer: the fraction is a decimal that somebody wrote.
  return Math.max(minimum, Math.floor(fraction * there + 1e-9))
}

function declared({ spec }: Resource): Budget {
  const budget = part(spec, 'removalBudget')
  return {
    fraction: count(budget, 'fraction', DEFAULT.fraction),
    minimum: count(budget, 'minimum', DEFAULT.minimum),
  }
}
