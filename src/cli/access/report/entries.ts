import { approvalIn } from '../../../access/report/approval.ts'
import { byText } from '../../../lib/compare.ts'
import type { Json } from '../../../model/resource.ts'
import type { Revisions } from '../../../model/state.ts'
import { unitLabel } from '../../../plan/render/report.ts'
import { actorText } from '../../ledger/entry.ts'
import { countSigns, ofOrganization, type Summary, summaryOf } from '../../ledger/summary.ts'
import type { Range } from './range.ts'
import type { Cell, Column, Report } from './report.ts'
import { approverText, type Trail } from './trail.ts'

const COLUMNS: readonly Column[] = [
  { name: 'entry' },
  { name: 'time' },
  { name: 'type' },
  { name: 'unit' },
  { name: 'actor' },
  { name: 'revisions' },
  { name: 'changes' },
  { name: 'codes' },
  { name: 'plan' },
  { name: 'approver' },
  { name: 'approved_at' },
  { name: 'self_approved' },
  { name: 'previous' },
  { name: 'hash' },
]

/** The entries of a time, oldest first, those of one organization where one is named. */
export async function entriesIn(
  { from, stored }: Pick<Range, 'from' | 'stored'>,
  organization: string | undefined,
): Promise<readonly Summary[]> {
  const all: Summary[] = []
  for await (const entry of stored.entries()) if (entry.seq > from.head.seq) all.push(summaryOf(entry))
  return organization === undefined ? all : [...ofOrganization(all.reverse(), organization)].reverse()
}

/** Everything that the ledger recorded in a time, what was held, invalid, approved and suspended among it. */
export function entriesReport(entries: readonly Summary[], trail: Pick<Trail, 'commit'>): Report {
  function* rows(): Generator<readonly Cell[], undefined> {
    for (const summary of entries) {
      const { seq, time, type, unit, actor, revisions = {}, counts, plan, evidence = {}, previous, hash } = summary
      const approval = approvalIn(summary)
      yield [
        seq,
        time,
        type,
        unit && unitLabel(unit),
        actorText(actor) || undefined,
        revisionsIn(revisions),
        countSigns(counts) || undefined,
        codesIn(evidence),
        plan,
        approval && approverText(trail, approval),
        approval?.time,
        approval?.isOwn,
        previous,
        hash,
      ]
    }
  }
  const byType = (type: string): number => entries.filter((entry) => entry.type === type).length
  const counts = () => ({
    entries: entries.length,
    applied: byType('applied'),
    held: byType('held'),
    approved: byType('approved'),
    invalid: byType('invalid'),
  })
  return { columns: COLUMNS, rows: rows(), counts }
}

/** The whole revision of each source, by its name. */
function revisionsIn(revisions: Revisions): readonly string[] | undefined {
  const names = Object.keys(revisions).sort(byText)
  return names.length === 0 ? undefined : names.map((name) => `${name}@${revisions[name]}`)
}

/** Why something was held or approved, or what was wrong with it. */
function codesIn({ codes, problems }: { readonly [name: string]: Json }): readonly string[] | undefined {
  if (Array.isArray(codes)) return codes.filter((code) => typeof code === 'string')
  if (typeof problems === 'object' && problems !== null) return Object.keys(problems).sort()
  return undefined
}
