import { adminSpans } from '../../access/timeline.ts'
import { momentOf } from '../../access/windows.ts'
import type { OrganizationView } from '../../desired/view.ts'
import { listed, plural } from '../../lib/text.ts'
import { budgetOf, limitOf } from './budget.ts'
import { capped, type Guard, holdOf } from './guard.ts'
import { populationOf } from './population.ts'
import { successorsOf } from './rename.ts'

/**
 * `AccessWidened`: more people would be given MANAGE on the organization, now or at a declared time to come, than its
 * budget would let it remove users. A new organization gives it to whom it wants.
 */
export const accessWidened: Guard = (input) => {
  const { plan, before, after, context } = input
  if (before === undefined || after?.organization === undefined) return undefined
  const successor = successorsOf(plan, before.name)
  const old = new Set(adminsFrom(before, context.instant).map((user) => successor('User', user)))
  const gained = adminsFrom(after, context.instant).filter((user) => !old.has(user))
  const budget = budgetOf(before.organization, after.organization)
  if (gained.length <= budget.minimum) return undefined
  const users = populationOf(input).User
  const limit = limitOf(budget, users)
  if (gained.length <= limit) return undefined
  return holdOf(plan, {
    code: 'AccessWidened',
    message: `${plural(gained.length, 'user')} would become admins of ${after.name}, more than the ${limit} that its removal budget would let go: ${listed(gained, 5)}`,
    evidence: { gained: gained.length, users, limit, names: capped(gained) },
  })
}

/** Who is an effective admin at an instant or at some later one, sorted. */
function adminsFrom(view: OrganizationView, instant: string): readonly string[] {
  const now = momentOf(instant)
  return [...adminSpans(view)].filter(([, spans]) => spans.some(({ until }) => until > now)).map(([user]) => user)
}
