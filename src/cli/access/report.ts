import { ConfigError } from '../../model/errors.ts'
import { EXIT } from '../exit.ts'
import { oneOf } from '../inputs.ts'
import { type StoredAt, withStoredState } from '../stored.ts'
import type { Terminal } from '../terminal.ts'
import type { CommitOptions } from './report/commits.ts'
import { FORMS, writeReport } from './report/report.ts'
import { type SurveyReport, surveyed } from './report/surveyed.ts'

/** The options of `access report`. */
export interface ReportOptions extends StoredAt, CommitOptions {
  readonly organization?: string
  readonly privileged?: boolean
  readonly unexplained?: boolean
  readonly dormant?: boolean
  readonly output: string
}

/** Writes a report for a review of access: who holds what at a moment, or one of the lists that an auditor asks for. */
export async function reportAccess(options: ReportOptions, terminal: Terminal): Promise<number> {
  const form = oneOf(options.output, FORMS, '--output')
  const which = chosen(options)
  return withStoredState(options, async (stored) => {
    const { report, telling } = await surveyed(which, stored, options)
    writeReport(report, form, telling, terminal)
    return EXIT.done
  })
}

function chosen({ privileged, unexplained, dormant }: ReportOptions): SurveyReport {
  const lists = [
    ...(privileged ? (['privileged'] as const) : []),
    ...(unexplained ? (['unexplained'] as const) : []),
    ...(dormant ? (['dormant'] as const) : []),
  ]
  const [which = 'population', other] = lists
  if (other === undefined) return which
  throw new ConfigError(`--${which} and --${other} are both given`, 'ask for one list at a time')
}
