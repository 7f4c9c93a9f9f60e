import { createHash } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { equal } from '../lib/compare.ts'
import { visible } from '../lib/text.ts'
import type { Inventory, Settled, SourceRecord, SourceUpdate } from '../model/inventory.ts'
import { batched, writeWhole } from './bytes.ts'
import { type Disk, realDisk } from './disk.ts'
import { closingLine, INVENTORY_HEADER, linesOf, type ReadInventory, readInventory } from './listing.ts'
import { createMemoryInventory, type MemoryInventory } from './recorded.ts'
import { attemptAsync, codeOf } from './trouble.ts'
import { placeWhole } from './whole.ts'

/** Where the inventory of a state folder lies; without `isReadonly` it is written. `onNotice` hears what went wrong. */
export interface InventoryOptions {
  readonly folder: string
  readonly isReadonly?: boolean
  readonly disk?: Disk
  readonly onNotice?: (message: string) => void
}

const NAME = 'inventory.ndjson'
const BATCH_BYTES = 1024 * 1024
/** The file is written anew when it has grown to so many times what it held then, and is not small. */
const GROWTH = 2
const SMALL_BYTES = 4 * 1024 * 1024

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

/**
 * Opens the inventory of a state folder (design §5), an empty one where there is none. What a pass adds is appended, so it
 * costs what the pass changed; a part that was not written to its end does not count, and a file that is damaged counts as
 * lost. Only who holds the folder's lock may write. Never throws: nothing but time depends on it.
 */
export async function openInventory(options: InventoryOptions): Promise<Inventory> {
  const path = join(options.folder, NAME)
  const notice = options.onNotice ?? say
  const read = await contentOf(path, notice)
  return new FileInventory(
    { path, notice, disk: options.disk ?? realDisk, isReadonly: options.isReadonly ?? false },
    read,
  )
}

interface Place {
  readonly path: string
  readonly notice: (message: string) => void
  readonly disk: Disk
  readonly isReadonly: boolean
}

class FileInventory implements Inventory {
  readonly #place: Place
  readonly #memory: MemoryInventory
  /** How long the good part of the file is, how long it was when it was last written whole, and its last digest. */
  #length: number
  #whole: number
  #digest: string

  constructor(place: Place, { records, settled, length, digest }: ReadInventory) {
    this.#place = place
    this.#memory = createMemoryInventory(records, settled)
    this.#length = length
    this.#whole = length
    this.#digest = digest
  }

  of(source: string): SourceRecord | undefined {
    return this.#memory.of(source)
  }

  settled(): Settled | undefined {
    return this.#memory.settled()
  }

  async record(updates: readonly SourceUpdate[], settled?: Settled): Promise<void> {
    const isNew = !isSettledAlike(settled, this.#memory.settled())
    await this.#memory.record(updates, settled)
    if (this.#place.isReadonly || (updates.length === 0 && !isNew)) return
    const { path, notice } = this.#place
    try {
      const isWhole = this.#length === 0 || this.#length > Math.max(SMALL_BYTES, this.#whole * GROWTH)
      if (isWhole) await this.#rewrite()
      else await this.#append(updates)
    } catch {
      this.#length = 0
      notice(`cannot write ${visible(path)}; nothing is lost, the next start reads all declarations`)
    }
  }

  async #append(updates: readonly SourceUpdate[]): Promise<void> {
    const { disk, path } = this.#place
    const file = await attemptAsync('write', path, () => disk.open(path, O_WRONLY | O_NOFOLLOW))
    try {
      // What a crash has left behind the last good part is written over, and cut off.
      await disk.truncate(file, this.#length)
      await this.#write(file, linesOf(updates))
    } finally {
      await disk.close(file)
    }
  }

  async #rewrite(): Promise<void> {
    const { disk, path } = this.#place
    await placeWhole(disk, path, (file) => {
      this.#length = 0
      this.#digest = ''
      return this.#write(file, wholeOf(this.#memory))
    })
    disk.syncFolder(dirname(path))
    this.#whole = this.#length
  }

  async #write(file: Parameters<Disk['write']>[0], lines: Iterable<string>): Promise<void> {
    const { disk } = this.#place
    const hash = createHash('sha256').update(this.#digest)
    let at = this.#length
    for (const bytes of batched(lines, BATCH_BYTES)) {
      hash.update(bytes)
      await writeWhole(disk, file, bytes, at)
      at += bytes.length
    }
    const digest = hash.digest('hex')
    const closing = Buffer.from(closingLine(this.#memory.settled(), digest))
    await writeWhole(disk, file, closing, at)
    this.#length = at + closing.length
    this.#digest = digest
  }
}

function* wholeOf(memory: MemoryInventory): Generator<string, undefined> {
  yield INVENTORY_HEADER
  yield* linesOf(memory.everything())
}

/** Whether two say the same, whenever they said it. */
function isSettledAlike(left: Settled | undefined, right: Settled | undefined): boolean {
  return equal(left && { ...left, since: '' }, right && { ...right, since: '' })
}

async function contentOf(path: string, notice: (message: string) => void): Promise<ReadInventory> {
  const nothing: ReadInventory = { records: new Map(), settled: undefined, length: 0, digest: '' }
  if (!existsSync(path)) return nothing
  try {
    const read = readInventory(await bytesOf(path))
    if (read !== undefined) return read
    notice(`${visible(path)} is damaged or of another version; it is made anew from the declarations`)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') notice(`cannot read ${visible(path)}; it is made anew from the declarations`)
  }
  return nothing
}

async function bytesOf(path: string): Promise<Buffer> {
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    return await file.readFile()
  } finally {
    await file.close()
  }
}

function say(message: string): void {
  process.stderr.write(`charter: ${message}\n`)
}
