import { groupBy } from '../../lib/compare.ts'
import { plural, visible } from '../../lib/text.ts'
import type { Line, Tone } from './change.ts'
import { countsOf, countsText } from './counts.ts'
import { planHeading } from './heading.ts'
import { conditionLines, holdLines } from './hold.ts'
import {
  type PlanReport,
  type Section,
  type Sections,
  scopeLabel,
  sectionsOf,
  unitLabel,
  unitOfSecret,
} from './report.ts'
import { secretLines } from './secrets.ts'
import { plainStyle, type Style } from './style.ts'
import { NO_CHANGES, summaryLine } from './summary.ts'
import { bodyOf } from './unit.ts'
import { useLine } from './uses.ts'
import { widest, widthOf } from './width.ts'

/** How a plan is written: in colour or not, and everything (`--full`) or at most a screenful or two of a large plan. */
export interface TextOptions {
  readonly style?: Style
  readonly full?: boolean
}

const UNIT_MOST = 50
const TOTAL_MOST = 500
const MARGIN_MOST = 56

/**
 * A plan as a person reads it: each unit with its changes, holds and conditions, then what is held as a whole, then the
 * one summary line; ends with a newline. Units where nothing happens are left out. Without `full`, at most 50 changes of
 * a unit and 500 in all are listed, and what is left out is counted.
 */
export function planText(report: PlanReport, options: TextOptions = {}): string {
  const style = options.style ?? plainStyle
  const full = options.full ?? false
  const { sections, ...others } = sectionsOf(report)
  const blocks = sectionBlocks(sections, full, style)
  blocks.push(...otherBlocks(others, full, style))
  const summary = summaryLine(report)
  blocks.push(summary === NO_CHANGES ? style.added(summary) : style.bold(summary))
  return `${blocks.join('\n\n')}\n`
}

function sectionBlocks(sections: readonly Section[], full: boolean, style: Style): string[] {
  const blocks: string[] = []
  const silent: Section[] = []
  let left = full ? Number.POSITIVE_INFINITY : TOTAL_MOST
  for (const section of sections) {
    const quiet = section.holds.length + section.conditions.length === 0
    if (quiet && section.plan.changes.length === 0) continue
    if (quiet && left <= 0) {
      silent.push(section)
      continue
    }
    const changes = full ? Number.POSITIVE_INFINITY : Math.max(0, Math.min(UNIT_MOST, left))
    const body = bodyOf(section, { full, changes })
    left -= body.listed
    blocks.push(`${style.heading(planHeading(section.plan))}\n\n${dressed(body.lines, style)}`)
  }
  if (silent.length > 0) blocks.push(silentText(silent))
  return blocks
}

/** What belongs to no plan, below a heading of its own for each source or unit. */
function otherBlocks(
  { holds, conditions, uses, secrets }: Omit<Sections, 'sections'>,
  full: boolean,
  style: Style,
): readonly string[] {
  const shownUses = full ? uses : uses.slice(0, UNIT_MOST)
  const lines = [
    ...holds.map((hold) => ({ label: scopeLabel(hold.scope), lines: holdLines(hold, { full }) })),
    ...shownUses.map((use) => ({ label: unitLabel(use.unit), lines: [useLine(use)] })),
    ...secrets.map((note) => ({ label: unitLabel(unitOfSecret(note)), lines: secretLines(note) })),
    ...conditions.map((condition) => ({ label: unitLabel(condition.unit), lines: conditionLines(condition) })),
  ]
  const groups = groupBy(lines, ({ label }) => label)
  const blocks = [...groups].map(([label, items]) => {
    const text = dressed(
      items.flatMap((item) => item.lines),
      style,
    )
    return `${style.heading(`# ${visible(label)}`)}\n\n${text}`
  })
  const left = uses.length - shownUses.length
  return left === 0 ? blocks : [...blocks, `… and ${plural(left, 'more line')} of what is used (--full lists them)`]
}

function silentText(sections: readonly Section[]): string {
  const counts = countsText(countsOf(sections.map((section) => section.plan)))
  return `… and ${plural(sections.length, 'more unit', 'more units')}: ${counts} (--full lists them)`
}

/** Lines of a plan as text: indented, signed, coloured, places in one column at the right. */
export function dressed(lines: readonly Line[], style: Style): string {
  const headings = lines.filter((line) => line.place !== undefined)
  const width = widest(headings.map(bare), MARGIN_MOST)
  return lines.map((line) => dressedLine(line, width, style)).join('\n')
}

function bare(line: Line): string {
  return `${' '.repeat(line.indent)}${line.sign === '' ? '' : `${line.sign} `}${line.text}`
}

function dressedLine(line: Line, width: number, style: Style): string {
  const text = bare(line)
  if (line.place === undefined) return toned(line.tone, text, style)
  const space = ' '.repeat(Math.max(0, width - widthOf(text)) + 2)
  return `${toned(line.tone, text, style)}${space}${style.dim(line.place)}`
}

function toned(tone: Tone, text: string, style: Style): string {
  switch (tone) {
    case 'added':
      return style.added(text)
    case 'removed':
      return style.removed(text)
    case 'changed':
      return style.changed(text)
    case 'held':
      return style.error(text)
    case 'condition':
      return style.warning(text)
    case 'plain':
      return text
  }
}
