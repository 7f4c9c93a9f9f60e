import { visible } from '../../lib/text.ts'
import type { Problem, Severity } from '../../model/problem.ts'
import { sortedProblems } from '../../plan/render/problem.ts'
import { createPlaces, type Places } from './place.ts'
import type { ProblemReport } from './report.ts'
import { summaryText } from './text.ts'

/** GitHub shows this many annotations of a kind for a step and drops the others silently. */
const PER_KIND = 10

/**
 * Problems as workflow commands of GitHub Actions, which show them beside the changed lines: ten errors and ten warnings,
 * then a notice that sums up and says how many are not annotated. Ends with a newline.
 */
export function problemsGithub(report: ProblemReport): string {
  const placed = sortedProblems(report.groups)
  const places = createPlaces(report)
  const problems = placed.map(({ problem }) => problem)
  const shown = [...first(problems, 'error'), ...first(problems, 'warning')]
  const left = problems.length - shown.length
  const summary = summaryText(placed, report)
  const words =
    left === 0 ? summary : `${summary}; ${left} of them not annotated, \`charter validate --format text\` shows all`
  return `${[...shown.map((problem) => annotation(problem, places)), command('notice', { title: 'charter' }, words)].join('\n')}\n`
}

function first(problems: readonly Problem[], severity: Severity): readonly Problem[] {
  return problems.filter((problem) => problem.severity === severity).slice(0, PER_KIND)
}

function annotation(problem: Problem, places: Places): string {
  const { origin, severity, code, message, help, notes } = problem
  const file = places.path(origin)
  const where = file === undefined || !('path' in origin) ? {} : { file, line: origin.line, col: origin.column }
  const end = problem.length === undefined || !('path' in origin) ? {} : { endColumn: origin.column + problem.length }
  const object = file === undefined ? ` at ${places.full(origin)}` : ''
  const lines = [
    `${message}${object}`,
    ...(help === undefined ? [] : [`help: ${help}`]),
    ...(notes ?? []).map((note) => `note: ${note}`),
  ]
  const text = lines.map(visible).join('\n')
  return command(severity, { ...where, ...end, title: code }, text)
}

function command(name: string, properties: Readonly<Record<string, string | number>>, text: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(visible(String(value)))}`)
  return `::${name} ${list.join(',')}::${escapedText(text)}`
}

/** As the runner of GitHub Actions reads it back: these three must be escaped in the text, five in properties. */
function escapedText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapedProperty(text: string): string {
  return escapedText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
