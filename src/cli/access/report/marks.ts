import { personText } from '../../../lib/text.ts'
import type { Makers } from '../../../plan/history/authors.ts'
import type { Cell, Column } from './report.ts'
import { approverText, type Trail } from './trail.ts'

/** The columns that say which entry did something, by which commits, and who stood behind them. */
export const EVENT_COLUMNS: readonly Column[] = [
  { name: 'entry' },
  { name: 'applied_at' },
  { name: 'commits', most: 13 },
  { name: 'authors', most: 40 },
  { name: 'committers', isDetail: true },
  { name: 'co_authors', isDetail: true },
  { name: 'signatures', isDetail: true },
  { name: 'approver', most: 40 },
  { name: 'approved_at', isDetail: true },
  { name: 'self_approved', isDetail: true },
]

/** An entry and those of its commits that are meant. */
export interface Happening {
  readonly seq: number
  readonly time: string | undefined
  readonly commits: readonly string[]
}

/** The cells of those columns; empty where nothing but a window did it. */
export function eventCells(trail: Trail, happening: Happening | undefined): readonly Cell[] {
  if (happening === undefined) return EVENT_COLUMNS.map(() => undefined)
  const { seq, time, commits } = happening
  const known = commits.flatMap((hash) => trail.commit(hash) ?? [])
  const people = (of: (commit: Makers) => readonly string[]): readonly string[] => [...new Set(known.flatMap(of))]
  const approval = trail.approval(seq)
  return [
    seq,
    time,
    some(commits),
    some(people(({ author }) => [personText(author)])),
    some(people(({ committer }) => [personText(committer)])),
    some(people(({ coAuthors }) => coAuthors.map(personText))),
    some([...new Set(commits.flatMap((hash) => trail.signature(hash) ?? []))]),
    approval && approverText(trail, approval),
    approval?.time,
    approval?.isOwn,
  ]
}

function some(texts: readonly string[]): readonly string[] | undefined {
  return texts.length === 0 ? undefined : texts
}
