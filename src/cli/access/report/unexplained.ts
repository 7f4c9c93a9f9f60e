import { type Granting, grantingsOf } from '../../../access/report/granting.ts'
import type { Survey } from '../../../access/report/survey.ts'
import { declaredAt } from '../value.ts'
import { groundText } from './population.ts'
import { type Cell, type Column, counted, type Report } from './report.ts'
import { MARK_COLUMNS, markCells, type Trail } from './trail.ts'

const COLUMNS: readonly Column[] = [
  { name: 'organization' },
  { name: 'grant' },
  { name: 'uid', isDetail: true },
  { name: 'gives' },
  { name: 'scope', most: 40 },
  { name: 'to' },
  { name: 'holders' },
  { name: 'missing' },
  { name: 'reason', isDetail: true },
  { name: 'declared', most: 60 },
  ...MARK_COLUMNS,
]

/** Grants of which nobody has said why, or of which it is not known by which commit they came. */
export function unexplainedReport(survey: Survey, trail: Trail): Report {
  const counts = { grants: 0, without_reason: 0, without_commit: 0 }
  function* rows(): Generator<readonly Cell[], undefined> {
    for (const granting of grantingsOf(survey)) {
      const missing = missingOf(granting, trail)
      if (missing.length === 0) continue
      counts.grants++
      if (granting.reason === undefined) counts.without_reason++
      if (missing.some((word) => word !== NO_REASON)) counts.without_commit++
      const { organization, resource, gives, on, to, holders, reason } = granting
      yield [
        organization,
        groundText(resource),
        resource.uid,
        gives,
        on,
        `${to.type} ${to.name}`,
        to.type === 'accessKey' ? undefined : holders.length,
        missing,
        reason,
        declaredAt(resource),
        ...markCells(trail, trail.of(resource.uid).changed),
      ]
    }
  }
  return { columns: COLUMNS, rows: rows(), counts: () => counts }
}

const NO_REASON = 'reason'

function missingOf({ resource, reason }: Granting, trail: Trail): readonly string[] {
  const { changed } = trail.of(resource.uid)
  const commit =
    changed === undefined
      ? ['commit (sealed away)']
      : changed.commit === undefined
        ? ['commit (the source knows none)']
        : []
  return [...(reason === undefined ? [NO_REASON] : []), ...commit]
}

/** What was counted of unexplained grants, in words. */
export function unexplainedSummary(counts: Readonly<Record<string, number>>): string {
  const { grants = 0, without_reason = 0, without_commit = 0 } = counts
  return `${counted([grants, 'grant'])}: ${without_reason} without a reason, ${without_commit} without a known commit`
}
