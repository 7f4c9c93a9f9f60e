import type { JsonObject } from '../../model/resource.ts'
import { declaration } from '../reading/declaration.ts'
import { LEVELS, type Level } from './fact.ts'

/** What each level adds to the one below it, in the words of GitHub's own description of them. */
const ADDED: Readonly<Record<Level, { readonly permissions: readonly string[]; readonly description: string }>> = {
  read: { permissions: ['repository.get', 'repository.list'], description: 'read and discuss' },
  triage: { permissions: ['issue.update', 'pullrequest.update'], description: 'manage issues and pull requests' },
  write: { permissions: ['content.create', 'content.update'], description: 'push' },
  maintain: { permissions: ['repository.update'], description: 'manage the repository without its dangerous settings' },
  admin: { permissions: ['repository.admin', 'repository.delete'], description: 'everything, also deleting it' },
}

/** The name of the AccessRole that stands for a level. */
export function roleName(level: Level): string {
  return `repository-${level}`
}

/** The five AccessRoles of an organization, lowest level first; each may do what the one before it may, and more. */
export function rolesOf(organization: string): readonly JsonObject[] {
  return LEVELS.map((level, index) =>
    declaration('AccessRole', organization, roleName(level), {
      description: ADDED[level].description,
      permissions: LEVELS.slice(0, index + 1)
        .flatMap((lower) => ADDED[lower].permissions)
        .sort(),
    }),
  )
}
