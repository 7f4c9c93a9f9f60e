import { TrieSet, trieOf, trieSetOf } from '../lib/trie.ts'
import type { Entry } from '../model/ledger.ts'
import { REMOVAL_CLASSES, type RemovalCounts, type Removals, type State } from '../model/state.ts'
import { applyChange } from './apply.ts'
import { MapDraft } from './draft.ts'
import { headAt } from './entry.ts'
import { erasedUids } from './erasure.ts'
import { sealOf } from './seals.ts'
import { createSharing } from './share.ts'
import { createStanding, NOTHING_STANDS } from './standing.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** The state before the first entry; `installation` is the UUID that the first entry will carry. */
export function emptyState(installation: string): State {
  return {
    head: { seq: 0, hash: '' },
    installation,
    resources: trieOf(new Map()),
    everUsed: trieSetOf(new Set()),
    removals: [],
    ...NOTHING_STANDS,
    erased: new Map(),
    erasures: new Set(),
    seals: [],
  }
}

/**
 * The state after one more entry. The given state stays as it is, and so does every state before it: what an entry does
 * not touch is shared. Costs what the entry changes, but for the rename of an Organization, which looks at every key.
 * Throws `StoreError` where the entry does not fit the state. The entry's place in the chain is not checked here.
 */
export function fold(state: State, entry: Entry): State {
  return foldAll(state, [entry])
}

/** The state after several entries, made at once: cheaper than one by one, with the same result. */
export function foldAll(state: State, entries: Iterable<Entry>): State {
  const folding = createFolding(state)
  for (const entry of entries) folding.add(entry)
  return folding.state()
}

/** A fold that goes on: entries are added one by one, and a state is made where one is asked for. */
export interface Folding {
  add(entry: Entry): void
  state(): State
}

/** Begins a fold at a state. After an entry has thrown, the fold is of no more use. */
export function createFolding(from: State): Folding {
  const resources = trieOf(from.resources).edit()
  const uids = trieSetOf(from.everUsed).members.edit()
  const removals = [...from.removals]
  const share = createSharing()
  const standing = createStanding(from)
  const erased = new MapDraft(from.erased)
  const erasures = new Set(from.erasures)
  let seals = from.seals
  let { head, installation } = from
  let time: string | undefined
  return {
    add(entry) {
      const { seq, organization = '' } = entry
      const renamed = new Map<string, string>()
      const making = { resources, erased, share, seq, time: entry.time, organization, renamed }
      for (const change of entry.changes) {
        applyChange(change, making)
        if (change.action === 'create') uids.set(change.uid, true)
      }
      removals.push(...removalsOf(entry))
      standing.add(entry)
      for (const uid of erasedUids(entry)) erasures.add(uid)
      const seal = sealOf(entry)
      if (seal !== undefined) seals = [...seals, seal]
      installation = entry.installation ?? installation
      head = headAt(entry)
      time = entry.time
    },
    state: () => ({
      head,
      installation,
      resources: resources.finish(),
      everUsed: new TrieSet(uids.finish()),
      removals: time === undefined ? from.removals : lastDay(removals, time),
      ...standing.state(),
      erased: erased.finish(),
      erasures: new Set(erasures),
      seals,
    }),
  }
}

/** What an entry took out of the removal budget: an applied plan that neither an approval nor an intent covered (model §4). */
function removalsOf({ type, time, organization, unit, evidence = {} }: Entry): readonly Removals[] {
  const { removals, approval, intent } = evidence
  if (type !== 'applied' || approval !== undefined || intent !== undefined) return []
  if (typeof removals !== 'object' || removals === null) return []
  const some = removals as Partial<RemovalCounts>
  const counts = Object.fromEntries(REMOVAL_CLASSES.map((name) => [name, some[name] ?? 0])) as RemovalCounts
  if (!Object.values(counts).some((count) => count > 0)) return []
  const own = unit === undefined || unit.type === 'installation' ? '' : unit.organization
  return [{ time, organization: organization ?? own, counts }]
}

function lastDay(removals: readonly Removals[], time: string): readonly Removals[] {
  const since = Date.parse(time) - DAY_MS
  return removals.filter((removal) => Date.parse(removal.time) >= since)
}
