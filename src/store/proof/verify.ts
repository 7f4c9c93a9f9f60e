import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { visible } from '../../lib/text.ts'
import { StoreError } from '../../model/errors.ts'
import type { Entry } from '../../model/ledger.ts'
import type { Head } from '../../model/state.ts'
import { type ByteLine, linesIn } from '../bytes.ts'
import { readSegmentHeader } from '../segment.ts'
import { isTorn } from '../torn.ts'
import { attemptAsync } from '../trouble.ts'
import { Chain } from './chain.ts'
import { Erasures } from './erasures.ts'
import { headerAfter, ledgerFiles } from './files.ts'
import { examineLine, type Flaw, type Wrong, wrongHeader } from './line.ts'
import { Seals } from './seals.ts'

/** A file of a ledger that has been verified; `last` is below `first` where it holds no entry. */
export interface VerifiedFile {
  readonly name: string
  readonly first: number
  readonly last: number
}

/**
 * What was verified: everything up to `head`, then what is wrong (`flaw`), or what was being written when the program or
 * its machine stopped (`unfinished`, from a line of the last file on), which counts for nothing.
 */
export interface Verification {
  readonly files: readonly VerifiedFile[]
  readonly head: Head
  readonly changes: number
  /** How many of the changes were erased. */
  readonly erased: number
  /** The number of the last entry that is sealed away, 0 where none is. */
  readonly sealed: number
  readonly unfinished?: { readonly file: string; readonly line: number }
  readonly flaw?: Flaw
}

/**
 * What a ledger is held against: a head that was published elsewhere, the one that the checkpoint beside it was made
 * after, and what is called with each verified entry.
 */
export interface VerifyOptions {
  readonly published?: Head
  readonly witnessed?: Head
  /** Gives what is wrong with the content of an entry that stands in the chain. */
  readonly onEntry?: (entry: Entry) => Wrong | undefined
}

/**
 * Verifies the ledger files of a folder from the first byte to the last: form of each line, numbers without a gap, chain,
 * every body against its digest. Takes no lock and writes nothing. Throws `StoreError` where the files cannot be read or
 * a newer version of Charter has written them.
 */
export async function verifyLedger(folder: string, options: VerifyOptions = {}): Promise<Verification> {
  const names = ledgerFiles(folder)
  const verifying = new Verifying(options)
  for (const [index, name] of names.entries()) {
    const isWhole = await verifying.read(folder, name, index === names.length - 1)
    if (!isWhole) break
  }
  return verifying.result()
}

class Verifying {
  readonly #options: VerifyOptions
  readonly #seals = new Seals()
  #chain = new Chain()
  readonly #files: VerifiedFile[] = []
  readonly #erasures = new Erasures()
  #changes = 0
  #line = 0
  #opened = 0
  #unfinished: Verification['unfinished']
  #flaw: Flaw | undefined

  constructor(options: VerifyOptions) {
    this.#options = options
  }

