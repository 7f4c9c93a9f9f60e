import { constants } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { by, groupBy } from '../../lib/compare.ts'
import type { AccessLog, AccessPage, AccessQuery, AccessRecord } from '../../model/accesslog.ts'
import type { StoreError } from '../../model/errors.ts'
import { appendDurably } from '../bytes.ts'
import { type Disk, realDisk } from '../disk.ts'
import { requireFolder, sizeOf } from '../private.ts'
import { attempt, attemptAsync, storeError } from '../trouble.ts'
import { endOfLines } from './lines.ts'
import { readRecords } from './read.ts'
import { lineOf } from './record.ts'

/**
 * Where an access log is kept: below a state folder. `onDropped` hears how many records are lost, and why (absent: they came
 * faster than the disk takes them); `onWritten` of every batch that is on the disk.
 */
export interface AccessLogOptions {
  readonly folder: string
  readonly disk?: Disk
  readonly onDropped: (count: number, error?: StoreError) => void
  readonly onWritten?: () => void
  readonly mostWaitingBytes?: number
}

const NAME = 'access'
/** How long records wait for each other. */
const WAIT_MS = 1_000
/** So much waits at most; from a quarter of it on nothing waits for more. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024
/** A disk that hangs does not keep the program from stopping. */
const CLOSE_MS = 1_000
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants

/** Every write in a thread of its own: nobody who reads waits for this disk. */
const BACKGROUND: Disk = {
  ...realDisk,
  write: (file, bytes, from, at) =>
    file.write(bytes, from, bytes.length - from, at ?? null).then(({ bytesWritten }) => bytesWritten),
}

/**
 * The access log of a state folder, in one file for each month (UTC): `access/2026-11.ndjson`. Lines are only added, behind
 * the requests that they tell of; one that was not written to its end counts for nothing, and is cut before the next. Months
 * may be taken away at any time.
 */
export function openAccessLog(options: AccessLogOptions): AccessLog {
  return new FileAccessLog(options)
}

interface Waiting {
  readonly month: string
  readonly line: string
}

class FileAccessLog implements AccessLog {
  readonly #folder: string
  readonly #disk: Disk
  readonly #most: number
  readonly #options: AccessLogOptions
  #waiting: Waiting[] = []
  /** Of what waits and of what is being written. */
  #bytes = 0
  #timer: NodeJS.Timeout | undefined
  #last: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  constructor(options: AccessLogOptions) {
    this.#options = options
    this.#folder = join(options.folder, NAME)
    this.#disk = options.disk ?? BACKGROUND
    this.#most = options.mostWaitingBytes ?? MOST_WAITING_BYTES
  }

  add(record: AccessRecord): void {
    const line = lineOf(record)
    if (this.#bytes + line.length > this.#most) {
      this.#options.onDropped(1)
      return
    }
    this.#waiting.push({ month: record.timestamp.slice(0, 7), line })
    this.#bytes += line.length
    if (this.#bytes > this.#most / 4) void this.#flush()
    else this.#timer ??= setTimeout(() => void this.#flush(), WAIT_MS).unref()
  }

  async read(query: AccessQuery): Promise<AccessPage> {
    await this.#flush()
    return readRecords(this.#folder, query)
  }

  async close(): Promise<void> {
    const late = new AbortController()
    const isLate = pause(CLOSE_MS, undefined, late).catch(() => undefined)
    await Promise.race([this.#flush(), isLate])
    late.abort()
  }

  /** Done when everything that waits is written, or lost; one writes at a time, for all who ask meanwhile. */
  #flush(): Promise<void> {
    if (this.#next !== undefined) return this.#next
    const next = this.#last.then(() => {
      this.#next = undefined
      return this.#write()
    })
    this.#next = next
    this.#last = next
    return next
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const batch = this.#waiting
    if (batch.length === 0) return
    this.#waiting = []
    for (const [month, own] of [...groupBy(batch, (one) => one.month)].sort(by(([name]) => name))) {
      const lines = own.map(({ line }) => line)
      const path = join(this.#folder, `${month}.ndjson`)
      try {
        await addLines(lines, { folder: this.#folder, path, disk: this.#disk })
        this.#options.onWritten?.()
      } catch (error) {
        this.#options.onDropped(lines.length, storeError('write', path, error))
      }
      for (const line of lines) this.#bytes -= line.length
    }
  }
}

interface Place {
  readonly folder: string
  readonly path: string
  readonly disk: Disk
}

async function addLines(lines: readonly string[], { folder, path, disk }: Place): Promise<void> {
  attempt('make the folder', folder, () => disk.makeFolder(folder))
  requireFolder(folder)
  await attemptAsync('write', path, async () => {
    const file = await disk.open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
    try {
      const size = await sizeOf({ handle: file, path, name: 'access log' }, false)
      const end = await endOfLines(file, size)
      if (end < size) await disk.truncate(file, end)
      await appendDurably(disk, file, lines, end)
      if (size === 0) disk.syncFolder(folder)
    } finally {
      await disk.close(file)
    }
  })
}
