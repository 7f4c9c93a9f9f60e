import type { DesiredUnit } from '../../desired/state.ts'
import { by } from '../../lib/compare.ts'
import { folded } from '../../lib/text.ts'
import type { Change } from '../../model/change.ts'
import type { Commit, Person } from '../../model/commit.ts'
import type { Claim } from '../../model/context.ts'
import type { Actor } from '../../model/ledger.ts'
import type { Kind } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { commitsBehind, type Ranges } from './attribution.ts'
import { signersOf } from './signers.ts'

/** Who made a commit. */
export type Makers = Pick<Commit, 'hash' | 'author' | 'committer' | 'coAuthors' | 'signer'>

/** What is known of commits: a history, or only who made some. */
interface Known {
  readonly commits: readonly Makers[]
}

/** Kinds by which somebody can be given access. */
const ACCESS: ReadonlySet<Kind> = new Set(['User', 'UserGroup', 'AccessRole', 'Permission', 'Revocation'])

/**
 * Everybody who had a hand in what a plan does to access: author, committer, co-authors and signer of the commits that touched the
 * declarations of its users, groups, roles, permissions and Revocations. Each e-mail address once, sorted.
 */
export function authorsOf(
  changes: readonly Change[],
  unit: DesiredUnit,
  ranges: Ranges,
  stored: State,
): readonly Person[] {
  return makersOf(
    changes.filter((change) => ACCESS.has((change.action === 'delete' ? change.before : change.after).kind)),
    unit,
    ranges,
    stored,
  )
}

/** Everybody who had a hand in any change of a plan, as `authorsOf` says it of access. */
export function makersOf(
  changes: readonly Change[],
  unit: DesiredUnit,
  ranges: Ranges,
  stored: State,
): readonly Person[] {
  if (ranges.size === 0) return []
  const commits = new Set<Commit>()
  for (const change of changes) for (const commit of commitsBehind(change, unit, ranges, stored)) commits.add(commit)
  const people = [...commits].flatMap((commit) => [
    commit.author,
    commit.committer,
    ...commit.coAuthors,
    ...signersOf(commit),
  ])
  return [...new Map(people.map((person) => [folded(person.email), person])).values()].sort(
    by(({ email }) => folded(email)),
  )
}

/** Whether each commit of an approval is by an approver who did not make the change (model §4, `approvers`). */
export function isIndependent({ identities }: Claim, makers: readonly Person[]): boolean {
  const names = new Set(makers.flatMap(({ name, email }) => [folded(name), folded(email)]))
  return identities.every((some) => some.some((identity) => !names.has(folded(identity))))
}

/** Whether the one who approved is among those who made the change, as far as names and addresses tell. */
export function isAmong(authors: readonly Person[], actor: Actor, histories: Iterable<Known>): boolean {
  const names = new Set(namesOf(actor, histories).map(folded))
  return authors.some(({ name, email }) => names.has(folded(name)) || names.has(folded(email)))
}

function namesOf(actor: Actor, histories: Iterable<Known>): readonly string[] {
  if (actor.type !== 'commit') return [actor.name]
  const commits = [...histories].flatMap((history) => history.commits.filter(({ hash }) => hash === actor.name))
  return commits.flatMap((commit) => [commit.author.email, ...signersOf(commit).map(({ email }) => email)])
}
