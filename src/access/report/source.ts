import type { AccessPath } from '../path.ts'
import type { Question } from '../question.ts'

/**
 * How somebody comes to a permission: by an AccessRole, inherited (through a group above another, or from a workspace above),
 * through one group, or by what was given to the user alone. Of several that are so, the first named here counts.
 */
export type AccessSource = 'ROLE' | 'HIERARCHY' | 'GROUP' | 'DIRECT'

/** How a path leads to the permission that it is asked for (api 47). */
export function sourceOf({ scope }: Question, { via, ground }: AccessPath): AccessSource {
  if (ground.type === 'permission') {
    if (ground.role !== undefined) return 'ROLE'
    if (ground.scope !== undefined && ground.scope.name !== scope.name) return 'HIERARCHY'
  }
  if (via === undefined) return 'DIRECT'
  return via.next === undefined ? 'GROUP' : 'HIERARCHY'
}
