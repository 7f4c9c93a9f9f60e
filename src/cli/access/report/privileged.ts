import { shownPathOn } from '../../../access/path.ts'
import { type Lacking, privilegesOf } from '../../../access/report/privileged.ts'
import type { Survey } from '../../../access/report/survey.ts'
import { onValue } from '../value.ts'
import { PERSON_COLUMNS, personCells, windowCells } from './person.ts'
import { groundText } from './population.ts'
import { type Cell, type Column, counted, type Report } from './report.ts'
import { MARK_COLUMNS, markCells, type Trail } from './trail.ts'

const COLUMNS: readonly Column[] = [
  ...PERSON_COLUMNS,
  { name: 'scope', most: 40 },
  { name: 'permission' },
  { name: 'source' },
  { name: 'path', most: 100 },
  { name: 'from', isDetail: true },
  { name: 'until' },
  { name: 'reason', most: 60 },
  { name: 'missing' },
  { name: 'granted_by' },
  ...MARK_COLUMNS,
]

const WORDS: Readonly<Record<Lacking, string>> = { reason: 'reason', until: 'expiry' }

/** Who may MANAGE what, by which grant, why and until when, and which of the two nobody has said. */
export function privilegedReport(survey: Survey, trail: Trail): Report {
  const counts = { privileges: 0, without_reason: 0, without_expiry: 0 }
  const users = new Set<string>()
  function* rows(): Generator<readonly Cell[], undefined> {
    for (const { organization, user, holding, lacks } of privilegesOf(survey)) {
      const { scope, permission, source, path, window, reason, ground } = holding
      users.add(user.uid)
      counts.privileges++
      if (lacks.includes('reason')) counts.without_reason++
      if (lacks.includes('until')) counts.without_expiry++
      yield [
        ...personCells(organization, user),
        onValue(scope),
        permission,
        source,
        shownPathOn(organization, path),
        ...windowCells(window),
        reason,
        lacks.length === 0 ? undefined : lacks.map((one) => WORDS[one]),
        groundText(ground),
        ...markCells(trail, ground && trail.of(ground.uid).changed),
      ]
    }
  }
  return { columns: COLUMNS, rows: rows(), counts: () => ({ users: users.size, ...counts }) }
}

/** What was counted of privileges, in words. */
export function privilegedSummary(counts: Readonly<Record<string, number>>): string {
  const { users = 0, privileges = 0, without_reason = 0, without_expiry = 0 } = counts
  return `${counted([users, 'user'])} with ${counted([privileges, 'privilege'])}: ${without_reason} without a reason, ${without_expiry} without an expiry`
}
