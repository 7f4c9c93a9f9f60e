import { byText } from '../lib/compare.ts'
import type { Kind } from '../model/resource.ts'
import { createGifts, type Gifts } from './gifts.ts'
import { type Lasting, lastingRights, type Way } from './lasting.ts'
import type { OrganizationIndex } from './organization.ts'
import { type AccessPath, groupsAlong } from './path.ts'
import { type Question, questionText } from './question.ts'
import { SCOPE_KINDS, type Scope } from './scope.ts'
import { beyond, joined, overlap } from './spans.ts'
import type { Sides } from './touched.ts'
import type { Window } from './windows.ts'

/**
 * A permission that a user gains, with the path that gives it, or loses, with the path that gave it; `window` is when. What
 * begins at once has no beginning.
 */
export interface AccessChange extends Question {
  readonly user: string
  readonly path: AccessPath
  readonly window: Window
}

/** A permission that a user keeps, though by another path than before. */
export interface Rerouted extends Question {
  readonly user: string
  readonly path: AccessPath
  readonly before: AccessPath
}

/** What changes for one person; each list by scope (the organization first), then permission. */
export interface PersonalImpact {
  readonly user: string
  readonly gained: readonly AccessChange[]
  readonly lost: readonly AccessChange[]
  readonly kept: readonly Rerouted[]
}

/**
 * Who gains and who loses what, after everything: person by person, by name, without those for whom nothing changes. It is
 * worked out whenever it is walked through and nowhere held whole: that would be a line for every person and permission.
 */
export type Impact = Iterable<PersonalImpact>

/** How resources of the organization are called after what is compared, by the names they had. */
export type Naming = (kind: Kind, name: string) => string

/** Whom and what an impact is asked of: the index on both sides, from which moment (milliseconds) on, and who may be concerned. */
export interface Compared extends Sides<OrganizationIndex> {
  readonly moment: Sides<number>
  readonly users: Sides<Iterable<string>>
  readonly naming: Naming
}

/**
 * Compares what users hold before and after, now and at every later moment by what is declared then. Somebody who was
 * renamed is the same user, and what was renamed is the same thing; a right that moves to another path is kept.
 */
export function impactOf(compared: Compared): Impact {
  const { naming, users } = compared
  const oldNames = new Map<string, string>()
  for (const old of users.before) oldNames.set(naming('User', old), old)
  const names = [...new Set([...oldNames.keys(), ...users.after])].sort(byText)
  return {
    *[Symbol.iterator]() {
      const gifts = { before: createGifts(compared.before), after: createGifts(compared.after) }
      for (const user of names) {
        const personal = personalImpact(user, oldNames.get(user) ?? user, compared, gifts)
        if (personal.gained.length + personal.lost.length + personal.kept.length > 0) yield personal
      }
    },
  }
}

/** One list of an impact for everybody, by user. */
export function* changesIn<T extends PersonalImpact, L extends 'gained' | 'lost' | 'kept'>(
  impact: Iterable<T>,
  list: L,
): Generator<T[L][number], undefined> {
  for (const personal of impact) yield* personal[list]
}

function personalImpact(
  user: string,
  old: string,
  { before, after, moment, naming }: Compared,
  gifts: Sides<Gifts>,
): PersonalImpact {
  const found: { gained: AccessChange[]; lost: AccessChange[]; kept: Rerouted[] } = { gained: [], lost: [], kept: [] }
  const was = renamed(lastingRights(before, old, moment.before, gifts.before), naming)
  const is = lastingRights(after, user, moment.after, gifts.after)
  for (const name of [...new Set([...was.keys(), ...is.keys()])].sort(byText)) {
    const [had, has] = [was.get(name), is.get(name)]
    const [hadWindows, hasWindows] = [windowsOf(had), windowsOf(has)]
    const gained = has === undefined ? [] : beyond(hasWindows, hadWindows)
    const lost = had === undefined ? [] : beyond(hadWindows, hasWindows)
    for (const window of gained) if (has !== undefined) found.gained.push(changeOf(user, has, window))
    for (const window of lost) if (had !== undefined) found.lost.push(changeOf(user, had, window))
    if (had === undefined || has === undefined || gained.length + lost.length > 0) continue
    const [first, now] = [had.ways[0]?.path, has.ways[0]?.path]
    if (first === undefined || now === undefined || isSamePath(first, now, naming)) continue
    found.kept.push({ user, permission: has.permission, scope: has.scope, path: now, before: first })
  }
  return { user, ...found }
}

/** The rights by the names that things have afterwards; a path keeps the names it had. */
function renamed(rights: ReadonlyMap<string, Lasting>, naming: Naming): ReadonlyMap<string, Lasting> {
  return new Map(
    [...rights.values()].map(({ permission, scope, ways }) => {
      const one = { permission, scope: renamedScope(scope, naming), ways }
      return [questionText(one), one]
    }),
  )
}

function renamedScope(scope: Scope, naming: Naming): Scope {
  if (scope.type === 'organization') return scope
  return { type: scope.type, name: naming(SCOPE_KINDS[scope.type], scope.name) }
}

function windowsOf(right: Lasting | undefined): readonly Window[] {
  return right === undefined ? [] : joined(right.ways.map(({ window }) => window))
}

function changeOf(user: string, { permission, scope, ways }: Lasting, window: Window): AccessChange {
  const counts = ({ window: other }: Way): boolean => overlap(other, window) !== undefined
  const way = ways.find(counts) ?? ways[0]
  const path = way?.path ?? { user, via: undefined, ground: { type: 'group' } }
  return { user, permission, scope, path, window }
}

function isSamePath(before: AccessPath, after: AccessPath, naming: Naming): boolean {
  return pathName(before, naming) === pathName(after, (_, name) => name)
}

function pathName({ via, ground }: AccessPath, naming: Naming): string {
  const groups = groupsAlong(via).map((group) => naming('UserGroup', group))
  const given = ground.type === 'permission' ? `${ground.permission} ${ground.role ?? ''}` : ground.type
  return [...groups, given].join(' > ')
}
