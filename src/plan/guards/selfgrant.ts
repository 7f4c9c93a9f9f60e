import { text } from '../../access/fields.ts'
import { rightsOf } from '../../access/rights.ts'
import type { OrganizationView } from '../../desired/view.ts'
import { folded, listed, plural, visible } from '../../lib/text.ts'
import type { Resource } from '../../model/resource.ts'
import { capped, type Guard, holdOf } from './guard.ts'
import { type Successor, successorsOf } from './rename.ts'

/**
 * `SelfGrant`: somebody who had a hand in the change, by the e-mail address of the user as stored or as declared, would be
 * able to do more than before, or for longer (design §6). A claimed name causes the hold and never lifts it. A new
 * organization gives access to whom it wants.
 */
export const selfGrant: Guard = ({ plan, before, after, authors = [] }) => {
  if (authors.length === 0 || before === undefined || after?.organization === undefined) return undefined
  const successor = successorsOf(plan, before.name)
  const addresses = new Set(authors.map(({ email }) => folded(email)))
  const stored = new Map(before.of('User').map((user) => [successor('User', user.name), user]))
  const raised = after.of('User').flatMap((user) => {
    const old = stored.get(user.name)
    if (!isOneOf(user, addresses) && (old === undefined || !isOneOf(old, addresses))) return []
    const gained = gainedBy(user, old, { before, after, successor })
    return gained.length === 0 ? [] : [{ user: user.name, gained }]
  })
  if (raised.length === 0) return undefined
  const told = raised.map(({ user, gained }) => `${user} (${listed(gained.map(visible), 3)})`)
  return holdOf(plan, {
    code: 'SelfGrant',
    message: `${plural(raised.length, 'person', 'people')} who had a hand in this change would be given more by it: ${listed(told, 5)}`,
    evidence: {
      people: raised.length,
      names: capped(raised.flatMap(({ user, gained }) => gained.map((right) => `${user}: ${right}`))),
    },
    next: ['let somebody else make the change; names and addresses in commits are what they claim'],
  })
}

function isOneOf({ spec }: Resource, addresses: ReadonlySet<string>): boolean {
  const email = text(spec, 'email')
  return email !== undefined && addresses.has(folded(email))
}

interface Sides {
  readonly before: OrganizationView
  readonly after: OrganizationView
  readonly successor: Successor
}

/** The rights that are new, or last longer, sorted. */
function gainedBy(user: Resource, old: Resource | undefined, { before, after, successor }: Sides): readonly string[] {
  const had = old === undefined ? new Map<string, number>() : rightsOf(before, old.name, successor)
  return [...rightsOf(after, user.name)]
    .filter(([right, until]) => until > (had.get(right) ?? Number.NEGATIVE_INFINITY))
    .map(([right]) => right)
    .sort()
}
