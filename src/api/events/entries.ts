import { once } from '../../lib/once.ts'
import type { Entry } from '../../model/ledger.ts'
import type { JsonObject, StoredResource } from '../../model/resource.ts'
import { backwards } from '../backwards.ts'
import type { Catalog } from '../catalog.ts'
import type { Recorded } from '../endpoint.ts'
import { createLineage } from '../lineage.ts'
import { codesOf } from '../routes/auditrecord.ts'
import { ENTRY } from '../routes/ledger.ts'
import { listOf, shownBy, TEXT } from '../schema.ts'
import type { Viewer } from '../viewer.ts'
import { frameOf } from './frame.ts'
import { seesAll } from './sight.ts'

/** What is told of an entry: to operators and auditors what `/ledger/{seq}` tells, to others what the audit tells of it. */
export const ENTRY_EVENT: JsonObject = {
  ...ENTRY,
  properties: {
    ...(ENTRY.properties as JsonObject),
    codes: { ...listOf(TEXT), description: 'why it was held, or what was wrong; to who is no operator or auditor' },
    omitted: { ...listOf(TEXT), description: 'which fields are left out of an event that would be too long' },
  },
  required: ['seq', 'time', 'type'],
}

/** So many characters an event has; what is longer is told without its lists. */
const MOST_CHARACTERS = 64 * 1024
const LONG = ['access', 'changes', 'evidence'] as const

/** What is told of an entry to a reader; `undefined` where it is nothing to this one. */
export type EntryTeller = (viewer: Viewer) => string | undefined

/**
 * Tells an entry: operators and auditors all of it, who manages the organization that it is of (`owner`) what the audit tells as well:
 * without its evidence, and without hashes, which could not be held against what is left.
 */
export function entryTeller(entry: Entry, owner: StoredResource | undefined): EntryTeller {
  const whole = once(() => entryFrame({ ...entry }))
  const own = once(() => {
    const { seq, time, type, organization, revisions, actor, plan, changes, access } = entry
    const codes = codesOf(entry)
    const told = { seq, time, type, organization, revisions, actor, plan, changes, access }
    return entryFrame(codes.length === 0 ? told : { ...told, codes })
  })
  return (viewer) => {
    if (seesAll(viewer)) return whole()
    return owner !== undefined && viewer.manages(owner.name) ? own() : undefined
  }
}

function entryFrame(told: { readonly seq: number } & Readonly<Record<string, unknown>>): string {
  const text = frameOf({ event: 'entry', id: told.seq, data: shownBy(ENTRY_EVENT, told) })
  if (text.length <= MOST_CHARACTERS) return text
  const omitted = LONG.filter((name) => told[name] !== undefined)
  const short = Object.fromEntries(Object.entries(told).filter(([name]) => !LONG.some((one) => one === name)))
  return frameOf({ event: 'entry', id: told.seq, data: shownBy(ENTRY_EVENT, { ...short, omitted }) })
}

/** Of which organization, as it is called now, each entry after number `from` is, up to number `to`. Throws `StoreError`. */
export async function ownersOf(
  recorded: Recorded,
  catalog: Catalog,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ReadonlyMap<number, StoredResource>> {
  const lineage = createLineage(catalog.of('', 'Organization'))
  const owners = new Map<number, StoredResource>()
  for await (const entry of backwards(recorded, to)) {
    if (entry.seq <= from) break
    const owner = lineage.of(entry)
    if (owner !== undefined) owners.set(entry.seq, owner)
  }
  return owners
}
