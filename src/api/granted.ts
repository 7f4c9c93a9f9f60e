import { groupBy } from '../lib/compare.ts'
import { personText } from '../lib/text.ts'
import type { StoredResource } from '../model/resource.ts'
import type { Recorded } from './endpoint.ts'

/** How a resource came to be what it is: when (RFC 3339 UTC), and by which entry and commit, as far as the ledger still tells. */
export interface Granted {
  readonly appliedAt: string
  readonly seq?: number
  readonly commit?: string
  /** As the commit says it: `Ada Lovelace <ada@acme.example>`. */
  readonly author?: string
}

/** So few entries are read one after the other rather than looked through by halves. */
const FEW = 256

/**
 * Finds the entries of the ledger up to number `head` by which resources last changed. A resource knows when that was, and
 * entries stand in order of time: so a few are found without reading all. One that a clock set back has put elsewhere is not.
 */
export async function grantedBy(
  recorded: Pick<Recorded, 'entries' | 'sealed'>,
  head: number,
  resources: Iterable<StoredResource>,
): Promise<(resource: StoredResource) => Granted> {
  const wanted = groupBy(resources, ({ updatedAt }) => updatedAt)
  const found = new Map<string, Omit<Granted, 'appliedAt'>>()
  const read = async (from: number, to: number): Promise<void> => {
    for await (const { seq, time, changes } of recorded.entries({ from, to })) {
      const uids = new Set(wanted.get(time)?.map(({ uid }) => uid))
      if (uids.size === 0) continue
      for (const { uid, commit, body } of changes) {
        if (!uids.has(uid)) continue
        const by = body?.by === undefined ? {} : { author: personText(body.by.author) }
        found.set(uid, { seq, ...(commit === undefined ? {} : { commit }), ...by })
      }
    }
  }
  const search = async (from: number, to: number, times: readonly string[]): Promise<void> => {
    if (times.length === 0 || from > to) return
    if (to - from < FEW * (1 + times.length)) return read(from, to)
    const middle = Math.floor((from + to) / 2)
    for await (const { time } of recorded.entries({ from: middle, to: middle })) {
      // Entries of one time may stand on both sides.
      await search(
        from,
        middle,
        times.filter((one) => one <= time),
      )
      await search(
        middle + 1,
        to,
        times.filter((one) => one >= time),
      )
    }
  }
  if (wanted.size > 0) await search((await recorded.sealed()) + 1, head, [...wanted.keys()].sort())
  return ({ uid, updatedAt }) => ({ appliedAt: updatedAt, ...found.get(uid) })
}
