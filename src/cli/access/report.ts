import { ConfigError } from '../../model/errors.ts'
import { EXIT } from '../exit.ts'
import { oneOf } from '../inputs.ts'
import { type StoredAt, withStoredState } from '../stored.ts'
import type { Terminal } from '../terminal.ts'
import type { CommitOptions } from './report/commits.ts'
import { type RangeOptions, withRange } from './report/range.ts'
import { FORMS, writeReport } from './report/report.ts'
import { surveyed } from './report/surveyed.ts'
import { changed, selfApproved } from './report/told.ts'

/** The options of `access report`. */
export interface ReportOptions extends StoredAt, RangeOptions, CommitOptions {
  readonly organization?: string
  readonly privileged?: boolean
  readonly unexplained?: boolean
  readonly dormant?: boolean
  readonly selfApproved?: boolean
  readonly net?: boolean
  readonly output: string
}

/**
 * Writes a report for a review of access: who holds what at a moment, one of the lists that an auditor asks for, or what was gained
 * and lost in a time.
 */
export async function reportAccess(options: ReportOptions, terminal: Terminal): Promise<number> {
  const form = oneOf(options.output, FORMS, '--output')
  const which = chosen(options)
  const { report, telling } = await (which === 'changes' || which === 'self-approved'
    ? withRange(options, (range) => (which === 'changes' ? changed : selfApproved)(range, options))
    : withStoredState(options, (stored) => surveyed(which, stored, options)))
  await writeReport(report, form, telling, terminal)
  return EXIT.done
}

const LISTS = ['privileged', 'unexplained', 'dormant', 'self-approved'] as const

function chosen(options: ReportOptions): (typeof LISTS)[number] | 'population' | 'changes' {
  const { since, until, at, seq, net } = options
  const asked = { ...options, 'self-approved': options.selfApproved }
  const [list, other] = LISTS.filter((one) => asked[one] === true)
  if (list !== undefined && other !== undefined) {
    throw new ConfigError(`--${list} and --${other} are both given`, 'ask for one list at a time')
  }
  const isOfTime = list === 'self-approved' || (list === undefined && since !== undefined)
  if (isOfTime && (at !== undefined || seq !== undefined)) {
    throw new ConfigError(
      'this report is of a time, not of a moment',
      'name its beginning with --since, its end with --until',
    )
  }
  if (!isOfTime && (since !== undefined || until !== undefined)) {
    const help = list === undefined ? 'name its beginning with --since' : 'name the moment with --at or --seq'
    throw new ConfigError(list === undefined ? '--until is given without --since' : `--${list} is of one moment`, help)
  }
  if (net === true && (list !== undefined || !isOfTime)) {
    throw new ConfigError('--net is given without a time', 'name the time with --since and --until')
  }
  return list ?? (isOfTime ? 'changes' : 'population')
}
