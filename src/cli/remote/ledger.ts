import type { Entry } from '../../model/ledger.ts'
import { foreign } from './body.ts'
import type { Answered, Query, Server } from './client.ts'

/** Which entries of a ledger are wanted, both ends included; `from` is 1 where nothing is said. */
export interface Range {
  readonly from?: number
  readonly to: number
}

/**
 * Entries of a server's ledger, oldest first, without the bodies of their changes; `query` says which. Throws as `Server`
 * does, and where the ledger is not shown to whoever asks.
 */
export async function* entriesOn(server: Server, { from = 1, to }: Range, query: Query = {}): AsyncGenerator<Entry> {
  let next: string | undefined = from > to ? undefined : String(from)
  while (next !== undefined) {
    const part: Answered<readonly Entry[]> = await server.ask('/ledger', { from: next, ...query })
    if (!Array.isArray(part.value)) throw foreign(server.base)
    const entries: readonly Entry[] = part.value
    for (const entry of entries) {
      if (entry.seq > to) return
      yield entry
    }
    next = new URLSearchParams(part.next?.split('?')[1]).get('from') ?? undefined
    if (Number(next) > to) return
  }
}
