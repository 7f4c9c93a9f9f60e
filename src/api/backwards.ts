import { setImmediate as turn } from 'node:timers/promises'
import type { Entry } from '../model/ledger.ts'
import type { Recorded } from './endpoint.ts'

/** So many entries are read at once: they come oldest first, and are wanted the other way round. */
const BLOCK = 128

/** The entries of the ledger up to number `from`, newest first, down to where it is sealed. */
export async function* backwards(
  ledger: Pick<Recorded, 'entries' | 'sealed'>,
  from: number,
): AsyncGenerator<Entry, undefined> {
  const sealed = await ledger.sealed()
  for (let to = from; to > sealed; to -= BLOCK) {
    const block: Entry[] = []
    for await (const entry of ledger.entries({ from: Math.max(sealed + 1, to - BLOCK + 1), to })) block.push(entry)
    yield* block.reverse()
    await turn()
  }
}
