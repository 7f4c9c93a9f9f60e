import { PERMISSION_NAMES } from '../../access/names.ts'
import { quoted } from '../../desired/laws/words.ts'
import { sha256 } from '../../lib/digest.ts'
import type { JsonObject } from '../../model/resource.ts'
import { declaration } from '../reading/declaration.ts'
import { textAt } from '../reading/field.ts'
import { problemAt } from '../reading/problem.ts'
import { below, contentOf, type Reading, type Spot } from '../reading/reading.ts'
import { type ImportGround, nameAt } from './ground.ts'

/** On what permissions are given; absent for the organization itself. */
export interface PermissionScope {
  readonly field: 'workspace' | 'dataSource' | 'user' | 'userGroup'
  readonly name: string
}

/** A list of permissions: on what they are given, and whether for all workspaces below too. */
export interface PermissionList {
  readonly spot: Spot
  readonly scope: PermissionScope | undefined
  readonly isHierarchical: boolean
}

const KINDS = { user: 'User', userGroup: 'UserGroup' } as const

/** The Permission that each item of a list becomes, by name, with its place; whom the layout does not have is left out with a warning. */
export function* permissionsAt(
  list: PermissionList,
  ground: ImportGround,
): Reading<readonly { readonly document: JsonObject; readonly spot: Spot }[]> {
  const items = contentOf(list.spot)
  if (!Array.isArray(items)) return []
  const found = new Map<string, { readonly document: JsonObject; readonly spot: Spot }>()
  for (const index of items.keys()) {
    const spot = below(list.spot, index)
    const permission = yield* textAt(below(spot, 'name'), '`name`')
    const assignee = below(spot, 'assignee')
    const type = yield* textAt(below(assignee, 'type'), '`type`')
    if (permission === undefined || (type !== 'user' && type !== 'userGroup')) {
      yield problemAt(spot, INCOMPLETE)
      continue
    }
    if (!isKnown(permission, list.scope)) {
      yield problemAt(below(spot, 'name'), unknownPermission(permission))
      continue
    }
    const name = yield* nameAt(assignee, { ground, kind: KINDS[type], isLeftOut: true })
    if (name === undefined) continue
    const given: Given = { permission, type, assignee: name }
    const own = permissionName(given, list)
    if (!found.has(own)) found.set(own, { document: documentOf(own, given, list, ground), spot })
  }
  return [...found.keys()].sort().flatMap((name) => found.get(name) ?? [])
}

function isKnown(permission: string, scope: PermissionScope | undefined): boolean {
  return PERMISSION_NAMES[scope?.field ?? 'organization'].some((name) => name === permission)
}

function unknownPermission(permission: string) {
  return {
    code: 'InvalidPermission',
    severity: 'warning',
    message: `the permission ${quoted(permission)} is unknown to Charter here and left out`,
  } as const
}

const INCOMPLETE = {
  code: 'MissingField',
  message: 'a permission has a `name`, and an `assignee` with `id` and `type`, which is user or userGroup',
} as const

interface Given {
  readonly permission: string
  readonly type: 'user' | 'userGroup'
  readonly assignee: string
}

function documentOf(
  name: string,
  { permission, type, assignee }: Given,
  { scope, isHierarchical }: PermissionList,
  { organization }: ImportGround,
): JsonObject {
  return declaration('Permission', organization, name, {
    permission,
    assignee: { [type]: assignee },
    scope: scope === undefined ? undefined : { [scope.field]: scope.name },
    includeDescendants: isHierarchical ? true : undefined,
  })
}

const WORDS = { workspace: 'workspace', dataSource: 'data-source', user: 'user', userGroup: 'group' } as const
const LONGEST = 253

/** `view--group-readers--workspace-lab`: what, to whom, on what; a digest behind it where `--` in a name would not tell them apart. */
function permissionName({ permission, type, assignee }: Given, { scope, isHierarchical }: PermissionList): string {
  const what = permission.toLowerCase().replaceAll('_', '-')
  const parts = [
    what,
    `${WORDS[type]}-${assignee}`,
    ...(scope === undefined ? [] : [`${WORDS[scope.field]}-${scope.name}`]),
    ...(isHierarchical ? ['below'] : []),
  ]
  const name = parts.join('--')
  const isPlain = !parts.some((part) => part.includes('--'))
  if (name.length <= LONGEST && isPlain) return name
  const digest = sha256(JSON.stringify(parts)).slice(0, 12)
  return `${name.slice(0, LONGEST - 13).replace(/[.-]+$/, '')}-${digest}`
}
