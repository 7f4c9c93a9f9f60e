import type { Config, SourceConfig } from '../config.ts'
import { canonical } from '../lib/canonical.ts'
import { sha256 } from '../lib/digest.ts'
import type { Inventory, Settled, SettledSource } from '../model/inventory.ts'
import type { Clock } from '../model/ports.ts'
import type { Revisions, State } from '../model/state.ts'
import { isSettled } from '../pass/settled.ts'
import type { Watch } from './watch.ts'

/** What tells whether everything is as the last pass left it; `configurations` are digests by the names of sources. */
export interface SettlingAround {
  readonly watches: readonly Watch[]
  readonly inventory: Pick<Inventory, 'settled'>
  readonly program: string
  readonly configurations: ReadonlyMap<string, string>
  readonly clock: Clock
}

/** A program that has read nothing since it was started, because there was nothing to do (design §5). */
export interface Settling {
  /** Whether it has asked the sources where they are, and rested since. */
  hasRested(): boolean
  /**
   * Asks these sources where they are, all of them at first, and gives the revisions of all where nothing has to be
   * read. Once something has to be, it gives `undefined` for ever. Nothing is thrown.
   */
  rest(sources: ReadonlySet<string>, signal: AbortSignal, state: State): Promise<Revisions | undefined>
}

/** Begins at the start of the program. */
export function createSettling(around: SettlingAround): Settling {
  const { watches, inventory, clock } = around
  const known = new Map<string, string>()
  let isOver = watches.length === 0
  let hasRested = false
  const stays = async (sources: ReadonlySet<string>, signal: AbortSignal, { head }: State): Promise<boolean> => {
    if (inventory.settled() === undefined) return false
    const asked = watches.filter(({ name }) => !known.has(name) || sources.has(name))
    const revisions = await Promise.all(asked.map((watch) => watch.poll(signal)))
    for (const [index, { name }] of asked.entries()) {
      const revision = revisions[index]
      if (revision === undefined) return false
      known.set(name, revision)
    }
    const standing = { head, instant: clock.now(), ...standingOf(around, Object.fromEntries(known)) }
    if (!isSettled(inventory.settled(), standing)) return false
    for (const watch of asked) watch.rest(known.get(watch.name) ?? '')
    return true
  }
  return {
    hasRested: () => hasRested,
    async rest(sources, signal, state) {
      if (isOver) return undefined
      if (!(await stays(sources, signal, state))) {
        isOver = true
        return undefined
      }
      hasRested = true
      return Object.fromEntries(known)
    },
  }
}

/** The program and the sources, with the revisions at which they are. */
export function standingOf(
  { watches, program, configurations }: Pick<SettlingAround, 'watches' | 'program' | 'configurations'>,
  revisions: Revisions,
): Pick<Settled, 'program' | 'sources'> {
  const sources = watches.map(({ name }): SettledSource => {
    return { name, revision: revisions[name] ?? '', configuration: configurations.get(name) ?? '' }
  })
  return { program, sources }
}

/** A digest for each source of all by which its declarations are read and judged. */
export function configurationDigests({ sources, limits, installation }: Config): ReadonlyMap<string, string> {
  const digestOf = ({ allowedKinds, schedule: _, ...source }: SourceConfig): string => {
    const kinds = allowedKinds === undefined ? undefined : [...allowedKinds].sort()
    return sha256(canonical({ ...source, allowedKinds: kinds, limits, installation }))
  }
  return new Map(sources.map((source) => [source.name, digestOf(source)]))
}
