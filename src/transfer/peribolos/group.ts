import type { JsonObject } from '../../model/resource.ts'
import { declaration } from '../reading/declaration.ts'
import type { Team } from './fact.ts'
import { nameSet } from './list.ts'
import type { Memberships } from './membership.ts'

/** The UserGroup that a team becomes; a nested team has the one around it as its parent. */
export function groupOf(organization: string, team: Team, { members, maintainers }: Memberships): JsonObject {
  return declaration('UserGroup', organization, team.name, {
    displayName: team.original,
    description: team.description,
    privacy: team.privacy,
    parents: team.parent === undefined ? undefined : [team.parent],
    members: nameSet(members),
    maintainers: nameSet(maintainers),
    previousNames: nameSet(team.previously),
  })
}
