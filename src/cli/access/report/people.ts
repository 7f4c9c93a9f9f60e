import { folded } from '../../../lib/text.ts'

/** Whom a row speaks of, as far as it says. */
export interface Named {
  readonly organization?: string | undefined
  readonly user?: string | undefined
  readonly uid?: string | undefined
  readonly email?: string | undefined
  /** The account of an operating system. */
  readonly account?: string | undefined
}

/** Pseudonyms that stay the same for one person. */
export interface People {
  pseudonym(named: Named): string
}

interface Person {
  readonly pseudonym: string
  uid: string | undefined
}

/**
 * Begins a list of people, who are numbered as they are met: `person-1`. A user and whoever has the user's e-mail address are one
 * person; a name means another one where its user has another uid.
 */
export function createPeople(): People {
  const known = new Map<string, Person>()
  let met = 0
  const find = ({ uid }: Named, keys: readonly string[]): Person | undefined =>
    keys
      .map((key) => known.get(key))
      .find((person) => person !== undefined && (uid === undefined || (person.uid ?? uid) === uid))
  return {
    pseudonym(named) {
      const keys = keysOf(named)
      const person = find(named, keys) ?? { pseudonym: `person-${++met}`, uid: named.uid }
      person.uid ??= named.uid
      for (const key of keys) known.set(key, person)
      return person.pseudonym
    },
  }
}

/** By what somebody is known, the surest first. */
function keysOf({ organization = '', user, uid, email, account }: Named): readonly string[] {
  return [
    ...(uid === undefined ? [] : [`uid ${uid}`]),
    ...(email === undefined ? [] : [`email ${folded(email)}`]),
    ...(account === undefined ? [] : [`account ${account}`]),
    ...(user === undefined ? [] : [`user ${organization}/${user}`]),
  ]
}
