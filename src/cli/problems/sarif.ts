import { visible } from '../../lib/text.ts'
import type { Problem } from '../../model/problem.ts'
import type { Origin } from '../../model/resource.ts'
import { jsonText } from '../../plan/render/json-text.ts'
import { mostSevere, sortedProblems } from '../../plan/render/problem.ts'
import { codeText } from '../codes/codes.ts'
import { createFingerprints } from './fingerprint.ts'
import { createPlaces, type Places } from './place.ts'
import type { ProblemReport } from './report.ts'

/** GitHub code scanning refuses a run with more results, and shows the first 5,000. */
const RESULTS_MOST = 5000

/**
 * Problems as SARIF 2.1.0 with one rule for each code that occurs; at most 5,000 results, errors first. Paths are relative
 * to `%SRCROOT%`. Ends with a newline.
 */
export function problemsSarif(report: ProblemReport): string {
  const places = createPlaces(report)
  const all = sortedProblems(report.groups)
  const problems = mostSevere(all, RESULTS_MOST).map(({ problem }) => problem)
  const codes = [...new Set(problems.map(({ code }) => code))].sort()
  const fingerprint = createFingerprints(places)
  const results = problems.map((problem) => {
    const { digest, count } = fingerprint(problem)
    return {
      ruleId: problem.code,
      ruleIndex: codes.indexOf(problem.code),
      level: problem.severity,
      message: { text: messageOf(problem) },
      locations: [location(problem.origin, places, problem.length)],
      relatedLocations: (problem.related ?? []).map(({ origin, message }, id) => ({
        id,
        message: { text: visible(message) },
        ...location(origin, places),
      })),
      partialFingerprints: { primaryLocationLineHash: `${digest}:${count}` },
    }
  })
  const notice = all.length > problems.length ? omitted(all.length - problems.length) : {}
  const run = { tool: { driver: { name: 'charter', rules: codes.map(ruleOf) } }, columnKind: 'utf16CodeUnits', results }
  return jsonText({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ ...run, ...notice }],
  })
}

function messageOf({ message, help, notes }: Problem): string {
  const parts = [
    message,
    ...(help === undefined ? [] : [`help: ${help}`]),
    ...(notes ?? []).map((note) => `note: ${note}`),
  ]
  return parts.map(visible).join('\n')
}

function ruleOf(code: Problem['code']): Record<string, unknown> {
  const { title, explanation } = codeText(code)
  return {
    id: code,
    name: code,
    shortDescription: { text: title },
    fullDescription: { text: explanation },
    help: { text: `charter explain ${code}` },
  }
}

function location(origin: Origin, places: Places, length?: number): Record<string, unknown> {
  const path = places.path(origin)
  if (path === undefined || !('path' in origin)) {
    return { logicalLocations: [{ fullyQualifiedName: places.full(origin), kind: 'object' }] }
  }
  const { line, column } = origin
  const end = length === undefined ? {} : { endColumn: column + length }
  return {
    physicalLocation: {
      artifactLocation: {
        uri: path.toWellFormed().split('/').map(encodeURIComponent).join('/'),
        uriBaseId: '%SRCROOT%',
      },
      region: { startLine: line, startColumn: column, ...end },
    },
  }
}

function omitted(count: number): Record<string, unknown> {
  const text = `${count} more problems are left out of this report`
  const notifications = [{ level: 'warning', message: { text } }]
  return { invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications }] }
}
