import type { EntryApproval } from '../../../access/report/approval.ts'
import { folded } from '../../../lib/text.ts'
import type { Entry } from '../../../model/ledger.ts'
import { isAmong, type Makers } from '../../../plan/history/authors.ts'
import { unitLabel } from '../../../plan/render/report.ts'
import { countSigns, ofOrganization, type Summary, summaryOf } from '../../ledger/summary.ts'
import type { CommitOptions } from './commits.ts'
import { EVENT_COLUMNS, eventCells } from './marks.ts'
import type { Range } from './range.ts'
import { type Cell, type Column, counted, type Report } from './report.ts'
import { requireOrganizationIn } from './surveyed.ts'
import { createTrace, type Trail } from './trail.ts'

const COLUMNS: readonly Column[] = [{ name: 'finding' }, { name: 'unit' }, { name: 'changes' }, ...EVENT_COLUMNS]

interface Applied {
  readonly summary: Summary
  readonly commits: readonly string[]
}

/**
 * Changes whose approver had a hand in them, as the ledger says or as their commits show, and changes that only their author
 * committed; oldest first. Throws as `lookedUp` does, and `ConfigError` where there is no such organization.
 */
export async function readSelfApproved(
  { from, stored }: Pick<Range, 'from' | 'stored'>,
  options: CommitOptions & { readonly organization?: string },
): Promise<{ readonly report: Report; readonly trail: Trail }> {
  requireOrganizationIn({ from, stored }, options.organization)
  const trace = createTrace(new Set())
  const applied: Applied[] = []
  for await (const entry of stored.entries()) {
    if (entry.seq <= from.head.seq) continue
    trace.add(entry)
    if (entry.type === 'applied') applied.push({ summary: summaryOf(entry), commits: commitsOf(entry) })
  }
  const trail = await trace.finish(
    applied.flatMap(({ commits }) => commits),
    options,
  )
  return { report: reportOf(meant(applied, options.organization), trail), trail }
}

function meant(applied: readonly Applied[], organization: string | undefined): readonly Applied[] {
  if (organization === undefined) return applied
  const own = ofOrganization(applied.map(({ summary }) => summary).reverse(), organization)
  const seqs = new Set(own.map(({ seq }) => seq))
  return applied.filter(({ summary }) => seqs.has(summary.seq))
}

function reportOf(applied: readonly Applied[], trail: Trail): Report {
  const counts = { entries: applied.length, self_approved: 0, self_committed: 0 }
  function* rows(): Generator<readonly Cell[], undefined> {
    for (const { summary, commits } of applied) {
      const { seq, time, unit } = summary
      const known = commits.flatMap((hash) => trail.commit(hash) ?? [])
      const row = (finding: string, some: readonly string[]): readonly Cell[] => [
        finding,
        unit === undefined ? undefined : unitLabel(unit),
        countSigns(summary.counts),
        ...eventCells(trail, { seq, time, commits: some }),
      ]
      const approval = trail.approval(seq)
      if (approval !== undefined && isOwnApproval(approval, known, trail)) {
        counts.self_approved++
        yield row('approved by who made it', commits)
      }
      const alone = known.filter(isByOne).map(({ hash }) => hash)
      if (alone.length === 0) continue
      counts.self_committed++
      yield row('committed by its author alone', alone)
    }
  }
  return { columns: COLUMNS, rows: rows(), counts: () => counts }
}

function commitsOf({ changes }: Entry): readonly string[] {
  return [...new Set(changes.flatMap(({ commit }) => commit ?? []))].sort()
}

function isOwnApproval({ actor, isOwn }: EntryApproval, known: readonly Makers[], trail: Trail): boolean {
  if (isOwn) return true
  const makers = known.flatMap(({ author, committer, coAuthors }) => [author, committer, ...coAuthors])
  const approving = actor.type === 'commit' ? trail.commit(actor.name) : undefined
  return isAmong(makers, actor, [{ commits: approving === undefined ? [] : [approving] }])
}

/** Whether nobody but its author had a hand in a commit, as far as addresses tell. */
function isByOne({ author, committer, coAuthors }: Makers): boolean {
  return [committer, ...coAuthors].every(({ email }) => folded(email) === folded(author.email))
}

/** What was counted of changes that nobody else has seen, in words. */
export function selfApprovedSummary(counts: Readonly<Record<string, number>>): string {
  const { entries = 0, self_approved = 0, self_committed = 0 } = counts
  return `of ${counted([entries, 'applied entry', 'applied entries'])}, ${self_approved} approved by who made them, ${self_committed} committed by their author alone`
}
