import type { DesiredUnit } from '../desired/state.ts'
import type { NewEntry } from '../model/ledger.ts'
import type { Problem } from '../model/problem.ts'
import type { Origin } from '../model/resource.ts'
import { type UnitName, unitName } from '../model/unit.ts'
import type { JudgedPlan, PassPlan } from '../plan/pass.ts'
import { unitLabel } from '../plan/render/report.ts'
import { appliedEntry, type Recording } from './entries.ts'

/** A pass whose plans can all be written down, and the entry of each that nothing holds, in the order of the pass. */
export interface Recordable {
  readonly pass: PassPlan
  readonly applied: ReadonlyMap<JudgedPlan, NewEntry>
}

/** Plans the same pass again, where nothing may lean on what these units would add. */
export type PlanAgain = (withheld: ReadonlySet<UnitName>) => PassPlan

/**
 * Makes the entries of a pass. A unit whose entry would be longer than an entry may be is refused (`TooLarge`) and keeps its last
 * good state; what leans on what it would have added waits with it, as `again` plans it, and all others go on.
 */
export function recordable(pass: PassPlan, recording: Recording, again?: PlanAgain): Recordable {
  const refused = new Map<UnitName, Problem>()
  for (let left = pass; ; ) {
    const applied = new Map<JudgedPlan, NewEntry>()
    const before = refused.size
    for (const judged of left.plans) {
      if (judged.holds.length > 0) continue
      const entry = appliedEntry(judged, left.impacts().get(judged), recording)
      if (entry === undefined) refused.set(unitName(judged.plan.unit), tooLarge(judged, recording))
      else applied.set(judged, entry)
    }
    if (refused.size === before) return { pass: left, applied }
    left = refusing(again?.(new Set(refused.keys())) ?? left, refused)
  }
}

function refusing(pass: PassPlan, refused: ReadonlyMap<UnitName, Problem>): PassPlan {
  const units = new Map(
    [...pass.desired.units].map(([name, unit]): [UnitName, DesiredUnit] => {
      const problem = refused.get(name)
      if (problem === undefined) return [name, unit]
      return [
        name,
        {
          ...unit,
          valid: false,
          resources: unit.stored,
          renames: new Map(),
          problems: [...unit.problems, problem],
        },
      ]
    }),
  )
  const plans = pass.plans.filter(({ plan }) => !refused.has(unitName(plan.unit)))
  return { ...pass, desired: { ...pass.desired, units }, plans }
}

function tooLarge(judged: JudgedPlan, { mostLength }: Recording): Problem {
  const most = mostLength.toLocaleString('en-US')
  return {
    code: 'TooLarge',
    severity: 'error',
    message: `what changes in ${unitLabel(judged.plan.unit)} does not fit into one entry of the ledger, which has at most ${most} characters`,
    help: 'split the change: apply a part of its permissions, members or people first, then the others',
    origin: placeOf(judged),
    pointer: '',
  }
}

/** Where the Organization is declared, and otherwise what changes first. */
function placeOf({ unit: { view }, plan }: JudgedPlan): Origin {
  const organization = view.type === 'organization' ? view.after.organization : undefined
  const [first] = plan.changes
  if (organization !== undefined) return organization.origin
  if (first === undefined) return { source: '', path: '', line: 1, column: 1 }
  return first.action === 'delete' ? first.before.origin : first.after.origin
}
