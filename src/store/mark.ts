/** A place in a segment from which entries can be read: the entry after number `before` begins at byte `offset`. */
export interface Mark {
  readonly before: number
  readonly offset: number
}

/** How far marks stand apart: the most that has to be read in vain to find an entry. */
const APART_BYTES = 1024 * 1024

/** The marks of a segment in order; the first one stands before all its entries. */
export class Marks {
  readonly #marks: Mark[]

  constructor(first: Mark, ...more: readonly Mark[]) {
    this.#marks = [first, ...more]
  }

  /** The number of the entry before the segment's first. */
  get before(): number {
    return this.#marks[0]?.before ?? 0
  }

  /** Takes a mark, where the last one is far enough away. */
  add(mark: Mark): void {
    const last = this.#marks.at(-1)
    if (last === undefined || mark.offset - last.offset >= APART_BYTES) this.#marks.push(mark)
  }

  /** The last place before entry `seq`, or the first of all. */
  offsetBefore(seq: number): number {
    const mark = this.#marks.findLast(({ before }) => before < seq) ?? this.#marks[0]
    return mark?.offset ?? 0
  }
}
