import { questionText } from '../../access/question.ts'
import { plural } from '../../lib/text.ts'
import type { Change } from '../../model/change.ts'
import { unitName } from '../../model/unit.ts'
import { countsOf, countsText } from './counts.ts'
import { codeSpan } from './escape.ts'
import { sortedProblems } from './problem.ts'
import { heldOf, type PlanReport, type Sections } from './report.ts'

const NAMES_MOST = 5

/** The title of a comment: what the plan does in numbers, or that it does nothing. */
export function title(report: PlanReport, sections: Sections): string {
  const counts = countsText(countsOf(report.plans))
  if (counts !== '') return `## Charter plan: ${counts}`
  const calm = heldOf(sections).length + (report.invalid ?? []).length === 0
  return calm ? '## Charter plan: no changes' : '## Charter plan: nothing to apply'
}

/** What a reviewer must see before anything else, on one line; empty where there is no risk. */
export function badges(report: PlanReport, sections: Sections): string {
  const removed = report.plans.flatMap((plan) => plan.changes).filter((change) => change.action === 'delete')
  const held = heldOf(sections).length
  const problems = sortedProblems(report.problems ?? [])
  const errors = problems.filter(({ problem }) => problem.severity === 'error').length
  const texts = [
    held > 0 ? `**${held} held**` : '',
    ...accessBadges(sections),
    ...organizationsBadge(removed),
    countBadge(removed.filter(isUser).length, 'person', 'people'),
    countBadge(removed.filter(isAdmin).length, 'admin', 'admins'),
    countBadge(removed.filter(isProtected).length, 'protected resource', 'protected resources'),
    errors > 0 ? `**${plural(errors, 'error')}**` : '',
    problems.length > errors ? plural(problems.length - errors, 'warning') : '',
  ]
  return texts.filter((text) => text !== '').join(' · ')
}

/** How many people get more power than they had, and how much of it nobody has any more. */
function accessBadges({ sections }: Sections): readonly string[] {
  const raised = new Set<string>()
  const lost = new Set<string>()
  for (const { plan, impact = [] } of sections) {
    for (const personal of impact) {
      const isRaised = personal.gained.some(({ marks }) => marks.includes('escalation'))
      if (isRaised) raised.add(`${unitName(plan.unit)} ${personal.user}`)
      const last = personal.lost.filter(({ marks }) => marks.includes('last-holder'))
      for (const one of last) lost.add(`${unitName(plan.unit)} ${questionText(one)}`)
    }
  }
  return [
    raised.size > 0 ? `**raises ${plural(raised.size, 'person', 'people')}**` : '',
    lost.size > 0 ? `**leaves ${plural(lost.size, 'permission')} to nobody**` : '',
  ]
}

type Removal = Extract<Change, { action: 'delete' }>

function isUser({ before }: Removal): boolean {
  return before.kind === 'User'
}

function isAdmin({ before }: Removal): boolean {
  return before.kind === 'User' && before.spec.admin === true
}

function isProtected({ before }: Removal): boolean {
  return before.annotations['charter.sh/protected'] === 'true'
}

function countBadge(count: number, singular: string, several: string): string {
  return count === 0 ? '' : `**removes ${plural(count, singular, several)}**`
}

function organizationsBadge(removed: readonly Removal[]): readonly string[] {
  const names = removed.filter(({ before }) => before.kind === 'Organization').map(({ before }) => before.name)
  if (names.length === 0) return []
  const shown = names.slice(0, NAMES_MOST).map((name) => codeSpan(name))
  const more = names.length > NAMES_MOST ? ` and ${names.length - NAMES_MOST} more` : ''
  return [`**removes ${names.length === 1 ? 'organization' : 'organizations'}** ${shown.join(', ')}${more}`]
}
