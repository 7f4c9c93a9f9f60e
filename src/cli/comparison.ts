import { existsSync } from 'node:fs'
import { systemClock } from '../lib/clock.ts'
import type { Context } from '../model/context.ts'
import type { Snapshot } from '../model/document.ts'
import { ConfigError } from '../model/errors.ts'
import type { Inventory } from '../model/inventory.ts'
import type { Since } from '../model/ports.ts'
import type { SecretNote, UnresolvedSecrets } from '../model/secret.ts'
import type { State } from '../model/state.ts'
import { secretNotes } from '../pass/committing.ts'
import { updatesOf, withHeld } from '../pass/inventory.ts'
import { planResolved } from '../pass/secrets.ts'
import { revisionsOf } from '../plan/history/since.ts'
import { type PassPlan, planPass } from '../plan/pass.ts'
import { runPass } from '../reconciler.ts'
import { openInventory } from '../store/inventory.ts'
import { createMemoryStore } from '../store/memory.ts'
import { createMemoryInventory } from '../store/recorded.ts'
import { contextOf, readSources, type SourceOptions, type StoredOptions, sourceAgainst, sourcesOf } from './inputs.ts'
import { addressOf, type ServerOptions } from './remote/address.ts'
import { createServer } from './remote/client.ts'
import { sourceToCompare, stateToCompare } from './remote/compared.ts'
import { keepingIfAsked, lookUpIfAsked, type SecretOptions } from './secrets.ts'
import { readStoredState } from './stored.ts'
import type { Terminal } from './terminal.ts'

/** The declarations of a command line, what they are compared with, and the plan between them. */
export interface Comparison {
  readonly snapshots: readonly Snapshot[]
  readonly stored: State
  readonly context: Context
  readonly pass: PassPlan
  /** What would be done about secrets besides: of those that stand elsewhere only where somebody asked to look at them. */
  readonly secrets: readonly SecretNote[]
}

/** Reads both sides and plans (`plan`, `diff`); writes nothing. Throws `ConfigError` where no other side is named. */
export async function compare(
  folder: string | undefined,
  given: ComparedOptions & SecretOptions,
  terminal: Terminal,
): Promise<Comparison> {
  const paths = folder === undefined ? [] : [folder]
  const remote = await remoteSide(given, terminal)
  const options = remote === undefined ? given : { ...given, source: sourceToCompare(remote, given.source) }
  const sources = sourcesOf(paths, options)
  terminal.progress('reading the declarations …')
  let side: Promise<StoredSide> | undefined
  const open = (): Promise<StoredSide> => {
    terminal.progress('reading the stored state …')
    side ??= remote === undefined ? storedSide(paths, options) : Promise.resolve(sideOf(remote))
    return side
  }
  const since: Since = async (source) => revisionsOf((await open()).stored, source)
  const isStored = options.state !== undefined || remote !== undefined
  const read = await readSources(sources, isStored ? since : undefined)
  const { stored, inventory } = await open()
  const isWhole = read.every(({ unreadable }) => unreadable.length === 0)
  const snapshots = isWhole ? read : withHeld(read, await inventory(), stored)
  terminal.progress('planning …')
  const { context, warnings } = contextOf(snapshots, stored, options)
  warn(warnings, terminal)
  const planned = (unresolved: UnresolvedSecrets): PassPlan => planPass(snapshots, stored, { ...context, unresolved })
  const keeping = keepingIfAsked(options.state, options, terminal)
  const resolved = await planResolved(planned, stored, keeping?.lookUp ?? lookUpIfAsked(options, terminal))
  const { pass } = resolved
  // Nobody knows of other declarations what was handed over.
  const secrets =
    options.state === undefined ? [] : secretNotes(resolved, stored, { keeping, instant: context.instant })
  warn(pass.warnings, terminal)
  terminal.progress('')
  return { snapshots, stored, context, pass, secrets }
}

/** The options by which a command is told what is compared with what. */
export type ComparedOptions = SourceOptions & StoredOptions & ServerOptions

/** The state of the server that is named, if one is; a server of the environment counts where nothing else is named. */
async function remoteSide(
  { against, resolveSecrets, ...options }: ComparedOptions & SecretOptions,
  terminal: Terminal,
): Promise<State | undefined> {
  if (against !== undefined && options.server !== undefined) {
    throw new ConfigError('--against and --server do not go together', 'name one thing to compare with')
  }
  const address = against === undefined ? addressOf(options, terminal.environment) : undefined
  if (address === undefined) return undefined
  if (resolveSecrets === true) {
    throw new ConfigError(
      '--resolve-secrets and a server do not go together',
      'the server looks at its secrets itself; --state or --against looks at those of this machine',
    )
  }
  terminal.progress('asking the server …')
  return stateToCompare(createServer(address), options.git !== undefined)
}

/** Says on the error stream what does not keep a command from going on, one line each. */
export function warn(warnings: readonly string[], terminal: Terminal): void {
  for (const warning of warnings) terminal.err(`warning: ${warning}\n`)
}

/** What declarations are compared with, and what is remembered of the files it came from. */
interface StoredSide {
  readonly stored: State
  inventory(): Promise<Pick<Inventory, 'of'>>
}

async function storedSide(paths: readonly string[], options: SourceOptions & StoredOptions): Promise<StoredSide> {
  const { state, against } = options
  if ((state === undefined) === (against === undefined)) {
    throw new ConfigError(
      'name what to compare with: --state, --server or --against, one of them',
      '--state <folder> is a state folder, --server <url> a running program, --against <revision or folder> other declarations',
    )
  }
  if (against === undefined) {
    const folder = state ?? ''
    return { stored: await readState(folder), inventory: () => openInventory({ folder, isReadonly: true }) }
  }
  const snapshots = await readSources([sourceAgainst(paths, options, against)])
  const stored = await stateOfDeclarations(snapshots)
  return { stored, inventory: () => inventoryOf(snapshots, stored) }
}

/** A server knows what its files held; here, a file that cannot be read keeps everything of its source. */
function sideOf(stored: State): StoredSide {
  return { stored, inventory: async () => createMemoryInventory() }
}

async function inventoryOf(snapshots: readonly Snapshot[], stored: State): Promise<Inventory> {
  const inventory = createMemoryInventory()
  await inventory.record(updatesOf(snapshots, inventory, { stored, state: stored }))
  return inventory
}

/** The state of a folder, read without a lock; a folder that is not there yet is an empty state. */
export async function readState(folder: string): Promise<State> {
  if (!existsSync(folder)) return createMemoryStore().open()
  return readStoredState({ state: folder })
}

/** The state that declarations lead to when they are applied to nothing; what is invalid in them is left out. */
export async function stateOfDeclarations(snapshots: readonly Snapshot[]): Promise<State> {
  const store = createMemoryStore()
  const nothing = await store.open()
  const { context } = contextOf(snapshots, nothing, {})
  const actor = { type: 'operator', name: 'charter' } as const
  const { state } = await runPass(snapshots, nothing, { store, clock: systemClock, actor, context })
  return state
}
