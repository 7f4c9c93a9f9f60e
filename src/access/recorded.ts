import { by, byText } from '../lib/compare.ts'
import type { RecordedRight, RecordedRights } from '../model/ledger.ts'

/** A permission that somebody gained or lost by an entry of the ledger; `on` is what it is on, in words. */
export interface RecordedHolding {
  readonly uid: string
  readonly on: string
  readonly right: RecordedRight
}

/** What people of one name gained, or what they lost: by what it is on, then permission. */
export interface RecordedPerson {
  readonly user: string
  readonly holdings: readonly RecordedHolding[]
}

/** How uids are called, and what a right is on. */
export interface RecordedNames {
  readonly nameOf: (uid: string) => string
  readonly onText: (right: RecordedRight) => string
}

/**
 * What an entry records as gained, or as lost, person by person, by name. Each is made when it is asked for: an entry holds
 * what many did alike once, and of all of them it would be a line for every person and permission.
 */
export function* recordedPeople(
  all: readonly RecordedRights[],
  { nameOf, onText }: RecordedNames,
): Generator<RecordedPerson, undefined> {
  const people = new Map<string, { readonly uid: string; readonly rights: readonly RecordedRight[] }[]>()
  for (const { users, rights } of all) {
    for (const uid of users) {
      const user = nameOf(uid)
      const known = people.get(user)
      if (known === undefined) people.set(user, [{ uid, rights }])
      else known.push({ uid, rights })
    }
  }
  for (const [user, own] of [...people].sort(([left], [right]) => byText(left, right))) {
    const holdings = own.flatMap(({ uid, rights }) => rights.map((right) => ({ uid, on: onText(right), right })))
    yield { user, holdings: holdings.sort(by(({ on, right }) => `${on}\u0000${right.permission}`)) }
  }
}
