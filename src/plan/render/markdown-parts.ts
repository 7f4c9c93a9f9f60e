import { plural } from '../../lib/text.ts'
import type { Hold } from '../../model/hold.ts'
import type { Origin } from '../../model/resource.ts'
import { type AccessLine, MARK_WORDS } from './access.ts'
import { accessSentence, wayText } from './access-text.ts'
import type { Line } from './change.ts'
import { countsOf, countsText } from './counts.ts'
import { codeSpan, fenced, htmlText, prose } from './escape.ts'
import { evidenceRows } from './hold.ts'
import type { PlacedProblem } from './problem.ts'
import { type Section, unitLabel } from './report.ts'
import type { Block } from './sheet.ts'
import { bodyOf } from './unit.ts'

const STEP_MOST = 1000
const CHANGES_MOST = 100
const LINES_LEAST = 10
const CUT_LINE = 60

const PEOPLE_MOST = 10

/** One line of an impact as a list item: whom it is about, what they may do or no more, by which way, and what is remarkable. */
export function accessItem(line: AccessLine): string {
  const marks = line.marks.map((mark) => ` **${MARK_WORDS[mark]}**`).join(',')
  return `- ${SIGNS[line.type]} ${prose(accessSentence(line, PEOPLE_MOST))}: ${codeSpan(wayText(line))}${marks}`
}

const SIGNS = { gained: '**+**', lost: '**−**', kept: '**~**' } as const

/** One hold as a list item: code, what is held, message, evidence, the exact next steps and the digest to approve. */
export function heldItem(label: string, hold: Hold): string {
  const evidence = evidenceRows(hold, { full: false }).map(
    ([name, texts]) => `  - ${prose(name)}: ${codeSpan(texts.join(' '), STEP_MOST)}`,
  )
  return [
    `- **${prose(hold.code)}** in ${codeSpan(label)}: ${prose(hold.message)}`,
    ...evidence,
    ...hold.next.map((step) => `  - Next: ${codeSpan(step, STEP_MOST)}`),
    `  - Digest: ${codeSpan(hold.digest)}`,
  ].join('\n')
}

/** One problem as a list item. */
export function problemItem({ problem }: PlacedProblem): string {
  const { severity, code, origin, message, help } = problem
  const how = help === undefined ? '' : `. Help: ${prose(help)}`
  return `- **${severity}** \`${code}\` at ${codeSpan(placeText(origin))}: ${prose(message)}${how}`
}

function placeText(origin: Origin): string {
  return 'path' in origin
    ? `${origin.path}:${origin.line}:${origin.column}`
    : `${origin.source} ${origin.object ?? origin.uid}`
}

/** Plans as a reviewer should meet them: held ones first, then those that remove something, then the rest as they were. */
export function inRiskOrder(sections: readonly Section[]): readonly Section[] {
  return sections.toSorted((left, right) => riskOf(left) - riskOf(right))
}

function riskOf({ holds, plan }: Section): number {
  if (holds.length > 0) return 0
  return plan.changes.some((change) => change.action === 'delete') ? 1 : 2
}

/** The folded block of one plan in at most `most` characters; `undefined` where not even its first lines fit. */
export function detailsOf(section: Section, most: number): Block | undefined {
  if (most < 200) return undefined
  const { plan, holds } = section
  const body = bodyOf({ plan, holds: [], conditions: [] }, { full: false, changes: CHANGES_MOST })
  const lines = body.lines.map(diffLine)
  const counts = countsText(countsOf([plan]))
  const removals = plan.phase === 'removals' ? ', removals' : ''
  const name = `<code>${htmlText(unitLabel(plan.unit))}</code>${removals}`
  const summary = `<summary>${name}: ${counts}${holds.length > 0 ? ' (held)' : ''}</summary>`
  const open = holds.length > 0 ? '<details open>' : '<details>'
  const wrap = (shown: readonly string[]): string => `${open}\n${summary}\n\n${fenced('diff', shown)}\n\n</details>`
  const around = wrap(lines).length - lines.join('\n').length
  const fitting = fit(lines, most - around)
  if (fitting === lines.length) return { text: wrap(lines), partial: false }
  if (fitting < LINES_LEAST) return undefined
  const left = plural(lines.length - fitting, 'more line')
  return { text: wrap([...lines.slice(0, fitting), `  … and ${left}, cut to fit`]), partial: true }
}

/** How many of the lines fit into `space` characters, with room for the line that says what is left. */
function fit(lines: readonly string[], space: number): number {
  let left = space - CUT_LINE
  const end = lines.findIndex((line) => {
    left -= line.length + 1
    return left < 0
  })
  return end === -1 ? lines.length : end
}

/** A line with the sign that a `diff` block colours in its first column. */
function diffLine({ indent, sign, text, place }: Line): string {
  const first = sign === '~' || sign === '->' ? '!' : sign === '+' || sign === '-' ? sign : ' '
  return `${first} ${' '.repeat(Math.max(0, indent - 2))}${text}${place === undefined ? '' : `  (${place})`}`
}
