import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Adapter, Low } from 'lowdb'
import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import type { State } from '../model/state.ts'
import { batched, requireLength, writeWhole } from './bytes.ts'
import { DOWNGRADE } from './damage.ts'
import type { Disk } from './disk.ts'
import { freeze } from './freeze.ts'
import { type CheckpointHeader, headerLine, readHeader, withDigest } from './header.ts'
import type { Position } from './position.ts'
import { sizeOf } from './private.ts'
import { thaw } from './thaw.ts'
import { attemptAsync, codeOf } from './trouble.ts'
import { discard } from './whole.ts'

/** A state, and where in the ledger the entry ends that it is the state after. */
export interface Checkpoint {
  readonly state: State
  readonly position: Position
}

/** Where a checkpoint lies; `onNotice` is told when the file is there and cannot be used. */
export interface CheckpointPlace {
  readonly path: string
  readonly disk: Disk
  readonly isReadonly: boolean
  readonly onNotice: (message: string) => void
}

/** How much is written at once: other work gets its turn in between. */
const BATCH_BYTES = 1024 * 1024
const READ_BYTES = 64 * 1024 * 1024
const LINE_END = 0x0a

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

/**
 * The checkpoint of a state folder as an adapter of lowdb, in place of lowdb's own, which neither makes a file durable nor
 * checks what it reads. `bytes` is the length of the file that was last read or written, 0 before.
 */
export class CheckpointFile implements Adapter<Checkpoint> {
  readonly #place: CheckpointPlace
  bytes = 0

  constructor(place: CheckpointPlace) {
    this.#place = place
  }

  /** Gives `null` where there is no checkpoint, or one of an older version, or a broken one: it is made of the ledger again. Throws `StoreError` where a newer version wrote it, or the system refuses. */
  async read(): Promise<Checkpoint | null> {
    const { path, isReadonly, onNotice } = this.#place
    const bytes = await attemptAsync('read', path, () => contentOf(path, isReadonly))
    if (bytes === undefined) return null
    const end = bytes.indexOf(LINE_END)
    const line = bytes.toString('utf8', 0, Math.max(end, 0))
    const header = readHeader(line)
    if (header === 'newer') {
      throw new StoreError(
        'StateNewer',
        `the checkpoint ${visible(path)} was written by a newer version of Charter`,
        DOWNGRADE,
      )
    }
    if (header === 'older') return null
    if (header === undefined || !isWhole(bytes, line, header)) {
      onNotice(`the checkpoint ${visible(path)} is damaged; the state is made of the whole ledger instead`)
      return null
    }
    this.bytes = bytes.length
    const { seq, hash, position } = header
    return { state: thaw(bytes, end + 1, { seq, hash }, header), position }
  }

  /** Puts a checkpoint in the place of the one before, whole and durable; throws `StoreError`, and then that one is still there. */
  async write({ state, position }: Checkpoint): Promise<void> {
    const { path, disk } = this.#place
    const unfinished = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`
    await attemptAsync('write', path, async () => {
      try {
        this.bytes = await writeNew(disk, unfinished, { state, position })
        disk.rename(unfinished, path)
      } catch (error) {
        discard(disk, unfinished)
        throw error
      }
      disk.syncFolder(dirname(path))
    })
  }
}

/** The checkpoint of a state folder, or `null`; through lowdb, as `writeCheckpoint`. */
export async function readCheckpoint(file: CheckpointFile): Promise<Checkpoint | null> {
  const database = new Low<Checkpoint | null>(file as Adapter<Checkpoint | null>, null)
  await database.read()
  return database.data
}

/** Writes a checkpoint. */
export async function writeCheckpoint(file: CheckpointFile, checkpoint: Checkpoint): Promise<void> {
  await new Low<Checkpoint>(file, checkpoint).write()
}

async function writeNew(disk: Disk, path: string, { state, position }: Checkpoint): Promise<number> {
  const frozen = freeze(state)
  const header = headerLine({ ...state.head, ...frozen, position })
  const file = await disk.open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW)
  const first = Buffer.from(`${header}\n`)
  const hash = createHash('sha256').update(first)
  let length = first.length
  try {
    await writeWhole(disk, file, first)
    for (const bytes of batched(frozen.lines(), BATCH_BYTES)) {
      hash.update(bytes)
      await writeWhole(disk, file, bytes)
      length += bytes.length
    }
    await writeWhole(disk, file, Buffer.from(withDigest(header, hash.digest('hex'))), 0)
    requireLength(file, length)
    await disk.sync(file)
  } catch (error) {
    await disk.close(file).catch(() => undefined)
    throw error
  }
  await disk.close(file)
  return length
}

/** The digest covers all of the file, with zeros in its own place. */
function isWhole(bytes: Buffer, line: string, { digest }: CheckpointHeader): boolean {
  const rest = bytes.subarray(Buffer.byteLength(line))
  return createHash('sha256').update(withDigest(line)).update(rest).digest('hex') === digest
}

async function contentOf(path: string, isReadonly: boolean): Promise<Buffer | undefined> {
  let handle: FileHandle
  try {
    handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    const bytes = Buffer.allocUnsafe(await sizeOf({ handle, path, name: 'checkpoint' }, isReadonly))
    let read = 0
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read, Math.min(READ_BYTES, bytes.length - read), read)
      if (bytesRead === 0) break
      read += bytesRead
    }
    return bytes.subarray(0, read)
  } finally {
    await handle.close()
  }
}