  /** Reads one file; gives whether the next one is to be read. */
  async read(folder: string, name: string, isLast: boolean): Promise<boolean> {
    const first = this.#chain.head.seq + 1
    this.#line = 0
    this.#chain.begin()
    const ended = await this.#readLines(join(folder, name), name, isLast)
    if (this.#line > 0) this.#files.push({ name, first, last: this.#chain.head.seq })
    if (this.#flaw !== undefined || this.#unfinished !== undefined) return false
    if (this.#line === 0) return this.#refuse(name, { message: 'is missing or empty' })
    if (!isLast && !ended) return this.#refuse(name, { message: 'has no line end, though another file follows' })
    if (!this.#chain.isOpen) return true
    if (!isLast) return this.#refuse(name, { message: 'leaves an entry open, though another file follows' })
    this.#stop(name)
    return false
  }

  result(): Verification {
    const flaw = this.#flaw ?? this.#truncation() ?? this.#seals.flaw() ?? this.#erasures.flaw()
    return {
      files: this.#files,
      head: this.#chain.head,
      changes: this.#changes,
      erased: this.#erasures.count,
      sealed: this.#seals.start,
      ...(this.#unfinished === undefined ? {} : { unfinished: this.#unfinished }),
      ...(flaw === undefined ? {} : { flaw }),
    }
  }

  /** Gives whether the last line that was read has its line end. */
  async #readLines(path: string, name: string, isLast: boolean): Promise<boolean> {
    const handle = await openFile(path)
    if (handle === undefined) return true
    try {
      return await attemptAsync('read', path, async () => {
        const stats = await handle.stat()
        if (!stats.isFile()) throw new StoreError('StateForeign', `${visible(path)} is not a file`, 'check the path')
        let ended = true
        for await (const lines of linesIn(handle, 0, stats.size)) {
          for (const line of lines) {
            this.#line++
            ended = line.ended
            const wrong = this.#take(line, name)
            if (wrong !== undefined) {
              if (isLast && this.#line > 1 && (await isTorn(line, handle, stats.size))) this.#stop(name)
              else this.#refuse(name, wrong)
            }
            if (this.#flaw !== undefined || this.#unfinished !== undefined) return ended
          }
        }
        return ended
      })
    } finally {
      await handle.close()
    }
  }

  /** Gives what is wrong with a line; what is wrong with the entry that it completes is a flaw at once, however the file ends. */
  #take({ bytes, ended }: ByteLine, file: string): Wrong | undefined {
    if (this.#line === 1) {
      // Only the first file that is there may go on after an entry that is not.
      const isCut = this.#files.length === 0 && file !== '000001.ndjson'
      if (isCut) this.#chain = new Chain(sealedHead(bytes))
      const { seq, hash } = this.#chain.head
      this.#seals.begin({ seq, hash }, isCut)
      const wrong =
        (isCut ? this.#sealedAway(seq, hash) : undefined) ?? wrongHeader(bytes, headerAfter(this.#chain.head))
      return wrong ?? (ended ? undefined : { message: 'has no line end' })
    }
    const examined = examineLine(bytes, this.#options.onEntry !== undefined)
    if (examined.type === 'wrong') return examined.wrong
    if (!this.#chain.isOpen) this.#opened = this.#line
    const { content } = examined
    const link =
      examined.type === 'part'
        ? this.#chain.takePart(examined.part, content)
        : this.#chain.takeEntry(examined.entry, content)
    if (link.type === 'wrong') return link.wrong
    if (link.type === 'part') return undefined
    const { seq, hash } = link.entry
    this.#changes += link.count
    this.#erasures.take(link.entry as unknown as Entry, link.erased, { file, line: this.#line })
    const wrong =
      this.#unlike(seq, hash) ??
      this.#seals.take(link.entry as unknown as Entry) ??
      this.#options.onEntry?.(link.entry as unknown as Entry)
    if (wrong !== undefined) this.#refuse(file, wrong, seq)
    return undefined
  }

  /** What is wrong with the entry before the first file that is there. Throws `StoreError` where an older one was published. */
  #sealedAway(seq: number, hash: string): Wrong | undefined {
    const { published } = this.#options
    if (published === undefined || published.seq === 0 || published.seq >= seq) return this.#unlike(seq, hash)
    throw new StoreError(
      'LedgerMissing',
      `entry ${published.seq}, whose hash was published, is sealed away`,
      'bring back the files of the ledger from 000001.ndjson on, or name a later head',
    )
  }

  /** An entry that has another hash than was published of it, or than the checkpoint has. */
  #unlike(seq: number, hash: string): Wrong | undefined {
    const { published, witnessed } = this.#options
    for (const [head, message] of [
      [published, 'is not the entry whose hash was published'],
      [witnessed, 'is not the entry that the checkpoint beside it was made after'],
    ] as const) {
      if (head?.seq === seq && head.hash !== hash) return { message, expected: head.hash, found: hash }
    }
    return undefined
  }

  #truncation(): Flaw | undefined {
    const { seq } = this.#chain.head
    const { published, witnessed } = this.#options
    const file = this.#files.at(-1)
    if (file === undefined) return undefined
    for (const [head, message] of [
      [published, 'is the end, though more was published'],
      [witnessed, 'is the end, though the checkpoint beside it was made after more'],
    ] as const) {
      if (head === undefined || head.seq <= seq) continue
      const sides = { expected: `entry ${head.seq}`, found: `entry ${seq}` }
      return { seq: seq + 1, file: file.name, line: this.#line, message, ...sides }
    }
    return undefined
  }

  #stop(file: string): void {
    this.#unfinished = { file, line: this.#chain.isOpen ? this.#opened : this.#line }
  }

  #refuse(file: string, wrong: Wrong, seq = this.#chain.head.seq + 1): false {
    this.#flaw = { seq, file, line: Math.max(this.#line, 1), ...wrong }
    return false
  }
}

const MOST_ENTRIES = 1e15

/** The entry after which the first file that is there goes on; `undefined` for a line that is no first line. */
function sealedHead(bytes: Buffer): Head | undefined {
  const head = readSegmentHeader(bytes.toString('utf8'))
  return head !== undefined && head.seq < MOST_ENTRIES ? head : undefined
}

/** `undefined` for a file that is not there. */
async function openFile(path: string) {
  const { O_NONBLOCK, O_RDONLY } = constants
  return attemptAsync('open', path, async () => {
    try {
      return await open(path, O_RDONLY | O_NONBLOCK)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    }
  })
}
