import { by } from '../../lib/compare.ts'
import type { JsonObject } from '../../model/resource.ts'
import { declaration } from '../reading/declaration.ts'
import { permissionName } from '../reading/name.ts'
import type { Level, Repository, Team } from './fact.ts'
import { firstName } from './previous.ts'
import { roleName } from './role.ts'

/** A Permission for each repository on which a team has a level, its own or that of `.default`, by name. */
export function permissionsOf(
  organization: string,
  team: Team,
  repositories: readonly Repository[],
): readonly JsonObject[] {
  const own = new Map(team.grants.map((grant): [string, Level | undefined] => [grant.repository.name, grant.level]))
  return repositories
    .flatMap((repository) => {
      const level = own.has(repository.name) ? own.get(repository.name) : team.otherwise
      return level === undefined
        ? []
        : [{ name: permissionName(firstName(team), firstName(repository)), repository, level }]
    })
    .sort(by((permission) => permission.name))
    .map(({ name, repository, level }) =>
      declaration('Permission', organization, name, {
        role: roleName(level),
        assignee: { userGroup: team.name },
        scope: { workspace: repository.name },
      }),
    )
}
