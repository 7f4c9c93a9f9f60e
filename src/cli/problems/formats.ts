import type { Style } from '../../plan/render/style.ts'
import type { ProblemReport } from './report.ts'
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

/** A report in one of the forms, loaded when it is asked for; ends with a newline. Only text has a style. */
export async function formatProblems(report: ProblemReport, format: ProblemFormat, style: Style): Promise<string> {
  switch (format) {
    case 'text':
      return problemsText(report, style)
    case 'json':
      return (await import('./json.ts')).problemsJson(report)
    case 'github':
      return (await import('./github.ts')).problemsGithub(report)
    case 'gitlab':
      return (await import('./gitlab.ts')).problemsGitlab(report)
    case 'sarif':
      return (await import('./sarif.ts')).problemsSarif(report)
  }
}
