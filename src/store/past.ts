import type { Entry } from '../model/ledger.ts'
import type { Moment, Past } from '../model/past.ts'
import type { Store } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import { createFolding } from './fold.ts'

/** What a state of the past is made of: the newest one, and a store that gives the entries before it. */
export interface PastSource {
  readonly newest: State
  readonly store: Pick<Store, 'base' | 'entries'>
}

/**
 * The state after an entry, at its time; or that after the last entry that is not younger than a time, at that time. It folds
 * the ledger from its base. Throws what the store throws.
 */
export async function stateOfPast(source: PastSource, moment: Moment): Promise<Past> {
  const base = await source.store.base()
  return 'seq' in moment ? stateAfter(source, base, moment.seq) : stateBy(source, base, moment.at)
}

async function stateAfter({ newest, store }: PastSource, base: State, seq: number): Promise<Past> {
  if (seq > newest.head.seq) return { missing: 'unknown' }
  if (seq < base.head.seq) return { missing: 'sealed' }
  const folding = createFolding(base)
  let instant = sealedUntil(newest, base) ?? EPOCH
  // Where no entry is wanted, `to: 0` gives none.
  for await (const entry of store.entries({ from: base.head.seq + 1, to: seq })) {
    folding.add(entry)
    instant = entry.time
  }
  return { state: folding.state(), instant }
}

/** A clock that was set back leaves older entries behind younger ones: the last one that is not younger counts. */
async function stateBy({ newest, store }: PastSource, base: State, milliseconds: number): Promise<Past> {
  const folding = createFolding(base)
  let younger: Entry[] = []
  for await (const entry of store.entries({ from: base.head.seq + 1, to: newest.head.seq })) {
    younger.push(entry)
    if (Date.parse(entry.time) > milliseconds) continue
    for (const each of younger) folding.add(each)
    younger = []
  }
  const state = folding.state()
  const until = sealedUntil(newest, base)
  if (until !== undefined && state.head.seq === base.head.seq && Date.parse(until) > milliseconds) {
    return { missing: 'sealed' }
  }
  return { state, instant: new Date(milliseconds).toISOString() }
}

/** The instant of a state in which nothing has happened yet. */
const EPOCH = new Date(0).toISOString()

function sealedUntil({ seals }: State, base: State): string | undefined {
  return seals.find(({ seq }) => seq === base.head.seq)?.until
}
