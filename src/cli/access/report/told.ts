import type { JsonObject } from '../../../model/resource.ts'
import { type ChangesOptions, changesReport, changesSummary, readChanges } from './changes.ts'
import type { CommitOptions } from './commits.ts'
import { isoOf, type Range } from './range.ts'
import type { Report, Telling } from './report.ts'
import { readSelfApproved, selfApprovedSummary } from './selfapproved.ts'
import { erasedIn, erasedNotes, organizationOf } from './surveyed.ts'

/** A report with what is told beside it. */
export interface Told {
  readonly report: Report
  readonly telling: Telling
}

/** The report on what was gained and lost in a time. Throws as `readChanges` does. */
export async function changed(range: Range, options: ChangesOptions): Promise<Told> {
  const changes = await readChanges(range, options)
  const about = { report: 'changes', net: options.net === true, ...aboutRange(range, options) }
  return {
    report: changesReport(changes),
    telling: {
      about,
      summary: (counts) => `${timeText(range)}: ${changesSummary(counts)}`,
      notes: [...rangeNotes(range, options), ...changes.trail.notes],
    },
  }
}

/** The report on changes that nobody but their makers have seen. Throws as `readSelfApproved` does. */
export async function selfApproved(
  range: Range,
  options: CommitOptions & { readonly organization?: string },
): Promise<Told> {
  const { report, trail } = await readSelfApproved(range, options)
  return {
    report,
    telling: {
      about: { report: 'self-approved', ...aboutRange(range, options) },
      summary: (counts) => `${timeText(range)}: ${selfApprovedSummary(counts)}`,
      notes: [...rangeNotes(range, options), ...trail.notes],
    },
  }
}

/** Of which time and ledger a report is, for programs. */
export function aboutRange(range: Range, options: { readonly organization?: string }): JsonObject {
  const { since, until, stored } = range
  const head = { ...stored.state.head }
  return {
    ...organizationOf(options),
    since: isoOf(since),
    until: isoOf(until),
    head,
    erased: erasedOf(range, options),
  }
}

/** Of which time a report is, in words. */
export function timeText({ since, until }: Pick<Range, 'since' | 'until'>): string {
  return `${isoOf(since)} to ${isoOf(until)}`
}

/** What is not known of a time, because it was erased since. */
export function rangeNotes(range: Range, options: { readonly organization?: string }): readonly string[] {
  return erasedNotes(erasedOf(range, options))
}

function erasedOf({ from, stored }: Range, { organization }: { readonly organization?: string }): number {
  return Math.max(erasedIn(from, organization), erasedIn(stored.state, organization))
}
