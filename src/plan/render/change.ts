import type { Change } from '../../model/change.ts'
import type { Row } from './difference.ts'
import { fieldRows } from './fields.ts'
import { changeHeading } from './heading.ts'
import type { Extent } from './value.ts'
import { padded, widest, widthOf } from './width.ts'

/** What a line is about, for the colour that repeats it. */
export type Tone = 'added' | 'removed' | 'changed' | 'held' | 'condition' | 'plain'

/** One line of a plan before it is dressed for a terminal or a comment; `place` stands at the right margin. */
export interface Line {
  readonly indent: number
  readonly sign: string
  readonly text: string
  readonly tone: Tone
  readonly place?: string
}

const LABEL_MOST = 40
/** An empty line. */
export const BLANK: Line = { indent: 0, sign: '', text: '', tone: 'plain' }

const TONES = { '+': 'added', '-': 'removed', '~': 'changed', '->': 'changed' } as const

/** One change as lines: its heading, its fields aligned below it, and in words (or empty) what follows it. */
export function changeLines(change: Change, following: string, extent: Extent): readonly Line[] {
  const { sign, text, place } = changeHeading(change)
  const heading: Line = { indent: 2, sign, text, tone: TONES[sign], place }
  const lines = [heading, ...alignedRows(fieldRows(change, extent))]
  return following === '' ? lines : [...lines, { indent: 6, sign: '', text: following, tone: 'plain' }]
}

function alignedRows(rows: readonly Row[]): readonly Line[] {
  const width = widest(
    rows.map((row) => row.label),
    LABEL_MOST,
  )
  return rows.flatMap((row) => {
    const label = `${padded(row.label, width)} : `
    return row.texts.map((text, index): Line => {
      const first = index === 0
      const margin = first ? label : ' '.repeat(widthOf(label))
      return { indent: 6, sign: first ? row.sign : ' ', text: margin + text, tone: TONES[row.sign] }
    })
  })
}
