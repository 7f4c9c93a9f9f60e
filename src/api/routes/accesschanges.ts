import { setImmediate as turn } from 'node:timers/promises'
import type { AccessEvent } from '../../access/report/event.ts'
import { netOf } from '../../access/report/net.ts'
import { createTimeline } from '../../access/report/timeline.ts'
import { instantAt, momentOf } from '../../access/windows.ts'
import type { Entry } from '../../model/ledger.ts'
import type { StoredResource } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { type Asked, badParameter, type Listing, SEALED_AWAY, type Trouble } from '../endpoint.ts'
import { lastingRows } from '../lasting.ts'
import { CHANGE_COLUMNS, type ReportRow, reportListing } from './reportrow.ts'

/** So many entries are gone through for one answer. */
const MOST_ENTRIES = 100_000
/** After so many entries others get their turn. */
const TURN = 200

/** Who gained and lost what in an organization after `since`, up to `until`, in the order in which that happened. */
export async function accessChanges(asked: Asked, organization: StoredResource): Promise<Listing<ReportRow> | Trouble> {
  const { query, view, recorded } = asked
  const since = momentOf(query.text('since') ?? '')
  const until = query.has('until') ? momentOf(query.text('until') ?? '') : momentOf(view.instant)
  if (until > momentOf(view.instant)) return badParameter('until', 'is not over yet')
  if (since > until) return badParameter('since', 'is later than `until`')
  const from = await recorded.past({ at: since })
  // A clock that was set back leaves older entries behind younger ones: the last one that is not younger ends the time.
  const last = query.has('until') ? await recorded.past({ at: until }) : view
  if ('missing' in from || 'missing' in last) return SEALED_AWAY
  const to = last.state.head.seq
  if (to - from.state.head.seq > MOST_ENTRIES) {
    return badParameter('since', `is too long ago: at most ${MOST_ENTRIES} entries of the ledger are gone through`)
  }
  const between = { from: from.state, to, since, until, isNet: query.flag('net') === true }
  const question = JSON.stringify(['changes', since, query.text('until') ?? '', between.isNet])
  const rows = await lastingRows(asked, { organization: organization.name, question }, () =>
    rowsOf(asked, organization.uid, between),
  )
  return reportListing(rows, CHANGE_COLUMNS)
}

async function rowsOf(asked: Asked, uid: string, between: Between): Promise<readonly ReportRow[]> {
  const { events, timeOf } = await asked.recorded.inTurn(() => eventsBetween(asked, uid, between))
  return (between.isNet ? netOf(events) : events).map(
    ({ organization: name, user, holding, moment, change, entry }): ReportRow => ({
      organization: name,
      user,
      holding,
      more: {
        time: instantAt(moment),
        change,
        by: entry === undefined ? 'window' : 'entry',
        ...(entry && { seq: entry.seq, appliedAt: timeOf.get(entry.seq), commits: entry.commits }),
      },
    }),
  )
}

interface Between {
  readonly from: State
  readonly to: number
  readonly since: number
  readonly until: number
  readonly isNet: boolean
}

async function eventsBetween(
  { recorded }: Asked,
  uid: string,
  { from, to, since, until }: Between,
): Promise<{ readonly events: readonly AccessEvent[]; readonly timeOf: ReadonlyMap<number, string> }> {
  const timeline = createTimeline(from.resources, since, uid)
  const isOwn = createOwn(from, uid)
  const events: AccessEvent[] = []
  const timeOf = new Map<number, string>()
  let count = 0
  for await (const { entry, resources } of recorded.steps(from, to)) {
    if (++count % TURN === 0) await turn()
    if (!isOwn(entry)) continue
    const moment = Math.min(momentOf(entry.time), until)
    timeOf.set(entry.seq, entry.time)
    for (const event of timeline.add(entry, moment, resources())) events.push(event)
  }
  for (const event of timeline.until(until)) events.push(event)
  return { events, timeOf }
}

/** Tells which entries may be of the organization with a uid, by the names that it has one after the other. */
function createOwn({ resources }: State, uid: string): (entry: Entry) => boolean {
  const names = new Set<string>()
  for (const { kind, name, uid: other } of resources.values()) {
    if (kind === 'Organization' && other === uid) names.add(name)
  }
  return ({ organization, changes }) => {
    if (changes.length === 0 || organization === undefined) return false
    const isItself = changes.some((change) => change.uid === uid)
    if (isItself) {
      names.add(organization)
      for (const { uid: other, body } of changes) {
        if (other === uid && body !== undefined) names.add(body.key.slice(body.key.lastIndexOf('/') + 1))
      }
    }
    return isItself || names.has(organization)
  }
}
