import { shown } from '../../lib/shown.ts'
import type { Entry } from '../reading/field.ts'
import { problemAt } from '../reading/problem.ts'
import type { Reading } from '../reading/reading.ts'
import type { Named, Organization, Team } from './fact.ts'
import { distinct, login } from './person.ts'

/** A team's people as users of its organization, with how many of its logins stood there in another letter case or were unknown. */
export interface Memberships {
  readonly members: readonly Named[]
  readonly maintainers: readonly Named[]
  readonly otherCase: number
  readonly leftOut: number
}

/** Everybody in an organization by login; who is an admin counts as one, whatever else lists them. */
export function peopleOf({ admins, members }: Organization): ReadonlyMap<string, Named> {
  return new Map(distinct([...admins, ...members]).map((person) => [login(person), person]))
}

/**
 * Finds the people of a team among those of its organization. Somebody who is not there is left out with a warning: it
 * grants less than the file says, never more, and the organization stays valid (`NotAMember`, model §3).
 */
export function* membershipsOf(team: Team, people: ReadonlyMap<string, Named>): Reading<Memberships> {
  const members = yield* resolved(team, team.members, people)
  const maintainers = yield* resolved(team, team.maintainers, people)
  const found = [...members, ...maintainers]
  return {
    members: members.map(({ person }) => person),
    maintainers: maintainers.map(({ person }) => person),
    otherCase: found.filter(({ entry, person }) => entry.text !== person.original).length,
    leftOut: team.members.length + team.maintainers.length - found.length,
  }
}

interface Resolved {
  readonly entry: Entry
  readonly person: Named
}

function* resolved(
  team: Team,
  entries: readonly Entry[],
  people: ReadonlyMap<string, Named>,
): Reading<readonly Resolved[]> {
  const found: Resolved[] = []
  for (const entry of entries) {
    const person = people.get(login({ original: entry.text }))
    if (person !== undefined) found.push({ entry, person })
    else {
      yield problemAt(entry.spot, {
        code: 'NotAMember',
        severity: 'warning',
        message: `${shown(entry.text)} is in team ${shown(team.original)} but not in the organization, and is left out`,
        help: 'add the login to the members of the organization, or take it out of the team',
      })
    }
  }
  return found
}
