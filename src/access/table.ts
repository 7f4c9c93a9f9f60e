import { Trie, type TrieDraft, trieOf } from '../lib/trie.ts'

/** Things by name that never change: a plain map while they are few, a trie, whose copies share what stays, when they are many. */
export type Table<V> = ReadonlyMap<string, V>

/** As many are copied for one change; that costs less than the branches of a trie do. */
const MOST_COPIED = 256

/** A table of nothing. */
export const NOTHING: Table<never> = new Map<string, never>()

/** A table being written: copied when it is first touched; the table that it was made of stays as it is. */
export class TableDraft<V> {
  readonly #base: Table<V>
  #written: Map<string, V> | TrieDraft<string, V> | undefined

  constructor(base: Table<V>) {
    this.#base = base
  }

  get(name: string): V | undefined {
    return (this.#written ?? this.#base).get(name)
  }

  set(name: string, value: V): void {
    this.#own().set(name, value)
  }

  delete(name: string): void {
    if (this.get(name) !== undefined) this.#own().delete(name)
  }

  /** What has been written; the draft is not used any more. */
  finish(): Table<V> {
    const written = this.#written
    if (written === undefined) return this.#base
    if (!(written instanceof Map)) return written.finish()
    return written.size > MOST_COPIED ? trieOf(written) : written
  }

  #own(): Map<string, V> | TrieDraft<string, V> {
    this.#written ??= this.#base instanceof Trie ? (this.#base as Trie<string, V>).edit() : new Map(this.#base)
    return this.#written
  }
}

/** A table of tables being written; one that becomes empty leaves it. */
export class TablesDraft<V> {
  readonly #tables: TableDraft<Table<V>>
  readonly #open = new Map<string, TableDraft<V>>()

  constructor(base: Table<Table<V>>) {
    this.#tables = new TableDraft(base)
  }

  /** The table of a name, to write to. */
  at(name: string): TableDraft<V> {
    const known = this.#open.get(name)
    if (known !== undefined) return known
    const draft = new TableDraft<V>(this.#tables.get(name) ?? NOTHING)
    this.#open.set(name, draft)
    return draft
  }

  /** What has been written; the draft is not used any more. */
  finish(): Table<Table<V>> {
    for (const [name, draft] of this.#open) {
      const table = draft.finish()
      if (table.size === 0) this.#tables.delete(name)
      else this.#tables.set(name, table)
    }
    return this.#tables.finish()
  }
}
