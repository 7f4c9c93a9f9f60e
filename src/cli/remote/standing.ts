import type { Entry } from '../../model/ledger.ts'
import type { State } from '../../model/state.ts'
import { createFolding, emptyState } from '../../store/fold.ts'
import { createApplying } from './applied.ts'
import type { Server } from './client.ts'
import { entriesOn } from './ledger.ts'

/** What holds look at in a state besides resources. */
export type Standing = Pick<State, 'suspensions' | 'policies' | 'holds' | 'replaced' | 'approvals' | 'removals'>

/** What stands until something else is said, however long ago that was. */
const LASTING = ['suspended', 'resumed', 'policy'] as const

const DAY_MS = 24 * 60 * 60 * 1000
const PART = 100
/** More happens in a day only where much is applied at once, whose removals were approved or meant. */
const MOST_RECENT = 10_000

/**
 * What a server's ledger tells at its entry `seq`, at an instant: what is suspended, which policies have fired, and what was
 * held, approved and removed within a day, after which that counts no more (model §4).
 */
export async function standingOn(server: Server, moment: Moment): Promise<Standing> {
  const entries = new Map<number, Entry>()
  for (const type of LASTING) {
    for await (const entry of entriesOn(server, { to: moment.seq }, { type })) entries.set(entry.seq, entry)
  }
  for (const entry of await recentEntries(server, moment)) entries.set(entry.seq, entry)
  const folding = createFolding(emptyState(''))
  for (const [, entry] of [...entries].sort(([left], [right]) => left - right)) folding.add(withoutChanges(entry))
  return standingIn(folding.state())
}

/** What a server's ledger tells of what was applied, too. */
export type History = Standing & Pick<State, 'applied' | 'revisions'>

/**
 * The same of the whole ledger, with the revisions of sources at which every unit was last applied; `isSealed` where its
 * beginning is not told any more.
 */
export async function historyOn(server: Server, { seq }: Moment): Promise<History & { readonly isSealed: boolean }> {
  const folding = createFolding(emptyState(''))
  const applying = createApplying()
  let isSealed: boolean | undefined
  for await (const entry of entriesOn(server, { to: seq })) {
    isSealed ??= entry.seq > 1
    folding.add(withoutChanges(entry))
    applying.add(entry)
  }
  return { ...standingIn(folding.state()), ...applying.state(), isSealed: isSealed ?? seq > 0 }
}

function standingIn({ suspensions, policies, holds, replaced, approvals, removals }: State): Standing {
  return { suspensions, policies, holds, replaced, approvals, removals }
}

/** What was changed is known by the resources; the bodies are not told. */
function withoutChanges(entry: Entry): Entry {
  return { ...entry, changes: [] }
}

export interface Moment {
  readonly seq: number
  readonly instant: string
}

/** The entries of the last day, from the newest backwards as far as that goes. */
async function recentEntries(server: Server, { seq, instant }: Moment): Promise<readonly Entry[]> {
  const since = Date.parse(instant) - DAY_MS
  const found: Entry[] = []
  for (let first = seq + 1; first > 1 && found.length < MOST_RECENT; ) {
    const from = Math.max(1, first - PART)
    const part: Entry[] = []
    for await (const entry of entriesOn(server, { from, to: first - 1 })) part.push(entry)
    found.push(...part)
    first = from
    if (part[0] === undefined || Date.parse(part[0].time) < since) break
  }
  return found
}
