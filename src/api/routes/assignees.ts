import { part, text } from '../../access/fields.ts'
import { SCOPE_KINDS, scopeOf } from '../../access/scope.ts'
import { type Kind, keyOf, type StoredResource } from '../../model/resource.ts'
import type { Asked } from '../endpoint.ts'
import { objectOf, TEXT } from '../schema.ts'
import { headOf } from './heads.ts'

/** To whom a Permission may give something, with the kind of it. */
export const ASSIGNEE_KINDS = {
  user: 'User',
  userGroup: 'UserGroup',
  accessKey: 'AccessKey',
} as const satisfies Record<string, Kind>

/** What assignees may be. */
export const ASSIGNEE_TYPES = Object.keys(ASSIGNEE_KINDS) as readonly (keyof typeof ASSIGNEE_KINDS)[]

/** Something that a Permission names. A built-in group that nobody declares has no uid. */
export interface Target {
  readonly type: string
  readonly name: string
  readonly id: string
  readonly uid: string | undefined
}

/** A target as it is told. */
export const TARGET = objectOf({ type: TEXT, name: TEXT, id: TEXT, uid: TEXT }, ['uid'])

/** To whom a Permission gives something. */
export function assigneeOf(asked: Asked, { namespace, spec }: StoredResource): Target {
  const assignee = part(spec, 'assignee')
  const type = ASSIGNEE_TYPES.find((one) => text(assignee, one) !== undefined) ?? 'user'
  return targetOf(asked, namespace, { type, kind: ASSIGNEE_KINDS[type], name: text(assignee, type) ?? '' })
}

/** On what a Permission gives it; the organization where it names nothing else. */
export function placeOf(asked: Asked, permission: StoredResource): Target {
  const { namespace } = permission
  const scope = scopeOf(permission)
  if (scope === undefined || scope.type === 'organization') {
    return targetOf(asked, '', { type: 'organization', kind: 'Organization', name: namespace })
  }
  return targetOf(asked, namespace, { type: scope.type, kind: SCOPE_KINDS[scope.type], name: scope.name })
}

/** Whether a word that a reader has written names a target. */
export function isCalled({ name, id, uid }: Target, word: string): boolean {
  return word === name || word === id || word === uid
}

function targetOf(
  { view }: Asked,
  namespace: string,
  { type, kind, name }: { readonly type: string; readonly kind: Kind; readonly name: string },
): Target {
  const found = view.state.resources.get(keyOf({ kind, namespace, name }))
  return { type, name, id: found === undefined ? name : headOf(found).id, uid: found?.uid }
}
