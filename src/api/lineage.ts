import { byText } from '../lib/compare.ts'
import type { Entry } from '../model/ledger.ts'
import { identityOf, type Key, type StoredResource } from '../model/resource.ts'

/** Which organization an entry is of, for entries that come newest first. */
export interface Lineage {
  /** One of the organizations; `undefined` where an entry is of none of them. */
  of(entry: Entry): StoredResource | undefined
  /** The numbers of entries that gave one of them another name, newest first. */
  readonly renames: readonly number[]
}

/**
 * Follows organizations back through the ledger by the names that they had. What was called the same before one of them was created
 * is somebody else's.
 */
export function createLineage(organizations: readonly StoredResource[]): Lineage {
  const names = new Map(organizations.map((one) => [one.name, one]))
  const byUid = new Map(organizations.map((one) => [one.uid, one]))
  const renames: number[] = []
  return {
    renames,
    of(entry) {
      const found = entry.organization === undefined ? undefined : names.get(entry.organization)
      for (const change of entry.changes) {
        const renamed = change.action === 'rename' ? byUid.get(change.uid) : undefined
        if (renamed === undefined || change.action !== 'rename' || change.body?.from === undefined) continue
        names.delete(nameIn(change.body.key))
        names.set(nameIn(change.body.from), renamed)
        renames.push(entry.seq)
      }
      return found === undefined || byText(entry.time, found.createdAt) < 0 ? undefined : found
    },
  }
}

function nameIn(key: string): string {
  return identityOf(key as Key).name
}
