import { byText } from '../../lib/compare.ts'
import type { Finding } from '../../model/problem.ts'
import { dateOf } from '../../usage/calendar.ts'
import type { OrganizationLaw } from '../view.ts'
import { type Subscribed, subscriptionsIn } from './subscribed.ts'
import { quoted } from './words.ts'

/** The first moment after the years that a date can name; what runs on ends there, so that a measure can tell longer from shorter. */
const LAST = Date.UTC(10_000, 0, 1)

/**
 * Subscriptions of one organization do not overlap: each ends with the beginning of its last day, and the next begins then
 * or later (model §3 `Overlap`). The measure is for how long they do. One whose dates say nothing is told by other laws.
 */
export const subscriptionsDoNotOverlap: OrganizationLaw = (view) => {
  const all = subscriptionsIn(view)
    .filter(({ endDate, fixedTerm, from, until }) => (endDate ?? fixedTerm) !== undefined && from < until)
    .sort((left, right) => left.from - right.from || byText(left.name, right.name))
  const findings: Finding[] = []
  let longest: Subscribed | undefined
  for (const one of all) {
    if (longest !== undefined && one.from < longest.until) findings.push(overlap(longest, one))
    if (longest === undefined || one.until > longest.until) longest = one
  }
  return findings
}

function overlap(first: Subscribed, next: Subscribed): Finding {
  const until = Math.min(first.until, next.until, LAST)
  const span = until === LAST ? `from ${dateOf(next.from)} on` : `from ${dateOf(next.from)} to ${dateOf(until)}`
  return {
    code: 'Overlap',
    key: next.key,
    pointer: next.startDate === undefined ? '/metadata/name' : '/spec/startDate',
    subject: `overlap/${[first.name, next.name].sort().join(' ')}`,
    measure: until - next.from,
    message: `Subscriptions ${quoted(first.name)} and ${quoted(next.name)} run at the same time, ${span}`,
    help: helpFor(first, next),
    related: [
      {
        key: first.key,
        pointer: first.endDate === undefined ? '/metadata/name' : '/spec/endDate',
        message: whenItEnds(first),
      },
    ],
  }
}

function whenItEnds({ endDate }: Subscribed): string {
  if (endDate === undefined) return 'begins a new term whenever one ends'
  return endDate === 'never' ? 'has no end' : `runs until ${endDate}`
}

function helpFor(first: Subscribed, next: Subscribed): string {
  if (first.from === next.from) return 'keep one of them, or let one end before the other begins'
  if (first.endDate === undefined) {
    return `take ${quoted(first.name)} out in the change that brings ${quoted(next.name)}: a fixed term is renewed until then`
  }
  return `let ${quoted(first.name)} end on ${dateOf(next.from)} or before, or ${quoted(next.name)} begin later`
}
