import { dormantIn } from '../../../access/report/dormant.ts'
import type { Survey } from '../../../access/report/survey.ts'
import { declaredAt } from '../value.ts'
import { type Cell, type Column, counted, type Report } from './report.ts'
import { MARK_COLUMNS, markCells, type Trail } from './trail.ts'

const COLUMNS: readonly Column[] = [
  { name: 'organization' },
  { name: 'kind' },
  { name: 'name' },
  { name: 'uid', isDetail: true },
  { name: 'why', most: 80 },
  { name: 'declared', most: 60 },
  ...MARK_COLUMNS,
]

/** Grants that give nobody anything, users who hold nothing, and groups without members or permissions. */
export function dormantReport(survey: Survey, trail: Trail): Report {
  const counts = { grants: 0, users: 0, groups: 0 }
  function* rows(): Generator<readonly Cell[], undefined> {
    for (const { organization, resource, why } of dormantIn(survey)) {
      const { kind, name, uid } = resource
      if (kind === 'Permission') counts.grants++
      else counts[kind === 'User' ? 'users' : 'groups']++
      yield [organization, kind, name, uid, why, declaredAt(resource), ...markCells(trail, trail.of(uid).changed)]
    }
  }
  return { columns: COLUMNS, rows: rows(), counts: () => counts }
}

/** What was counted of what lies idle, in words. */
export function dormantSummary(counts: Readonly<Record<string, number>>): string {
  const { grants = 0, users = 0, groups = 0 } = counts
  return `${counted([grants, 'grant'], [users, 'user'], [groups, 'group'])}`
}
