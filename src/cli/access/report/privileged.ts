import { MANAGE } from '../../../access/builtin.ts'
import { shownPathOn } from '../../../access/path.ts'
import { type Lacking, type Privilege, privilegesOf } from '../../../access/report/privileged.ts'
import type { Survey } from '../../../access/report/survey.ts'
import { onValue } from '../value.ts'
import { PERSON_COLUMNS, personCells, windowCells } from './person.ts'
import { groundText } from './population.ts'
import { type Cell, type Column, counted, type Report } from './report.ts'
import { MARK_COLUMNS, markCells, type Trail } from './trail.ts'

const COLUMNS: readonly Column[] = [
  ...PERSON_COLUMNS,
  { name: 'access_key' },
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

/** Who may MANAGE what, users and access keys, by which grant, why and until when, and which of the two nobody has said. */
export function privilegedReport(survey: Survey, trail: Trail): Report {
  const counts = { access_keys: 0, privileges: 0, without_reason: 0, without_expiry: 0 }
  const users = new Set<string>()
  function* rows(): Generator<readonly Cell[], undefined> {
    for (const privilege of privilegesOf(survey)) {
      const { scope, window, reason, ground, lacks } = privilege
      if (privilege.type === 'user') users.add(privilege.user.uid)
      else counts.access_keys++
      counts.privileges++
      if (lacks.includes('reason')) counts.without_reason++
      if (lacks.includes('until')) counts.without_expiry++
      const { holder, source, path } = heldBy(privilege)
      yield [
        ...holder,
        onValue(scope),
        MANAGE,
        source,
        path,
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

/** The cells of who holds a privilege, and how. */
function heldBy(privilege: Privilege): {
  readonly holder: readonly Cell[]
  readonly source: Cell
  readonly path: Cell
} {
  const { organization } = privilege
  switch (privilege.type) {
    case 'user': {
      const { user, source, path } = privilege
      return { holder: [...personCells(organization, user), undefined], source, path: shownPathOn(organization, path) }
    }
    case 'accessKey': {
      const { key, name } = privilege
      const holder = [organization, undefined, key?.uid, undefined, undefined, name]
      return { holder, source: undefined, path: undefined }
    }
  }
}

/** What was counted of privileges, in words. */
export function privilegedSummary(counts: Readonly<Record<string, number>>): string {
  const { users = 0, access_keys = 0, privileges = 0, without_reason = 0, without_expiry = 0 } = counts
  const holders = [counted([users, 'user']), ...(access_keys === 0 ? [] : [counted([access_keys, 'access key'])])]
  return `${holders.join(' and ')} with ${counted([privileges, 'privilege'])}: ${without_reason} without a reason, ${without_expiry} without an expiry`
}
