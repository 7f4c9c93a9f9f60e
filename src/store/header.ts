import type { Head } from '../model/state.ts'
import type { FrozenCounts } from './freeze.ts'
import { jsonOf } from './json.ts'
import type { Position } from './position.ts'

/**
 * The first line of a checkpoint: of which entry it is (`seq`, `hash`), where in the ledger that entry ends, how many lines
 * of each sort follow, and the SHA-256 of the whole file with zeros in the digest's own place.
 */
export interface CheckpointHeader extends Head, FrozenCounts {
  readonly checkpoint: 'charter'
  readonly format: number
  readonly position: Position
  readonly digest: string
}

/** The format of checkpoints: another one, where a state gains or loses a field. An older one is made again from the ledger. */
export const CHECKPOINT_FORMAT = 6
const NO_DIGEST = '0'.repeat(64)
const DIGEST = /"digest":"[0-9a-f]{64}"/

/** The first line of a checkpoint without line end, still with zeros for its digest. */
export function headerLine(of: Omit<CheckpointHeader, 'checkpoint' | 'format' | 'digest'>): string {
  const { seq, hash, position, resources, gone } = of
  return jsonOf({
    checkpoint: 'charter',
    digest: NO_DIGEST,
    format: CHECKPOINT_FORMAT,
    gone,
    hash,
    position,
    resources,
    seq,
  })
}

/** The line with a digest, and as long as before; without one, with zeros again. */
export function withDigest(line: string, digest = NO_DIGEST): string {
  return line.replace(DIGEST, `"digest":"${digest}"`)
}

/** Reads the first line of a checkpoint; `undefined` where it is none, `newer` or `older` where another version wrote it. */
export function readHeader(line: string): CheckpointHeader | 'newer' | 'older' | undefined {
  let value: Partial<CheckpointHeader> | null
  try {
    value = JSON.parse(line) as Partial<CheckpointHeader> | null
  } catch {
    return undefined
  }
  if (value?.checkpoint !== 'charter' || typeof value.format !== 'number') return undefined
  if (value.format !== CHECKPOINT_FORMAT) return value.format > CHECKPOINT_FORMAT ? 'newer' : 'older'
  return DIGEST.test(line) ? (value as CheckpointHeader) : undefined
}
