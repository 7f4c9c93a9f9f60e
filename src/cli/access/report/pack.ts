import { dormantIn } from '../../../access/report/dormant.ts'
import { groundUids } from '../../../access/report/holding.ts'
import type { Sample } from '../../../access/report/sample.ts'
import { organizationUid } from '../../../access/report/sides.ts'
import { organizationsIn, type Survey, surveyOf } from '../../../access/report/survey.ts'
import type { Entry } from '../../../model/ledger.ts'
import type { State } from '../../../model/state.ts'
import { changesReport, readChanges } from './changes.ts'
import type { CommitOptions } from './commits.ts'
import { dormantReport } from './dormant.ts'
import { entriesIn, entriesReport } from './entries.ts'
import { populationReport } from './population.ts'
import { privilegedReport } from './privileged.ts'
import type { Range } from './range.ts'
import { createRedaction } from './redact.ts'
import { csvTexts, ndjsonTexts, type Report } from './report.ts'
import { type Drawing, drawn, sampleReport } from './sample.ts'
import { readSelfApproved } from './selfapproved.ts'
import { NO_SIGN_INS } from './surveyed.ts'
import { readTrail } from './trail.ts'
import { unexplainedReport } from './unexplained.ts'

/** One file of a pack of evidence: what it holds, in words, and its text, piece by piece; counts are known when all of it was made. */
export interface PackFile {
  readonly name: string
  readonly about: string
  readonly texts: Iterable<string>
  counts(): Readonly<Record<string, number>>
}

/** What a pack is made of: the organization, and what is drawn. */
export interface PackOptions extends CommitOptions {
  readonly organization?: string
  readonly drawing: Drawing
  /** Whether people are taken out. */
  readonly isRedacted: boolean
}

/** The files of a pack in their order, its sample, and what has to be said of it. */
export interface Pack {
  readonly files: Iterable<PackFile>
  readonly sample: Sample
  readonly notes: readonly string[]
}

/** Reads everything that a pack of evidence needs; its files are made one after the other when they are asked for. */
export async function readPack(range: Range, options: PackOptions): Promise<Pack> {
  const { from, since, until, stored } = range
  const changes = await readChanges(range, options)
  const sample = drawn(changes, options.drawing)
  const own = await readSelfApproved(range, options)
  const entries = await entriesIn(range, options.organization)
  const start = sideOf(from, since, range, options.organization)
  const end = sideOf(stored.state, until, range, options.organization)
  const earlier = { entries: () => upTo(stored.entries(), from.head.seq) }
  const before = await readTrail(earlier, groundUids(start), options)
  const idle = dormantIn(end).map(({ resource }) => resource.uid)
  const after = await readTrail(stored, new Set([...groundUids(end), ...idle]), options)
  const shown = options.isRedacted ? createRedaction() : (report: Report) => report
  const csv = (name: string, about: string, made: Report): PackFile => {
    const report = shown(made)
    return { name, about, texts: csvTexts(report), counts: () => report.counts() }
  }
  function* files(): Generator<PackFile, undefined> {
    yield csv('population-start.csv', 'everybody and what each held at the beginning', populationReport(start, before))
    yield csv('population-end.csv', 'everybody and what each held at the end', populationReport(end, after))
    yield csv('changes.csv', 'what was gained and lost, in order', changesReport(changes))
    const again = shown(changesReport(changes))
    const lines = { texts: ndjsonTexts(again), counts: () => again.counts() }
    yield { name: 'changes.ndjson', about: 'the same, one JSON object a line', ...lines }
    yield csv('privileged.csv', 'who could MANAGE what at the end', privilegedReport(end, after))
    yield csv('unexplained.csv', 'grants without a reason or a known commit at the end', unexplainedReport(end, after))
    yield csv('dormant.csv', 'what gave nobody anything at the end', dormantReport(end, after))
    yield csv('self-approved.csv', 'changes that nobody but their makers have seen', own.report)
    yield csv('sample.csv', 'changes drawn for a test of them', sampleReport(sample, changes))
    yield csv(
      'entries.csv',
      'every entry of the ledger, holds and approvals among them',
      entriesReport(entries, own.trail),
    )
  }
  return { files: files(), sample, notes: [NO_SIGN_INS, ...new Set([...after.notes, ...changes.trail.notes])] }
}

/** What is stored at one end of a time; of an organization that has another name there, by that. */
function sideOf(
  { resources }: State,
  moment: number,
  { from, stored }: Pick<Range, 'from' | 'stored'>,
  organization: string | undefined,
): Survey {
  if (organization === undefined) return surveyOf(resources, moment)
  const isAtEnd = organizationsIn(stored.state.resources).includes(organization)
  const uid = organizationUid(isAtEnd ? stored.state.resources : from.resources, organization)
  const name = organizationsIn(resources).find((one) => organizationUid(resources, one) === uid)
  return name === undefined ? surveyOf(new Map(), moment) : surveyOf(resources, moment, name)
}

async function* upTo(entries: AsyncIterable<Entry>, seq: number): AsyncGenerator<Entry, undefined> {
  for await (const entry of entries) {
    if (entry.seq > seq) return
    yield entry
  }
}
