import type { DesiredState } from '../desired/state.ts'
import type { SecretNote } from '../model/secret.ts'
import type { PassPlan } from './pass.ts'
import type { PlanReport, ProblemGroup } from './render/report.ts'
import { usesOf } from './uses.ts'

/** A planned pass as the renderers take it, with what it does about secrets besides. */
export function reportOf(
  { desired, plans, sourceHolds, impacts }: PassPlan,
  secrets: readonly SecretNote[] = [],
): PlanReport {
  const units = [...desired.units.values()]
  return {
    plans: plans.map(({ plan }) => plan),
    holds: [...sourceHolds, ...plans.flatMap(({ holds }) => holds)],
    conditions: units.flatMap(({ unit, conditions }) =>
      conditions.map(({ code, message, help }) => ({ unit, code, message, ...(help === undefined ? {} : { help }) })),
    ),
    problems: problemsOf(desired),
    invalid: units.filter(({ valid }) => !valid).map(({ unit }) => unit),
    uses: usesOf(
      desired,
      plans.map(({ plan }) => plan),
    ),
    secrets,
    impacts: new Map([...impacts()].map(([{ plan }, impact]) => [plan, impact])),
  }
}

/** Everything that a check has found: what belongs to no unit first, then by unit. */
export function problemsOf({ problems, units }: DesiredState): readonly ProblemGroup[] {
  const own = [...units.values()].filter((unit) => unit.problems.length > 0)
  return [
    ...(problems.length > 0 ? [{ problems }] : []),
    ...own.map((unit) => ({ unit: unit.unit, problems: unit.problems })),
  ]
}
