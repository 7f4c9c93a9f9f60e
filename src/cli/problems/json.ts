import { jsonText } from '../../plan/render/json-text.ts'
import { problemJson, sortedProblems } from '../../plan/render/problem.ts'
import { createPlaces } from './place.ts'
import type { ProblemReport } from './report.ts'

/** The version of the problems as JSON; the first number grows when a reader could break, the second with additions. */
export const PROBLEMS_FORMAT_VERSION = '1.0'

/**
 * Every problem as JSON, none left out: `{format_version, summary, problems}`; a problem looks as in `charter plan
 * --output json` and has its `place` as a person would write it. Ends with a newline.
 */
export function problemsJson(report: ProblemReport): string {
  const problems = sortedProblems(report.groups)
  const places = createPlaces(report)
  const errors = problems.filter(({ problem }) => problem.severity === 'error').length
  return jsonText({
    format_version: PROBLEMS_FORMAT_VERSION,
    summary: { errors, warnings: problems.length - errors, ...report.totals },
    problems: problems.map((placed) => ({ ...problemJson(placed), place: places.full(placed.problem.origin) })),
  })
}
