import { text } from '../../access/fields.ts'
import { shownPathOn } from '../../access/path.ts'
import type { Holding } from '../../access/report/holding.ts'
import { scopeText } from '../../access/scope.ts'
import { instantAt } from '../../access/windows.ts'
import type { StoredResource } from '../../model/resource.ts'
import type { Listing } from '../endpoint.ts'
import type { Granted } from '../granted.ts'
import { COUNT, listOf, objectOf, TEXT, TIME, UID } from '../schema.ts'

/** A row of a report on access, before it is told: of whom, and what it tells besides. */
export interface ReportRow {
  readonly organization: string
  readonly user: StoredResource
  readonly holding: Holding | undefined
  readonly more: Readonly<Record<string, unknown>>
}

const PERSON = { organization: TEXT, user: TEXT, uid: UID, name: TEXT, email: TEXT }
const HELD = {
  scope: { ...TEXT, description: 'on what: `organization`, `workspace/lab`' },
  permission: TEXT,
  source: { type: 'string', enum: ['DIRECT', 'GROUP', 'HIERARCHY', 'ROLE'] },
  path: { ...TEXT, description: 'by which way, from the user to what gives it' },
  reason: { ...TEXT, description: 'why, as the Permission says' },
  grant: { ...TEXT, description: 'what gives it: its kind and name' },
}
const ORIGIN = {
  seq: { ...COUNT, description: 'the entry of the ledger' },
  appliedAt: TIME,
  commits: listOf(TEXT),
}
const WINDOW = { from: TIME, until: TIME }
const STATUS = { status: { ...TEXT, description: '`active`, or why there is no access at all' } }
const EVENT = {
  time: TIME,
  change: { type: 'string', enum: ['gained', 'lost'] },
  by: { type: 'string', enum: ['entry', 'window'], description: 'an entry of the ledger, or a declared window alone' },
}

/** The columns of what is held at a moment. */
export const POPULATION_COLUMNS = Object.keys({ ...PERSON, ...STATUS, ...HELD, ...WINDOW, ...ORIGIN })
/** The columns of what was gained and lost. */
export const CHANGE_COLUMNS = Object.keys({ ...EVENT, ...PERSON, ...HELD, ...WINDOW, ...ORIGIN })

/** A row of either report. */
export const REPORT_ROW = objectOf(
  { ...EVENT, ...PERSON, ...STATUS, ...HELD, ...WINDOW, ...ORIGIN },
  Object.keys({ ...EVENT, name: 0, email: 0, ...STATUS, ...HELD, ...WINDOW, ...ORIGIN }),
)

/** Rows as a list, which come in their order; `originOf` tells where a row comes from. */
export function reportListing(
  items: readonly ReportRow[],
  columns: readonly string[],
  originOf: (row: ReportRow) => Readonly<Record<string, unknown>> = () => ({}),
): Listing<ReportRow> {
  const scopeIn = ({ holding }: ReportRow): string => (holding === undefined ? '' : scopeText(holding.scope))
  return {
    type: 'list',
    items,
    columns,
    show: (row) => ({ ...row.more, ...personIn(row), ...heldIn(row), ...originOf(row) }),
    name: ({ user }) => user.name,
    orders: {
      user: ({ user }) => user.name,
      scope: scopeIn,
      permission: ({ holding }) => holding?.permission ?? '',
    },
  }
}

/** Where a row comes from, by what the ledger tells of its ground. */
export function originOf({ seq, appliedAt, commit }: Granted) {
  return { seq, appliedAt, commits: commit === undefined ? undefined : [commit] }
}

function personIn({ organization, user: { name, uid, spec } }: ReportRow) {
  const names = [text(spec, 'firstName'), text(spec, 'lastName')].filter((part) => part !== undefined)
  const full = names.length === 0 ? undefined : names.join(' ')
  return { organization, user: name, uid, name: full, email: text(spec, 'email') }
}

function heldIn({ organization, holding }: ReportRow) {
  if (holding === undefined) return {}
  const { scope, permission, source, path, window, reason, ground } = holding
  return {
    scope: scopeText(scope),
    permission,
    source,
    path: shownPathOn(organization, path),
    from: boundOf(window.from),
    until: boundOf(window.until),
    reason,
    grant: ground && `${ground.kind} ${ground.name}`,
  }
}

/** An end of a window, where it has one. */
export function boundOf(moment: number): string | undefined {
  return Number.isFinite(moment) ? instantAt(moment) : undefined
}
