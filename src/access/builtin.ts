import { by } from '../lib/compare.ts'
import type { Resource } from '../model/resource.ts'

/** The built-in group whose members are admins (model §2 UserGroup). */
export const ADMIN_GROUP = 'admin'

/** The built-in group of every active user (model §2 UserGroup). */
export const USERS_GROUP = 'users'

/** The groups that every organization has without declaring them. */
export const BUILTIN_GROUPS: readonly string[] = [ADMIN_GROUP, USERS_GROUP]

const PREFIXES = ['bucket', 'deployment', 'pipeline', 'project']
const LEVELS = ['admin', 'editor', 'viewer']

/** The roles that every organization has and nobody can change (model §2 AccessRole), sorted. */
export const BUILTIN_ROLES: readonly string[] = PREFIXES.flatMap((prefix) =>
  LEVELS.map((level) => `${prefix}-${level}`),
)

const VERBS: readonly (readonly [level: string, verbs: readonly string[]])[] = [
  ['viewer', ['list', 'get']],
  ['editor', ['create', 'update']],
  ['admin', ['delete']],
]

/** What each built-in role allows: each level what the one before it does, and more (model §2 AccessRole); by role, sorted. */
export const BUILTIN_RIGHTS: ReadonlyMap<string, readonly string[]> = new Map(
  PREFIXES.flatMap((prefix) =>
    VERBS.map(([level], index): [string, readonly string[]] => [
      `${prefix}-${level}`,
      VERBS.slice(0, index + 1)
        .flatMap(([, verbs]) => verbs.map((verb) => `${prefix}s.${verb}`))
        .sort(),
    ]),
  ).sort(by(([role]) => role)),
)

/** The one right on the organization that makes its holder an admin (model §3 LastAdmin). */
export const MANAGE = 'MANAGE'

/** Whether a resource says nothing: the built-in group `admin` without members, which is there undeclared (model §2 UserGroup). */
export function isEmptyBuiltin({ kind, name, spec, labels, annotations }: Resource): boolean {
  if (kind !== 'UserGroup' || name !== ADMIN_GROUP) return false
  return [spec, labels, annotations].every((part) => Object.keys(part).length === 0)
}
