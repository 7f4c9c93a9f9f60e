import { shownPathOn } from '../../../access/path.ts'
import type { AccessEvent } from '../../../access/report/event.ts'
import { netOf } from '../../../access/report/net.ts'
import { organizationUid } from '../../../access/report/sides.ts'
import { organizationsIn } from '../../../access/report/survey.ts'
import { createTimeline } from '../../../access/report/timeline.ts'
import type { Entry } from '../../../model/ledger.ts'
import type { State } from '../../../model/state.ts'
import { createFolding } from '../../../store/fold.ts'
import { onValue } from '../value.ts'
import type { CommitOptions } from './commits.ts'
import { EVENT_COLUMNS, eventCells } from './marks.ts'
import { PERSON_COLUMNS, personCells } from './person.ts'
import { groundText } from './population.ts'
import { isoOf, type Range } from './range.ts'
import { type Cell, type Column, counted, type Report } from './report.ts'
import { requireOrganizationIn } from './surveyed.ts'
import { createTrace, type Trail } from './trail.ts'

/** What happened to access in a time, with its entries and where they come from. */
export interface Changes {
  readonly events: readonly AccessEvent[]
  readonly trail: Trail
  entry(seq: number): Pick<Entry, 'time' | 'hash'> | undefined
}

/** Which events are meant: those of one organization, only what is different in the end. */
export interface ChangesOptions extends CommitOptions {
  readonly organization?: string
  readonly net?: boolean
}

/** Goes through a time entry by entry. Throws as `lookedUp` does, and `ConfigError` where there is no such organization. */
export async function readChanges({ from, since, until, stored }: Range, options: ChangesOptions): Promise<Changes> {
  const { organization } = options
  requireOrganizationIn({ from, stored }, organization)
  const timeline = createTimeline(from.resources, since, organization && uidOf(organization, from, stored.state))
  const trace = createTrace(new Set())
  const folding = createFolding(from)
  const entries = new Map<number, Pick<Entry, 'time' | 'hash'>>()
  const events: AccessEvent[] = []
  const add = (entry: Entry): void => {
    folding.add(entry)
    trace.add(entry)
    if (entry.changes.length === 0) return
    entries.set(entry.seq, { time: entry.time, hash: entry.hash })
    const moment = Math.min(Date.parse(entry.time), until)
    for (const event of timeline.add(entry, moment, folding.state().resources)) events.push(event)
  }
  for await (const entry of stored.entries()) if (entry.seq > from.head.seq) add(entry)
  for (const event of timeline.until(until)) events.push(event)
  const meant = options.net ? netOf(events) : events
  const trail = await trace.finish(
    meant.flatMap(({ entry }) => entry?.commits ?? []),
    options,
  )
  return { events: meant, trail, entry: (seq) => entries.get(seq) }
}

/** The uid of an organization by its name at the end, or, where it is gone, at the beginning. */
function uidOf(name: string, from: State, to: State): string {
  return organizationUid(organizationsIn(to.resources).includes(name) ? to.resources : from.resources, name)
}

const COLUMNS: readonly Column[] = [
  { name: 'time' },
  { name: 'change' },
  { name: 'by' },
  ...PERSON_COLUMNS,
  { name: 'scope', most: 40 },
  { name: 'permission', most: 40 },
  { name: 'source', isDetail: true },
  { name: 'path', most: 100 },
  { name: 'granted_by', isDetail: true },
  { name: 'reason', isDetail: true },
  // The time stands in front already.
  ...EVENT_COLUMNS.map((column): Column => (column.name === 'applied_at' ? { ...column, isDetail: true } : column)),
]

/** Permissions that were gained and lost, in the order in which that happened. */
export function changesReport({ events, trail, entry: entryOf }: Changes): Report {
  const by = (isIt: (event: AccessEvent) => boolean): number => events.filter(isIt).length
  const counts = {
    gained: by(({ change }) => change === 'gained'),
    lost: by(({ change }) => change === 'lost'),
    by_windows: by(({ entry }) => entry === undefined),
    users: new Set(events.map(({ user }) => user.uid)).size,
    entries: new Set(events.flatMap(({ entry }) => entry?.seq ?? [])).size,
  }
  function* rows(): Generator<readonly Cell[], undefined> {
    for (const event of events) {
      const { change, moment, entry, organization, user, holding } = event
      const { scope, permission, source, path, ground, reason } = holding
      yield [
        isoOf(moment),
        change,
        entry === undefined ? 'window' : 'entry',
        ...personCells(organization, user),
        onValue(scope),
        permission,
        source,
        shownPathOn(organization, path),
        groundText(ground),
        reason,
        ...eventCells(trail, entry && { ...entry, time: entryOf(entry.seq)?.time }),
      ]
    }
  }
  return { columns: COLUMNS, rows: rows(), counts: () => counts }
}

/** What was counted of changes, in words. */
export function changesSummary(counts: Readonly<Record<string, number>>): string {
  const { gained = 0, lost = 0, by_windows = 0, users = 0, entries = 0 } = counts
  return `${gained} gained and ${lost} lost by ${counted([users, 'user'])}, in ${counted([entries, 'entry', 'entries'])}; ${by_windows} of them by declared windows alone`
}
