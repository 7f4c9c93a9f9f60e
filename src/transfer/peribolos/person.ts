import { by, groupBy } from '../../lib/compare.ts'
import { type Entry, textsAt } from '../reading/field.ts'
import { normalized } from '../reading/name.ts'
import type { Reading, Spot } from '../reading/reading.ts'
import type { Named } from './fact.ts'

/** The people of the list at a spot. */
export function* peopleAt(spot: Spot, what: string): Reading<readonly Named[]> {
  return (yield* textsAt(spot, what)).map(personOf)
}

function personOf({ text, spot }: Entry): Named {
  return { name: normalized(text), original: text, spot }
}

/** Each login once (at GitHub letter case does not count), as it is written first, by name. */
export function distinct(people: readonly Named[]): readonly Named[] {
  return [...groupBy(people, login).values()].flatMap(([first]) => first ?? []).sort(by((person) => person.name))
}

/** What makes two logins the same person: letter case does not count. */
export function login(person: Pick<Named, 'original'>): string {
  return person.original.toLowerCase()
}
