import { type Stored, type StoredAt, withStoredState } from '../stored.ts'
import type { Terminal } from '../terminal.ts'
import { addressOf, nothingNamed, type ServerOptions } from './address.ts'
import { createServer } from './client.ts'
import { storedOn, type Wanted } from './stored.ts'

/** Which state a command reads: that of a folder, or of a running program that is asked over HTTP (`withPlace`). */
export interface PlacedAt extends Omit<StoredAt, 'state'>, ServerOptions {
  readonly state?: string
}

/**
 * Reads a state folder without a lock, or what of it is `wanted` from a server, and gives what `use` makes of it. Throws
 * `ConfigError` where neither or both are named, else what reading throws.
 */
export async function withPlacedState<T>(
  options: PlacedAt,
  wanted: Pick<Wanted, 'organization' | 'kinds' | 'withLedger'>,
  terminal: Terminal,
  use: (stored: Stored) => Promise<T>,
): Promise<T> {
  const address = addressOf(options, terminal.environment)
  const { state, at, seq } = options
  if (address === undefined) {
    if (state === undefined) throw nothingNamed()
    return withStoredState({ ...options, state }, use)
  }
  terminal.progress('asking the server …')
  const stored = await storedOn(createServer(address), { ...wanted, at, seq })
  terminal.progress('')
  return use(stored)
}
