import type { Limits } from '../documents/limits.ts'
import { DEFAULT_LIMITS } from '../documents/limits.ts'
import type { ReadResult } from '../documents/pool.ts'
import type { Problem } from '../model/problem.ts'

/** What a source found at one path: its bytes, what was read of the same bytes before, or why it has none. */
export type Found =
  | { readonly path: string; readonly bytes: Uint8Array; readonly stamp?: string }
  | { readonly path: string; readonly read: ReadResult }
  | { readonly path: string; readonly problem: Problem }

/**
 * What is known when all has been given out: which revision it was, and whether everything could be listed (`false`:
 * something may be missing, so nothing of the source is removed).
 */
export interface Ending {
  readonly revision: string
  readonly complete: boolean
  readonly ref?: string
}

/** The content of a source, in batches that fit into memory; it returns what is known at the end. */
export type Content = AsyncGenerator<readonly Found[], Ending>

/** What reading one source may cost: the limits of a file, the bytes of all its files together, and their number. */
export interface SourceLimits extends Limits {
  readonly revisionBytes: number
  readonly files: number
}

/** The limits that serve where the configuration names none (model §3). */
export const SOURCE_LIMITS: SourceLimits = { ...DEFAULT_LIMITS, revisionBytes: 2 ** 30, files: 1_000_000 }
