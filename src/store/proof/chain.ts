import { createHash } from 'node:crypto'
import type { Head } from '../../model/state.ts'
import type { LineContent, WrittenChange, WrittenEntry, WrittenPart } from './form.ts'
import type { Wrong } from './line.ts'

/** What a line means in the chain: a whole entry, a part of one, or something that should not stand there. */
export type Link =
  | ({ readonly type: 'entry'; readonly entry: WrittenEntry } & Pick<LineContent, 'count' | 'erased'>)
  | { readonly type: 'part' }
  | { readonly type: 'wrong'; readonly wrong: Wrong }

/** The parts of an entry that have been read, together. */
interface Pending {
  readonly changes: WrittenChange[]
  readonly covered: Uint8Array[]
  readonly erased: string[]
  count: number
}

/** The chain as far as it has been read: each line is held against those before it. */
export class Chain {
  #head: Head
  #group = 0
  #pending: Pending | undefined
  #parts = 0

  /** Begins after an entry; `{ seq: 0, hash: '' }` where nothing is sealed away. */
  constructor(head: Head = { seq: 0, hash: '' }) {
    this.#head = head
  }

  /** The last whole entry. */
  get head(): Head {
    return this.#head
  }

  /** Whether parts of an entry have been read and not yet its closing line. */
  get isOpen(): boolean {
    return this.#pending !== undefined
  }

  /** A file begins: its first line is the beginning of an append. */
  begin(): void {
    this.#group = 0
  }

  /** Takes a part of the next entry. */
  takePart({ part, seq, group, changes }: WrittenPart, { count, erased, covered }: LineContent): Link {
    const next = this.#head.seq + 1
    if (seq !== next) return wrong('is a part of another entry', String(next), String(seq))
    if (part !== this.#parts + 1) return wrong('is not the next part', String(this.#parts + 1), String(part))
    const misplaced = this.#misplaced(group)
    if (misplaced !== undefined) return misplaced
    this.#group = group ?? seq
    this.#pending ??= { changes: [], covered: [], erased: [], count: 0 }
    for (const change of changes) this.#pending.changes.push(change)
    for (const uid of erased) this.#pending.erased.push(uid)
    if (count > 0) this.#pending.covered.push(covered[0])
    this.#pending.count += count
    this.#parts = part
    return { type: 'part' }
  }

  /** Takes a line that is an entry, or closes one; what it gives has the changes that the lines came with. */
  takeEntry(entry: WrittenEntry, content: LineContent): Link {
    const { seq, hash } = this.#head
    if (entry.seq !== seq + 1)
      return wrong('is not the entry that should stand here', String(seq + 1), String(entry.seq))
    if (entry.previous !== hash) return wrong('does not follow the entry before it', hash, entry.previous)
    const misplaced = this.#misplaced(entry.group)
    if (misplaced !== undefined) return misplaced
    if ((entry.parts ?? 0) !== this.#parts)
      return wrong('does not close the parts before it', String(this.#parts), String(entry.parts ?? 0))
    const { parts, group, ...whole } = entry
    const { changes, count, erased, covered } = this.#pending ?? { ...content, changes: entry.changes, covered: [] }
    const found = hashOf(hash, content.covered, covered)
    if (found !== entry.hash) return wrong('does not match its hash', entry.hash, found)
    this.#group = group ?? entry.seq
    this.#pending = undefined
    this.#parts = 0
    this.#head = { seq: entry.seq, hash: entry.hash }
    return { type: 'entry', entry: { ...whole, changes } as WrittenEntry, count, erased }
  }

  /** A line that names no group begins an append, which no entry may be open across; another belongs to the append before it. */
  #misplaced(group: number | undefined): Link | undefined {
    if (group === undefined) return this.isOpen ? wrong('begins an append inside an entry') : undefined
    if (group === this.#group) return undefined
    return wrong('does not belong to the append around it', String(this.#group), String(group))
  }
}

function hashOf(previous: string, [before, after]: LineContent['covered'], parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(previous).update(before)
  for (const [index, part] of parts.entries()) hash.update(index === 0 ? '' : ',').update(part)
  return hash.update(after).digest('hex')
}

function wrong(message: string, expected?: string, found?: string): Link {
  const sides = expected === undefined || found === undefined ? {} : { expected, found }
  return { type: 'wrong', wrong: { message, ...sides } }
}
