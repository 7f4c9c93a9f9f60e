import type { SourceError } from '../model/errors.ts'
import { failure } from './failure.ts'
import { type GitOptions, type Repository, streamGit } from './spawn.ts'

/** A blob to be read; `size` is what the tree said of it. */
export interface Blob {
  readonly oid: string
  readonly size: number
}

/** How blobs are read: at most about `batchBytes` of content are in memory for one batch (64 MiB). */
export interface ReadOptions extends GitOptions {
  readonly batchBytes?: number
}

const BATCH_BYTES = 64 * 1024 * 1024
const READ_DEADLINE_MS = 600_000

/**
 * The content of blobs, in batches in the order of `blobs`, all through one `cat-file --batch`; `batchBytes` bounds a
 * batch, unless one blob alone is larger. The memory of a batch is one piece, freed when none of its contents is held
 * any more. Sizes are known before anything is read, so a caller leaves out what is too large. Throws `SourceError`.
 */
export async function* readBlobs<T extends Blob>(
  repository: Repository,
  blobs: readonly T[],
  options: ReadOptions = {},
): AsyncGenerator<readonly { readonly blob: T; readonly bytes: Uint8Array }[]> {
  if (blobs.length === 0) return
  const input = blobs.map(({ oid }) => `${oid}\n`).join('')
  const git = streamGit(repository, ['cat-file', '--batch', '--buffer'], {
    deadlineMs: READ_DEADLINE_MS,
    ...options,
    input,
    outputBytes: Number.POSITIVE_INFINITY,
  })
  let surplus: Buffer = Buffer.alloc(0)
  try {
    for (const batch of batchesOf(blobs, options.batchBytes ?? BATCH_BYTES)) {
      const expected = batch.reduce((bytes, blob) => bytes + lengthOf(blob), 0)
      const buffer = Buffer.allocUnsafeSlow(expected)
      let filled = 0
      while (filled < expected) {
        if (surplus.length === 0) {
          const next = await git.next()
          if (next.done === true) break
          surplus = next.value
        }
        const copied = surplus.copy(buffer, filled)
        surplus = surplus.subarray(copied)
        filled += copied
      }
      yield contentsOf(batch, buffer.subarray(0, filled), repository)
    }
    // Its exit code is still to be heard.
    if (surplus.length > 0 || (await git.next()).done !== true) throw damaged(repository, 'more than was asked for')
  } finally {
    await git.return(undefined)
  }
}

function* batchesOf<T extends Blob>(blobs: readonly T[], batchBytes: number): Generator<readonly T[]> {
  let batch: T[] = []
  let bytes = 0
  for (const blob of blobs) {
    if (batch.length > 0 && bytes + blob.size > batchBytes) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(blob)
    bytes += blob.size
  }
  yield batch
}

/** `<oid> blob <size>\n<content>\n`: what git prints for one blob. */
function lengthOf({ oid, size }: Blob): number {
  return oid.length + 7 + String(size).length + size + 1
}

function contentsOf<T extends Blob>(batch: readonly T[], buffer: Buffer, repository: Repository) {
  let at = 0
  return batch.map((blob) => {
    const header = `${blob.oid} blob ${blob.size}\n`
    const start = at + header.length
    if (buffer.toString('latin1', at, start) !== header || buffer.length < start + blob.size + 1) {
      throw damaged(repository, `object ${blob.oid} is missing or not what its tree says`)
    }
    at = start + blob.size + 1
    return { blob, bytes: buffer.subarray(start, start + blob.size) }
  })
}

function damaged(repository: Repository, what: string): SourceError {
  return failure('RepositoryDamaged', `cannot read ${repository.shown}: ${what}`, 'run git fsck in the repository')
}
