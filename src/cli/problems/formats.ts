import type { Style } from '../../plan/render/style.ts'
import { problemsGithub } from './github.ts'
import { problemsGitlab } from './gitlab.ts'
import { problemsJson } from './json.ts'
import type { ProblemReport } from './report.ts'
import { problemsSarif } from './sarif.ts'
import { problemsText } from './text.ts'

/** The forms in which problems are written (`--format`). */
export const PROBLEM_FORMATS = ['text', 'json', 'github', 'gitlab', 'sarif'] as const

export type ProblemFormat = (typeof PROBLEM_FORMATS)[number]

/** The form where none is asked for: that of the forge whose job this is, else text for people. */
export function defaultFormat(env: Readonly<Record<string, string | undefined>>): ProblemFormat {
  if (env.GITHUB_ACTIONS === 'true') return 'github'
  if (env.GITLAB_CI === 'true') return 'gitlab'
  return 'text'
}

/** A report in one of the forms; ends with a newline. Only text has a style. */
export function formatProblems(report: ProblemReport, format: ProblemFormat, style: Style): string {
  switch (format) {
    case 'text':
      return problemsText(report, style)
    case 'json':
      return problemsJson(report)
    case 'github':
      return problemsGithub(report)
    case 'gitlab':
      return problemsGitlab(report)
    case 'sarif':
      return problemsSarif(report)
  }
}
