import { sha256 } from '../../lib/digest.ts'
import { visible } from '../../lib/text.ts'
import type { Problem } from '../../model/problem.ts'
import { jsonText } from '../../plan/render/json-text.ts'
import { sortedProblems } from '../../plan/render/problem.ts'
import { createFingerprints } from './fingerprint.ts'
import { createPlaces } from './place.ts'
import type { ProblemReport } from './report.ts'

/**
 * Problems as a GitLab Code Quality report. Fingerprints are unique, because GitLab shows only the first of equal ones;
 * an object in a cluster stands as a path of its own. Ends with a newline.
 */
export function problemsGitlab(report: ProblemReport): string {
  const places = createPlaces(report)
  const fingerprint = createFingerprints(places)
  const findings = sortedProblems(report.groups).map(({ problem }) => {
    const { code, origin, message, help } = problem
    const { digest, count } = fingerprint(problem)
    return {
      description: visible(help === undefined ? message : `${message} (help: ${help})`),
      check_name: code,
      fingerprint: count === 1 ? digest : sha256(`${digest} ${count}`),
      severity: severityOf(problem),
      location: {
        path: places.path(origin) ?? `kubernetes/${places.full(origin)}`,
        lines: { begin: 'path' in origin ? origin.line : 1 },
      },
    }
  })
  return jsonText(findings)
}

function severityOf({ code, severity }: Problem): 'blocker' | 'critical' | 'minor' {
  if (severity === 'warning') return 'minor'
  return code === 'SecretInline' ? 'blocker' : 'critical'
}
