import { accessTold } from './access.ts'
import { badges, title } from './badges.ts'
import { codeSpan, prose } from './escape.ts'
import { accessItem, detailsOf, heldItem, inRiskOrder, problemItem } from './markdown-parts.ts'
import { revisionsText } from './place.ts'
import { mostSevere, sortedProblems } from './problem.ts'
import { type PlanReport, type Sections, scopeLabel, sectionsOf, unitLabel, unitOfSecret } from './report.ts'
import { secretText, subjectText } from './secrets.ts'
import { createSheet } from './sheet.ts'
import { giverText, overText, useText } from './uses.ts'

/** By this hidden line the comment of an earlier run is found and edited in place. */
export const COMMENT_MARKER = '<!-- charter-plan -->'

/** The longest comment that GitHub takes, in characters. */
export const COMMENT_MOST = 65_536

/** `most` is the longest text the forge takes (4,000 characters or more). */
export interface MarkdownOptions {
  readonly most?: number
}

const RESERVE = 800
const PROBLEMS_MOST = 50

/**
 * A plan as the comment of a pull request: counts and risks, who gains and loses access, what is used of limits, what is held with
 * the next step, problems, then one folded block per unit, risky ones first. No text from outside is markup. It is never longer
 * than `most`; what was left out is said at the top.
 */
export function planMarkdown(report: PlanReport, options: MarkdownOptions = {}): string {
  const most = options.most ?? COMMENT_MOST
  const sections = sectionsOf(report)
  const head = [COMMENT_MARKER, title(report, sections), badges(report, sections)].filter((part) => part !== '')
  const sheet = createSheet(most - RESERVE - head.join('\n\n').length)
  const problems = sortedProblems(report.problems ?? [])
  const problemItems = mostSevere(problems, PROBLEMS_MOST).map(problemItem)
  sheet.list('Access', accessItems(sections), { share: most / 4, noun: 'line of access' })
  sheet.list('Limits', useItems(sections), { share: most / 8, noun: 'line of what is used' })
  sheet.list('Secrets', secretItems(report), { share: most / 8, noun: 'secret' })
  sheet.list('Held', heldItems(sections), { share: most / 2, noun: 'hold' })
  sheet.list('Problems', problemItems, { share: most / 4, noun: 'problem', total: problems.length })
  sheet.list('Conditions', conditionItems(sections), { share: most / 8, noun: 'condition' })
  const changing = inRiskOrder(sections.sections.filter(({ plan }) => plan.changes.length > 0))
  sheet.blocks(
    changing.map((section) => (left) => detailsOf(section, left)),
    'unit',
  )
  return `${[...head, ...cutNote(sheet.missing, most), ...sheet.content, ...footer(report)].join('\n\n')}\n`
}

/** Who gains and loses access by all plans, what is marked first. */
function accessItems({ sections }: Sections): readonly string[] {
  const items = sections.flatMap(({ plan, impact }) =>
    impact === undefined || plan.unit.type === 'installation' ? [] : accessTold(plan.unit.organization, impact).lines,
  )
  return items
    .toSorted((left, right) => Number(left.marks.length === 0) - Number(right.marks.length === 0))
    .map(accessItem)
}

/** What changes in the use of what is limited, what would be over first. */
function useItems({ sections, uses }: Sections): readonly string[] {
  const all = [...sections.flatMap((section) => section.uses ?? []), ...uses]
  return all
    .toSorted((left, right) => Number(right.isOver) - Number(left.isOver))
    .map((use) => {
      const over = use.isOver ? `, **${overText(use)}**` : ''
      const giver = use.bound === undefined ? '' : ` (from ${prose(giverText(use.bound))})`
      return `- ${codeSpan(unitLabel(use.unit))}: ${prose(useText(use))}${over}${giver}`
    })
}

/** What is done about secrets. */
function secretItems({ secrets = [] }: PlanReport): readonly string[] {
  return secrets.map((note) => {
    const [subject, what] = [subjectText(note), secretText(note)].map(prose)
    return `- ${codeSpan(unitLabel(unitOfSecret(note)))}: ${subject}, ${what}`
  })
}

function heldItems({ sections, holds }: Sections): readonly string[] {
  return [
    ...holds.map((hold) => heldItem(scopeLabel(hold.scope), hold)),
    ...sections.flatMap((section) => section.holds.map((hold) => heldItem(unitLabel(section.plan.unit), hold))),
  ]
}

function conditionItems({ sections, conditions }: Sections): readonly string[] {
  return [...sections.flatMap((section) => section.conditions), ...conditions].map(({ unit, code, message, help }) => {
    const how = help === undefined ? '' : `. Help: ${prose(help)}`
    return `- **${prose(code)}** in ${codeSpan(unitLabel(unit))}: ${prose(message)}${how}`
  })
}

function cutNote(missing: readonly string[], most: number): readonly string[] {
  if (missing.length === 0) return []
  const what = missing.join(', ')
  return [`> **Cut** to fit into ${most} characters, left out: ${what}. \`charter plan --full\` shows everything.`]
}

function footer(report: PlanReport): readonly string[] {
  const revisions: Record<string, string> = Object.assign({}, ...report.plans.map((plan) => plan.revisions))
  const text = revisionsText(revisions)
  return text === '' || text.length > RESERVE / 2 ? [] : [`<sub>Planned at ${prose(text)}</sub>`]
}
