import type { FileRecord, Inventory, Settled, SourceRecord, SourceUpdate } from '../model/inventory.ts'

/** An inventory in memory; `everything` gives all of it as updates, sources by name and files by path. */
export interface MemoryInventory extends Inventory {
  everything(): readonly SourceUpdate[]
}

/** Makes an inventory that lives as long as the process. What `of` gives shows what is recorded later, too. */
export function createMemoryInventory(
  records: ReadonlyMap<string, SourceRecord> = new Map(),
  settled?: Settled,
): MemoryInventory {
  const all = new Map(records)
  const own = new Map<string, Map<string, FileRecord>>()
  let last = settled
  const filesFor = ({ source, from }: SourceUpdate): Map<string, FileRecord> => {
    const known = from === undefined ? new Map() : (own.get(source) ?? new Map(all.get(source)?.files))
    own.set(source, known)
    return known
  }
  return {
    of: (source) => all.get(source),
    settled: () => last,
    async record(updates, nowSettled) {
      last = nowSettled
      for (const update of updates) {
        const files = filesFor(update)
        for (const [path, record] of update.files) {
          if (record === undefined) files.delete(path)
          else files.set(path, record)
        }
        all.set(update.source, { revision: update.revision, applied: update.applied, files })
      }
    },
    everything: () =>
      [...all.keys()].sort().flatMap((source) => {
        const { revision, applied, files } = all.get(source) ?? NOTHING
        const sorted = [...files.keys()].sort().map((path) => [path, files.get(path)] as const)
        return [{ source, revision, applied, files: new Map(sorted) }]
      }),
  }
}

const NOTHING: SourceRecord = { revision: '', applied: undefined, files: new Map() }
