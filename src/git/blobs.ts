import type { SourceError } from '../model/errors.ts'
import { failure } from './failure.ts'
import { openScratch } from './scratch.ts'
import { type GitOptions, type Repository, runGit } from './spawn.ts'

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
 *
 * git prints into a temporary file that has no name: it writes each blob by itself, and through a pipe every one of them
 * would wake the reader (measured: 1.4 against 2.6 times `cat-file` alone on a busy machine).
 */
export async function* readBlobs<T extends Blob>(
  repository: Repository,
  blobs: readonly T[],
  options: ReadOptions = {},
): AsyncGenerator<readonly { readonly blob: T; readonly bytes: Uint8Array }[]> {
  if (blobs.length === 0) return
  const file = await openScratch()
  try {
    const input = blobs.map(({ oid }) => `${oid}\n`).join('')
    const settings = { deadlineMs: READ_DEADLINE_MS, ...options, input, output: file.fd }
    await runGit(repository, ['cat-file', '--batch', '--buffer'], settings)
    let position = 0
    for (const batch of batchesOf(blobs, options.batchBytes ?? BATCH_BYTES)) {
      const buffer = Buffer.allocUnsafeSlow(
        batch.reduce((bytes, blob) => bytes + headerOf(blob).length + blob.size + 1, 0),
      )
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
      position += bytesRead
      yield contentsOf(batch, buffer.subarray(0, bytesRead), repository)
    }
    if ((await file.stat()).size !== position) throw damaged(repository, 'git printed more than it was asked for')
  } finally {
    await file.close()
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

/** What git prints before the content of a blob; after it stands a line end. */
function headerOf({ oid, size }: Blob): string {
  return `${oid} blob ${size}\n`
}

function contentsOf<T extends Blob>(batch: readonly T[], buffer: Buffer, repository: Repository) {
  let at = 0
  return batch.map((blob) => {
    const header = headerOf(blob)
    const start = at + header.length
    at = start + blob.size + 1
    if (at > buffer.length || !stands(header, buffer, start - header.length)) {
      throw damaged(repository, `object ${blob.oid} is missing or not what its tree says`)
    }
    return { blob, bytes: buffer.subarray(start, at - 1) }
  })
}

/** Whether an ASCII text stands at a place; ten times as fast as to make a string of the bytes. */
function stands(text: string, buffer: Buffer, at: number): boolean {
  for (let index = 0; index < text.length; index++) if (buffer[at + index] !== text.charCodeAt(index)) return false
  return true
}

function damaged(repository: Repository, what: string): SourceError {
  return failure('RepositoryDamaged', `cannot read ${repository.shown}: ${what}`, 'run git fsck in the repository')
}
