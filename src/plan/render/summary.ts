import { visible } from '../../lib/text.ts'
import { countsOf } from './counts.ts'
import { heldOf, type PlanReport, sectionsOf, unitLabel } from './report.ts'

const NAMES_MOST = 10

/** The line of a plan that changes nothing, holds nothing, and has read everything. */
export const NO_CHANGES = 'No changes. The stored state matches the declarations.'

/**
 * The last line of a plan, an interface that scripts read (docs/plan.md gives its grammar):
 * `Plan: 1 to add, 2 to change, 1 to remove, 0 to rename.  Held: acme (RemovalBudget).  Invalid: beta.`
 */
export function summaryLine(report: PlanReport): string {
  const sections = sectionsOf(report)
  const held = heldOf(sections).map(({ label, codes }) => `${label} (${codes.join(', ')})`)
  const invalid = [...new Set((report.invalid ?? []).map(unitLabel))].sort()
  const nothing = report.plans.every((plan) => plan.changes.length === 0)
  const isQuiet = (report.secrets ?? []).length === 0
  if (nothing && isQuiet && held.length === 0 && invalid.length === 0 && !hasError(report)) return NO_CHANGES
  const { add, change, remove, rename } = countsOf(report.plans)
  const parts = [`Plan: ${add} to add, ${change} to change, ${remove} to remove, ${rename} to rename.`]
  if (held.length > 0) parts.push(`Held: ${names(held)}.`)
  if (invalid.length > 0) parts.push(`Invalid: ${names(invalid)}.`)
  return visible(parts.join('  '))
}

/** Whether anything could not be read or is wrong: then nobody knows whether the stored state matches. */
function hasError({ problems = [] }: PlanReport): boolean {
  return problems.some((group) => group.problems.some(({ severity }) => severity === 'error'))
}

function names(labels: readonly string[]): string {
  const shown = labels.slice(0, NAMES_MOST).join(', ')
  return labels.length > NAMES_MOST ? `${shown} and ${labels.length - NAMES_MOST} more` : shown
}
