import { plural } from '../../lib/text.ts'

/** A text that grows block by block and never beyond its size; what found no place is counted. */
export interface Sheet {
  /** A heading with list items, within `share` characters; `total` counts also those that were left out before. */
  list(heading: string, items: readonly string[], limits: { share: number; noun: string; total?: number }): void
  /** Blocks made to measure: each `make` is told how many characters are left, and answers `undefined` where that is too little. */
  blocks(makes: readonly ((most: number) => Block | undefined)[], noun: string): void
  /** The blocks so far. */
  readonly content: readonly string[]
  /** What is missing, in words: `3 of 5 holds`. */
  readonly missing: readonly string[]
}

/** One block, and whether it shows only a part. */
export interface Block {
  readonly text: string
  readonly partial: boolean
}

const BETWEEN = 2

/** An empty sheet of `size` characters; blocks are counted with the empty line between them. */
export function createSheet(size: number): Sheet {
  const content: string[] = []
  const missing: string[] = []
  let left = size
  const add = (text: string): void => {
    content.push(text)
    left -= text.length + BETWEEN
  }
  const count = (shown: number, total: number, noun: string): void => {
    if (shown < total) missing.push(`${total - shown} of ${plural(total, noun)}`)
  }
  return {
    content,
    missing,
    list(heading, items, { share, noun, total = items.length }) {
      const title = `### ${heading}`
      const kept = fitting(items, Math.min(share, left) - title.length - BETWEEN * 2)
      if (kept.length > 0) add([title, kept.join('\n')].join('\n\n'))
      count(kept.length, total, noun)
    },
    blocks(makes, noun) {
      const made = makes.flatMap((make) => {
        const block = make(left - BETWEEN)
        if (block !== undefined) add(block.text)
        return block === undefined ? [] : [block]
      })
      count(made.length, makes.length, noun)
      const partial = made.filter((block) => block.partial).length
      if (partial > 0) missing.push(`parts of ${plural(partial, noun)}`)
    },
  }
}

function fitting(items: readonly string[], space: number): readonly string[] {
  let left = space
  const end = items.findIndex((item) => {
    left -= item.length + 1
    return left < 0
  })
  return end === -1 ? items : items.slice(0, end)
}
