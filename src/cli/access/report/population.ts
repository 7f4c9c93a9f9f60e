import { shownPathOn } from '../../../access/path.ts'
import type { Holding } from '../../../access/report/holding.ts'
import { populationOf, type Standing } from '../../../access/report/population.ts'
import type { Survey } from '../../../access/report/survey.ts'
import { onValue } from '../value.ts'
import { PERSON_COLUMNS, personCells, standingText, windowCells } from './person.ts'
import { type Cell, type Column, counted, type Report } from './report.ts'
import { MARK_COLUMNS, markCells, type Trail } from './trail.ts'

const COLUMNS: readonly Column[] = [
  ...PERSON_COLUMNS,
  { name: 'status' },
  { name: 'scope', most: 40 },
  { name: 'permission', most: 40 },
  { name: 'source' },
  { name: 'path', most: 100 },
  { name: 'from', isDetail: true },
  { name: 'until' },
  { name: 'reason', isDetail: true },
  { name: 'granted_by' },
  ...MARK_COLUMNS,
]

/** Everybody at a moment and what each of them holds, a row for each permission; who holds nothing has one row without it. */
export function populationReport(survey: Survey, trail: Trail): Report {
  const counts = {
    organizations: survey.organizations.length,
    users: 0,
    with_access: 0,
    without_access: 0,
    permissions: 0,
  }
  function* rows(): Generator<readonly Cell[], undefined> {
    for (const standing of populationOf(survey)) {
      const { organization, user, holdings, absence } = standing
      counts.users++
      counts.permissions += holdings.length
      counts[holdings.length === 0 ? 'without_access' : 'with_access']++
      const person = [...personCells(organization, user), standingText(absence)]
      if (holdings.length === 0) yield person
      for (const holding of holdings) yield [...person, ...holdingCells(standing, holding, trail)]
    }
  }
  return { columns: COLUMNS, rows: rows(), counts: () => counts }
}

function holdingCells({ organization }: Standing, holding: Holding, trail: Trail): readonly Cell[] {
  const { scope, permission, source, path, window, reason, ground } = holding
  return [
    onValue(scope),
    permission,
    source,
    shownPathOn(organization, path),
    ...windowCells(window),
    reason,
    groundText(ground),
    ...markCells(trail, ground && trail.of(ground.uid).changed),
  ]
}

/** What gives something: `Permission platform-manages`. */
export function groundText(ground: Holding['ground']): string | undefined {
  return ground && `${ground.kind} ${ground.name}`
}

/** What was counted of a population, in words. */
export function populationSummary(counts: Readonly<Record<string, number>>): string {
  const { users = 0, organizations = 0, with_access = 0, without_access = 0, permissions = 0 } = counts
  return `${counted([users, 'user'])} in ${counted([organizations, 'organization'])}, ${with_access} with access, ${without_access} without; ${counted([permissions, 'permission'])}`
}
