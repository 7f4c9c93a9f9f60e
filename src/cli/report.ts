import type { Snapshot } from '../model/document.ts'
import type { PassPlan } from '../plan/pass.ts'
import { problemsOf } from '../plan/report.ts'
import { EXIT } from './exit.ts'
import type { ProblemReport } from './problems/report.ts'

/** Whether any problem is an error. */
export function isInvalid({ desired }: PassPlan): boolean {
  const all = [...desired.problems, ...[...desired.units.values()].flatMap(({ problems }) => problems)]
  return all.some(({ severity }) => severity === 'error')
}

/** Whether anything is held. */
export function isHeld({ plans, sourceHolds }: PassPlan): boolean {
  return sourceHolds.length > 0 || plans.some(({ holds }) => holds.length > 0)
}

/** What became of a pass besides its plans: whether something was applied before it, and a secret not handed over. */
export interface Besides {
  readonly isAppliedBefore: boolean
  readonly isInTrouble: boolean
}

/** The exit code of a pass that was applied: what was applied, in it or before it, and what was left (design §7). */
export function appliedCode(pass: PassPlan, { isAppliedBefore, isInTrouble }: Besides): number {
  const some = isAppliedBefore || pass.plans.some(({ holds }) => holds.length === 0)
  if (!isInvalid(pass) && !isHeld(pass)) return isInTrouble ? EXIT.partly : EXIT.done
  if (some) return EXIT.partly
  return isHeld(pass) ? EXIT.held : EXIT.refused
}

/** Everything a check has found, with the texts for its frames and the folders as the user named them. */
export function problemReportOf(pass: PassPlan, snapshots: readonly Snapshot[]): ProblemReport {
  const organizations = [...pass.desired.units.values()].filter(({ unit }) => unit.type === 'organization')
  return {
    groups: problemsOf(pass.desired),
    totals: {
      files: snapshots.reduce((sum, snapshot) => sum + pathsOf(snapshot).size, 0),
      resources: pass.desired.declared,
      organizations: organizations.length,
    },
    texts: snapshots,
    folders: new Map(snapshots.flatMap(({ source, root }) => (root === undefined ? [] : [[source, root] as const]))),
  }
}

/** Every file that was looked at, read or not. */
function pathsOf({ files, unreadable }: Snapshot): ReadonlySet<string> {
  return new Set([...files.keys(), ...unreadable.map(({ path }) => path)])
}
