import type { Clock } from '../../model/ports.ts'
import type { Identity } from '../identity.ts'

/** Who was proved to hold a token, by its SHA-256, so that a signature is not checked for every request. */
export interface Memory {
  get(digest: string): Identity | undefined
  /** `endSeconds`: when the token ends, in seconds since 1970. */
  put(digest: string, identity: Identity, endSeconds: number): void
}

/** A token that is taken out of use counts no longer than this (faults H13). */
const LONGEST_MS = 30_000
const MOST = 10_000

/** For how long somebody is remembered (30 seconds at most), and how many are. */
export interface Remembering {
  readonly longestMs?: number
  readonly most?: number
}

/** Begins with nobody. An identity is forgotten after 30 seconds or sooner, when its token ends, or when too many are newer. */
export function createMemory(clock: Clock, { longestMs = LONGEST_MS, most = MOST }: Remembering = {}): Memory {
  const lastingMs = Math.min(longestMs, LONGEST_MS)
  const known = new Map<string, { readonly identity: Identity; readonly untilMs: number; readonly endMs: number }>()
  return {
    get(digest) {
      const one = known.get(digest)
      if (one === undefined) return undefined
      if (clock.elapsedMs() < one.untilMs && Date.parse(clock.now()) < one.endMs) return one.identity
      known.delete(digest)
      return undefined
    },
    put(digest, identity, endSeconds) {
      known.delete(digest)
      known.set(digest, { identity, untilMs: clock.elapsedMs() + lastingMs, endMs: endSeconds * 1000 })
      const [first] = known.keys()
      if (known.size > most && first !== undefined) known.delete(first)
    },
  }
}
