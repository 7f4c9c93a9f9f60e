import type { Config } from './config.ts'
import type { Log, Scrubber } from './lib/log.ts'
import type { Clock } from './model/ports.ts'
import { storeOf } from './run/begin.ts'
import { createRunning } from './run/running.ts'
import { controlSocketPath } from './run/socket.ts'
import type { Turns } from './run/turn.ts'
import { openInventory } from './store/inventory.ts'

/** What the long-running program is given by whoever starts it. */
export interface Given {
  readonly version: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: Log & Scrubber
  readonly random: () => number
}

/** The running program: `http`, `hooks` and `admission` are the addresses at which it listens, where it does. */
export interface Controller {
  readonly http: string | undefined
  readonly hooks: string | undefined
  readonly admission: string | undefined
  /** Where the operator's token lies; `undefined` where the configuration says who may ask. */
  readonly tokenPath: string | undefined
  readonly turns: Turns
  /** Reads every source now; done when the pass is over. */
  reconcile(): Promise<void>
  /** Ends the pass that runs, or leaves it after four seconds, tells what is left to tell, and gives everything back. */
  stop(): Promise<void>
  /** Settled with what happened that the program cannot go on from. */
  readonly failed: Promise<unknown>
}

/**
 * Starts the long-running program: opens the state, which locks it, then the servers, reads every source, and goes on until
 * `stop`. Throws `ConfigError`, `ConflictError` and `StoreError` where it cannot start; then it has left nothing behind.
 */
export async function startController(config: Config, given: Given): Promise<Controller> {
  const socket = controlSocketPath(config.state.path, given.environment)
  const store = storeOf(config, given, socket)
  try {
    const state = await store.open()
    const onNotice = (detail: string): void => given.log.warn('inventory', { detail })
    const inventory = await openInventory({ folder: config.state.path, onNotice })
    const running = createRunning(config, given, { socket, store, state, inventory })
    await running.start()
    return running
  } catch (error) {
    await store.close()
    throw error
  }
}
