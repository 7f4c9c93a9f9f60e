import { shown } from '../../lib/shown.ts'
import { plural } from '../../lib/text.ts'
import { unitName } from '../../model/unit.ts'
import { mostSevere, type PlacedProblem, sortedProblems } from '../../plan/render/problem.ts'
import { unitLabel } from '../../plan/render/report.ts'
import type { Style } from '../../plan/render/style.ts'
import { type FrameContext, problemFrame } from './frame.ts'
import { createLines } from './lines.ts'
import { createPlaces } from './place.ts'
import type { ProblemReport } from './report.ts'

const SHOWN_MOST = 50

/**
 * Every problem as a frame, by unit, at most fifty (errors before warnings), then one line that sums up; ends with a
 * newline. A heading names the unit where there is more than one.
 */
export function problemsText(report: ProblemReport, style: Style): string {
  const problems = sortedProblems(report.groups)
  const told = mostSevere(problems, SHOWN_MOST)
  const context: FrameContext = { lines: createLines(report.texts), places: createPlaces(report), style }
  const blocks = unitBlocks(told, context)
  const left = problems.length - told.length
  if (left > 0) blocks.push(`and ${left} more${breakdown(problems.filter((problem) => !told.includes(problem)))}`)
  const { errors, warnings } = severities(problems)
  const line = summaryText(problems, report)
  const paint = errors > 0 ? style.error : warnings > 0 ? style.warning : style.added
  return `${[...blocks, paint(line)].join('\n\n')}\n`
}

function unitBlocks(problems: readonly PlacedProblem[], context: FrameContext): string[] {
  const names = new Set(problems.map(({ unit }) => (unit === undefined ? '' : unitName(unit))))
  const blocks: string[] = []
  let last = names.size > 1 ? '' : undefined
  for (const { unit, problem } of problems) {
    const name = unit === undefined ? '' : unitName(unit)
    if (unit !== undefined && last !== undefined && name !== last) {
      blocks.push(context.style.heading(`# ${shown(unitLabel(unit))}`))
      last = name
    }
    blocks.push(problemFrame(problem, context))
  }
  return blocks
}

function severities(problems: readonly PlacedProblem[]): { readonly errors: number; readonly warnings: number } {
  const errors = problems.filter(({ problem }) => problem.severity === 'error').length
  return { errors, warnings: problems.length - errors }
}

function severityText(problems: readonly PlacedProblem[]): string {
  const { errors, warnings } = severities(problems)
  const parts = [errors > 0 ? plural(errors, 'error') : '', warnings > 0 ? plural(warnings, 'warning') : '']
  return parts.filter((part) => part !== '').join(' and ')
}

function breakdown(problems: readonly PlacedProblem[]): string {
  return ` (${severityText(problems)})`
}

/** What was found, in one line: `2 errors and 1 warning in 14 files`, or how much is without a problem. */
export function summaryText(
  problems: readonly PlacedProblem[],
  { totals, texts }: Pick<ProblemReport, 'totals' | 'texts'>,
): string {
  const all = texts.flatMap(({ files }) => [...files.values()])
  const isCluster = all.length > 0 && all.every(({ object }) => object !== undefined)
  const files = plural(totals.files, isCluster ? 'object' : 'file')
  if (problems.length > 0) return `${severityText(problems)} in ${files}`
  const resources = plural(totals.resources, 'resource')
  return `${files}, ${resources} in ${plural(totals.organizations, 'organization')}: no problems`
}
