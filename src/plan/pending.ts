import { once } from '../lib/once.ts'
import type { Plan } from '../model/plan.ts'
import type { State } from '../model/state.ts'
import { type Unit, type UnitName, unitName } from '../model/unit.ts'
import { impactsOf } from './impact.ts'
import type { PassPlan } from './pass.ts'
import { type PlanReport, unitOfSecret } from './render/report.ts'
import { reportOf } from './report.ts'

/** Gives what a pass left to do: worked out when it is first asked for. */
export type Pending = () => PlanReport

/**
 * What a pass, which left `state` at `instant`, did not apply: plans that are held, sources that are, and what is wrong or
 * stands out in declarations. Of units that are in force as declared it keeps nothing.
 */
export function pendingOf(pass: PassPlan, state: State, instant: string): Pending {
  return leftOf(pass, heldIn(pass), state, instant)
}

/** The same before anything of a pass is applied to `state`: all of its plans. */
export function plannedOf(pass: PassPlan, state: State, instant: string): Pending {
  return leftOf(pass, pass.plans, state, instant)
}

function heldIn({ plans }: PassPlan): PassPlan['plans'] {
  return plans.filter(({ holds }) => holds.length > 0)
}

function leftOf(pass: PassPlan, plans: PassPlan['plans'], state: State, instant: string): Pending {
  const named = new Set(plans.map(({ plan }) => unitName(plan.unit)))
  // A plan of the installation may change what every organization may use.
  const isOfAll = named.has(unitName({ type: 'installation' }))
  const units = new Map(
    [...pass.desired.units].filter(
      ([name, { valid, problems, conditions }]) =>
        isOfAll || named.has(name) || !valid || problems.length + conditions.length > 0,
    ),
  )
  const left = { ...pass, desired: { ...pass.desired, units }, plans, impacts: () => impactsOf(plans, state, instant) }
  return once(() => reportOf(left))
}

/** What of a report is told: what belongs to which units, and where one source is named, what comes from that. */
export interface Part {
  readonly unit: (name: UnitName) => boolean
  readonly source: string | undefined
  /** Whether what belongs to no unit is told: the holds of whole sources, texts that could not be assigned. */
  readonly isWhole: boolean
}

/** The part of a report that is about some units and sources; a plan stays whole, because its digest covers all of it. */
export function partOf(report: PlanReport, { unit, source, isWhole }: Part): PlanReport {
  const isFrom = (name: string): boolean => source === undefined || name === source
  const isTold = (one: Named): boolean => unit(unitName(one.unit))
  const plans = report.plans.filter((plan) => isTold(plan) && sourcesOf(plan).some(isFrom))
  const problems = (report.problems ?? [])
    .filter((group) => (group.unit === undefined ? isWhole : unit(unitName(group.unit))))
    .map((group) => ({ ...group, problems: group.problems.filter(({ origin }) => isFrom(origin.source)) }))
    .filter((group) => group.problems.length > 0)
  const named = new Set([...plans, ...problems].flatMap((one) => (one.unit === undefined ? [] : [unitName(one.unit)])))
  const isNamed = (one: Named): boolean => named.has(unitName(one.unit))
  const isShown = source === undefined ? isTold : isNamed
  const digests = new Set(plans.map(({ digest }) => digest))
  return {
    ...report,
    plans,
    holds: report.holds.filter(({ scope, digest }) =>
      scope.type === 'source' ? isWhole && isFrom(scope.source) : digests.has(digest),
    ),
    conditions: (report.conditions ?? []).filter(isShown),
    problems,
    invalid: (report.invalid ?? []).filter((one) => named.has(unitName(one))),
    uses: (report.uses ?? []).filter(isShown),
    secrets: (report.secrets ?? []).filter((note) => isShown({ unit: unitOfSecret(note) })),
  }
}

interface Named {
  readonly unit: Unit
}

/** The sources that declare, or declared, what a plan changes. */
function sourcesOf({ changes }: Plan): readonly string[] {
  return changes.flatMap((change) => [
    ...('before' in change ? [change.before.origin.source] : []),
    ...('after' in change ? [change.after.origin.source] : []),
  ])
}
