import { sha256 } from '../lib/digest.ts'
import type { Entry } from '../model/ledger.ts'
import type { Head } from '../model/state.ts'
import { headAt } from './entry.ts'
import { type EntryLine, type PartLine, readLine } from './line.ts'

/** What a line brought: an entry that stands in the chain, part of one, or why neither; `offset` is where its entry begins. */
export type Reading =
  | { readonly type: 'entry'; readonly entry: Entry; readonly offset: number }
  | { readonly type: 'part' }
  | { readonly type: 'flaw'; readonly message: string; readonly offset: number }

interface Pending {
  readonly offset: number
  readonly changes: Entry['changes'][number][]
  readonly covered: string[]
}

/**
 * Reads lines one after the other and holds each against the one before it. Without a head to follow, the first entry
 * that it meets is where it begins.
 */
export class Reader {
  #head: Head | undefined
  #group: number | undefined
  #pending: Pending | undefined

  constructor(head?: Head) {
    this.#head = head
    this.#group = head === undefined ? undefined : 0
  }

  /** Where the entry begins whose parts are still being read, or `undefined`. */
  get unfinished(): number | undefined {
    return this.#pending?.offset
  }

  /** Takes the line that starts at `offset` bytes. */
  read(text: string, offset: number): Reading {
    const line = readLine(text)
    if (line.type === 'broken') return this.#flaw(line.reason, offset)
    if (!this.#isInGroup(line.group)) return this.#flaw('does not belong to the append around it', offset)
    this.#group = line.group ?? (line.type === 'part' ? line.seq : line.entry.seq)
    return line.type === 'part' ? this.#readPart(line, offset) : this.#readEntry(line, offset)
  }

  /** A line goes on with the append before it, or begins one where no entry is open; any group fits the first line that is read. */
  #isInGroup(group: number | undefined): boolean {
    if (group === undefined) return this.#pending === undefined
    return this.#group === undefined || group === this.#group
  }

  #readPart({ part, seq, changes, covered }: PartLine, offset: number): Reading {
    const isNext = this.#head === undefined || seq === this.#head.seq + 1
    if (!isNext || part !== (this.#pending?.covered.length ?? 0) + 1) {
      return this.#flaw('is not the next part of an entry', offset)
    }
    this.#pending ??= { offset, changes: [], covered: [] }
    for (const change of changes) this.#pending.changes.push(change)
    this.#pending.covered.push(covered)
    return { type: 'part' }
  }

  #readEntry(line: EntryLine, offset: number): Reading {
    const pending = this.#pending
    if (line.parts !== pending?.covered.length) return this.#flaw('does not close the parts before it', offset)
    const entry = pending === undefined ? line.entry : { ...line.entry, changes: pending.changes }
    const wrong = misfit(entry, line.covered.join(pending?.covered.join(',') ?? ''), this.#head)
    if (wrong !== undefined) return this.#flaw(wrong, offset)
    this.#pending = undefined
    this.#head = headAt(entry)
    return { type: 'entry', entry, offset: pending?.offset ?? offset }
  }

  #flaw(message: string, offset: number): Reading {
    return { type: 'flaw', message, offset: this.#pending?.offset ?? offset }
  }
}

function misfit(entry: Entry, covered: string, head: Head | undefined): string | undefined {
  const { seq, previous } = entry
  if (head !== undefined && seq !== head.seq + 1) return `holds entry ${seq} where entry ${head.seq + 1} should stand`
  if (head !== undefined && previous !== head.hash) return `holds entry ${seq}, which does not follow entry ${head.seq}`
  if (sha256(previous + covered) !== entry.hash) return `holds entry ${seq}, which does not match its hash`
  return undefined
}
