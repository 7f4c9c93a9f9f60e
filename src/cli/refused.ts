import type { Snapshot } from '../model/document.ts'
import type { PassPlan } from '../plan/pass.ts'
import { problemsText } from './problems/text.ts'
import { problemReportOf } from './report.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/** The problems of units with which nothing was wrong until they were to be applied, as text; none where there are none. */
export function refusedTexts(
  { planned, left }: { readonly planned: PassPlan; readonly left: PassPlan },
  snapshots: readonly Snapshot[],
  { outIsTerminal, environment }: Terminal,
): readonly string[] {
  const before = planned.desired.units
  const units = new Map([...left.desired.units].filter(([name, { valid }]) => !valid && before.get(name)?.valid))
  if (units.size === 0) return []
  const report = problemReportOf({ ...left, desired: { ...left.desired, problems: [], units } }, snapshots)
  return [problemsText(report, createStyle({ stream: { isTTY: outIsTerminal }, env: environment }))]
}
