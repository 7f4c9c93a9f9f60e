import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Canary } from './scanner.ts'

/** Adds to what came out on a way. */
export type Put = (name: string, ...texts: readonly (string | Uint8Array)[]) => void

/** A file that is there to hold a secret: its path, all that was written to it, and how it was opened for that. */
export interface Sink {
  readonly path: string
  readonly bytes: Buffer
  readonly how: string
}

/** Everything that left a program into which secrets were put wherever one can go in. */
export interface World {
  readonly canaries: readonly Canary[]
  readonly surfaces: ReadonlyMap<string, Buffer>
  /** Files that are there to hold a secret; those of traced programs alone. */
  readonly sinks?: readonly Sink[]
}

/** What comes out, by the way it takes. */
export function createSurfaces(): { readonly surfaces: ReadonlyMap<string, Buffer>; readonly put: Put } {
  const surfaces = new Map<string, Buffer>()
  return {
    surfaces,
    put(name, ...texts) {
      const before = surfaces.get(name) ?? Buffer.alloc(0)
      surfaces.set(name, Buffer.concat([before, ...texts.map((one) => Buffer.from(one))]))
    },
  }
}

/** Puts what lies in a state folder, names and contents; `of` tells several apart. */
export function collectState(state: string, put: Put, of = ''): void {
  put(`other files of the state${of}`, '')
  for (const [name, bytes] of filesBelow(state)) {
    // The one file that is there to be read: a program to which nobody may speak yet makes it, once.
    if (name !== 'operator-token') put(`${surfaceOf(name)}${of}`, `${name}\n`, bytes)
  }
}

function surfaceOf(name: string): string {
  const known = ['ledger', 'checkpoint', 'inventory'].find((one) => name.startsWith(one))
  return known ?? 'other files of the state'
}

/** Every file below a folder, by name. */
export function filesBelow(folder: string): readonly (readonly [name: string, bytes: Buffer])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name, readFileSync(join(folder, name))] as const)
}
