import type { Entry } from '../model/ledger.ts'
import { type JsonObject, keyOf, type StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { backwards } from './backwards.ts'
import type { Asked } from './endpoint.ts'
import type { Next, Want } from './feed.ts'
import { createLineage, type Lineage } from './lineage.ts'

/** So many entries are looked at for one answer; the next one goes on from there. */
const MOST_ENTRIES = 2000
/** So far a clock may have been set back without anything being missed. */
const CLOCK_MS = 24 * 60 * 60 * 1000

/** Something that an entry records of an organization: one of its changes, or the entry itself where it has none. */
export interface Occurrence {
  readonly entry: Entry
  readonly organization: StoredResource
  /** The place in the entry. */
  readonly index: number
  readonly change: Entry['changes'][number] | undefined
  /** Whether it is the first of its entry that is wanted: what is told of an entry as a whole is told with it. */
  readonly isFirst: boolean
}

/** Which occurrences are wanted, and of which time: `start` and `end` in milliseconds, infinite where it is open. */
export interface Wanted {
  readonly organizations: readonly StoredResource[]
  readonly start: number
  readonly end: number
  isWanted(occurrence: Omit<Occurrence, 'isFirst'>): boolean
}

/** Occurrences of organizations, newest entry first, in the order in which an entry tells them; `next` is where they go on. `undefined` where all that could be wanted is sealed away. */
export async function occurrences(
  asked: Asked,
  { limit, skip, place }: Want,
  wanted: Wanted,
): Promise<{ readonly found: readonly Occurrence[]; readonly next: Next | undefined } | undefined> {
  const { recorded } = asked
  const state = await stateAt(asked, wanted.end)
  if (state === undefined) return undefined
  const lineage = await lineageAt(asked, asThen(wanted.organizations, state), place)
  const from = place === undefined ? state.head.seq : Number(place.seq)
  const oldest = oldestOf(wanted)
  const found: Occurrence[] = []
  let left = skip
  let looked = 0
  for await (const entry of backwards(recorded, from)) {
    const time = Date.parse(entry.time)
    if (time < oldest - CLOCK_MS) return { found, next: undefined }
    if (looked++ === MOST_ENTRIES) return { found, next: nextAt(entry.seq, 0, left, lineage) }
    // Before the entry is looked at: it may itself be a rename, and is looked at again.
    const renames = [...lineage.renames]
    const organization = lineage.of(entry)
    if (organization === undefined || time < wanted.start || time >= wanted.end) continue
    let isFirst = true
    for (const { index, change } of changesIn(entry)) {
      if (!wanted.isWanted({ entry, organization, index, change })) continue
      const isLeading = isFirst
      isFirst = false
      if (entry.seq === place?.seq && index < Number(place.index)) continue
      if (left > 0) left--
      else if (found.length === limit) return { found, next: nextAt(entry.seq, index, 0, { renames }) }
      else found.push({ entry, organization, index, change, isFirst: isLeading })
    }
  }
  return { found, next: undefined }
}

function nextAt(seq: number, index: number, skip: number, { renames }: Pick<Lineage, 'renames'>): Next {
  return { skip, place: { seq, index, renames: [...renames] } }
}

/** What only follows from a rename is nobody's doing. */
function* changesIn({ changes }: Entry): Generator<Pick<Occurrence, 'index' | 'change'>, undefined> {
  if (changes.length === 0) yield { index: 0, change: undefined }
  for (const [index, change] of changes.entries()) {
    const isFollowing = change.action === 'update' && change.body?.follows !== undefined
    const isMoved = change.action === 'rename' && change.kind !== 'Organization' && isMove(change)
    if (!isFollowing && !isMoved) yield { index, change }
  }
}

function isMove({ body }: Entry['changes'][number]): boolean {
  if (body === undefined || !('fields' in body) || body.from === undefined) return false
  const last = (key: string): string => key.slice(key.lastIndexOf('/'))
  return last(body.from) === last(body.key) && body.fields.length === 0
}

async function lineageAt(
  { recorded }: Asked,
  organizations: readonly StoredResource[],
  place: JsonObject | undefined,
): Promise<Lineage> {
  const lineage = createLineage(organizations)
  const renames = Array.isArray(place?.renames) ? place.renames : []
  for (const seq of renames.map(Number)) {
    for await (const entry of recorded.entries({ from: seq, to: seq })) lineage.of(entry)
  }
  return lineage
}

/** What was stored at the end of a time: what organizations are called in the entries before it; `undefined` where that is sealed away. */
async function stateAt({ recorded, view }: Asked, end: number): Promise<State | undefined> {
  if (!Number.isFinite(end)) return view.state
  const past = await recorded.past({ at: end })
  return 'missing' in past ? undefined : past.state
}

/** Organizations as they were in a state; those that were not yet there are left out. */
function asThen(organizations: readonly StoredResource[], { resources }: State): readonly StoredResource[] {
  const renamed = new Set<string>()
  const found: StoredResource[] = []
  for (const { name, uid } of organizations) {
    const same = resources.get(keyOf({ kind: 'Organization', namespace: '', name }))
    if (same?.uid === uid) found.push(same)
    else renamed.add(uid)
  }
  if (renamed.size === 0) return found
  for (const one of resources.values()) if (renamed.has(one.uid)) found.push(one)
  return found
}

/** The time before which there is nothing to be found. */
function oldestOf({ organizations, start }: Wanted): number {
  return Math.max(start, Math.min(...organizations.map(({ createdAt }) => Date.parse(createdAt))))
}
