import { isUtf8 } from 'node:buffer'
import { constants, fstatSync, lstatSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { visible } from '../lib/text.ts'
import { ConflictError, StoreError } from '../model/errors.ts'
import type { Entry } from '../model/ledger.ts'
import type { State } from '../model/state.ts'
import { appendDurably, linesIn } from './bytes.ts'
import type { Sealed } from './entry.ts'
import { linesOf } from './line.ts'
import { Reader } from './reader.ts'
import { DAMAGED, replay } from './replay.ts'
import { attempt, attemptAsync, storeError } from './trouble.ts'

const { O_APPEND, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants

/** A ledger file that is open: what has been made durable in it, and nothing else, is read back. */
export class LedgerFile {
  readonly #path: string
  readonly #handle: FileHandle
  readonly #offsets: number[]
  #length: number

  constructor(path: string, handle: FileHandle, { offsets, length }: { offsets: number[]; length: number }) {
    this.#path = path
    this.#handle = handle
    this.#offsets = offsets
    this.#length = length
  }

  /** Throws `ConflictError` where the file is no longer the one, or no longer as long, as this process left it. */
  check(): void {
    const own = fstatSync(this.#handle.fd)
    const found = attempt('read', this.#path, () => lstatSync(this.#path, { throwIfNoEntry: false }))
    if (found?.ino === own.ino && found.dev === own.dev && found.size === this.#length) return
    throw new ConflictError(`the ledger ${visible(this.#path)} has been changed by somebody else`)
  }

  /** Writes entries and returns when they are durable, all with one `fdatasync`. After it has thrown, nothing is known of the file's end. */
  async append(sealed: readonly Sealed[]): Promise<void> {
    const starts: number[] = []
    const lines = linesAfter(this.#length, sealed, starts)
    this.#length = await attemptAsync('write', this.#path, () => appendDurably(this.#handle, lines, this.#length))
    this.#offsets.push(...starts)
  }

  /** The entries numbered `from` to `to`, oldest first, verified again as they are read. Throws `StoreError` where one has been damaged. */
  async *entries(from: number, to: number): AsyncGenerator<Entry, undefined> {
    const start = this.#offsets[Math.max(from, 1) - 1]
    if (start === undefined || to < from) return
    const end = this.#offsets[to] ?? this.#length
    try {
      yield* this.#entriesBetween(start, end)
    } catch (error) {
      throw storeError('read', this.#path, error)
    }
  }

  async *#entriesBetween(start: number, end: number): AsyncGenerator<Entry, undefined> {
    const reader = new Reader()
    for await (const lines of linesIn(this.#handle, start, end)) {
      for (const { bytes, offset } of lines) {
        if (!isUtf8(bytes)) throw new StoreError(`a line of ${visible(this.#path)} is not UTF-8`, DAMAGED)
        const reading = reader.read(bytes.toString('utf8'), offset)
        if (reading.type === 'flaw')
          throw new StoreError(`a line of ${visible(this.#path)} ${reading.message}`, DAMAGED)
        if (reading.type === 'entry') yield reading.entry
      }
    }
  }

  async close(): Promise<void> {
    await attemptAsync('close', this.#path, () => this.#handle.close())
  }
}

/** The lines of entries as they are needed, so that not all of them are held at once; tells in `starts` where each entry begins. */
function* linesAfter(length: number, sealed: readonly Sealed[], starts: number[]): Generator<string, undefined> {
  let offset = length
  let group: number | undefined
  for (const one of sealed) {
    starts.push(offset)
    for (const line of linesOf(one, group)) {
      offset += Buffer.byteLength(line) + 1
      yield line
    }
    group ??= one.entry.seq
  }
}

/** How a ledger file is opened; `isReadonly` leaves it as it is. */
export interface OpenLedger {
  readonly path: string
  readonly isReadonly: boolean
  readonly from: State
}

/**
 * Opens a ledger file and reads it. For writing, what was never acknowledged is cut off its end, and what is read is made
 * durable before anybody is told. Throws `StoreError` where the file is damaged, or open to other users of the machine.
 */
export async function openLedger({
  path,
  isReadonly,
  from,
}: OpenLedger): Promise<{ ledger: LedgerFile; state: State }> {
  const flags = isReadonly ? O_RDONLY : O_RDWR | O_APPEND
  const handle = await attemptAsync('open', path, () => open(path, flags | O_NOFOLLOW | O_NONBLOCK))
  try {
    return await attemptAsync('read', path, async () => {
      const stats = await handle.stat()
      if (!stats.isFile()) throw new StoreError(`the ledger ${visible(path)} is not a file`)
      if (!isReadonly) requirePrivate(path, stats.mode)
      const { size } = stats
      const { state, end, isEnded, offsets } = await replay(handle, path, size, from)
      const length = isReadonly ? end : await mend(handle, { size, end, isEnded })
      return { ledger: new LedgerFile(path, handle, { offsets, length }), state }
    })
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Gives the file its end: cuts what was never acknowledged, or adds the line end that the last entry lacks. */
async function mend(
  handle: FileHandle,
  { size, end, isEnded }: { size: number; end: number; isEnded: boolean },
): Promise<number> {
  if (end < size) await handle.truncate(end)
  if (isEnded) await handle.sync()
  return isEnded ? end : appendDurably(handle, [''], end)
}

function requirePrivate(path: string, mode: number): void {
  if ((mode & 0o007) === 0) return
  throw new StoreError(`other users of this machine may read the ledger ${visible(path)}`, `chmod 600 ${visible(path)}`)
}
