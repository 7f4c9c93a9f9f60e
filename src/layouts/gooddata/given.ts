import { ADMIN_GROUP, MANAGE } from '../../access/builtin.ts'
import { isEffective, membersOf } from '../../access/closure.ts'
import { flag, part, text } from '../../access/fields.ts'
import { ORGANIZATION, scopeOf, scopeText } from '../../access/scope.ts'
import { isInForce } from '../../access/windows.ts'
import { by, groupBy } from '../../lib/compare.ts'
import type { JsonObject } from '../../model/resource.ts'
import type { Ground } from './ground.ts'

/** To whom something is given, as GoodData names them. */
export interface Assignee {
  readonly type: 'user' | 'userGroup'
  readonly id: string
}

/** A permission that is given; `isHierarchical` where it counts for all workspaces below too. */
export interface Given {
  readonly name: string
  readonly assignee: Assignee
  readonly isHierarchical: boolean
}

type Basis = Pick<Ground, 'holding' | 'index' | 'moment' | 'id'>

/**
 * What is given at a moment, by what it is about, sorted; each once. GoodData knows neither windows nor access keys nor groups
 * that grant nothing: what is not in force, what keys hold and what such groups are given is left out, and so are roles,
 * whose permissions are others than GoodData's. Being an admin is MANAGE on the organization.
 */
export function givenIn(basis: Basis): ReadonlyMap<string, readonly Given[]> {
  const rows = [...declaredIn(basis), ...administrationIn(basis)].sort(
    by(({ place, given }) => `${place} ${keyOf(given)}`),
  )
  return new Map(
    [...groupBy(rows, ({ place }) => place)].map(([place, own]) => [
      place,
      [...new Map(own.map(({ given }) => [keyOf(given), given])).values()],
    ]),
  )
}

/** Permissions as layouts have them. */
export function permissionsOf(given: readonly Given[]): readonly JsonObject[] {
  return given.map(({ name, assignee: { id, type } }) => ({ name, assignee: { id, type } }))
}

/** Whether anybody is in a group itself. */
export function isInhabited({ index }: Pick<Ground, 'index'>, group: string): boolean {
  return membersOf(index, group).next().done === false
}

interface Row {
  readonly place: string
  readonly given: Given
}

function declaredIn({ holding, index, moment, id }: Basis): readonly Row[] {
  return holding.of('Permission').flatMap((permission): readonly Row[] => {
    const { spec } = permission
    const [name, scope] = [text(spec, 'permission'), scopeOf(permission)]
    if (name === undefined || scope === undefined || !isInForce(permission, moment)) return []
    const assignee = part(spec, 'assignee')
    const [user, group] = [text(assignee, 'user'), text(assignee, 'userGroup')]
    const isHierarchical = flag(spec, 'includeDescendants')
    const row = (to: Assignee): readonly Row[] => [
      { place: scopeText(scope), given: { name, assignee: to, isHierarchical } },
    ]
    if (user !== undefined) return row({ type: 'user', id: id('User', user) })
    if (group === undefined || !isEffective(index, group)) return []
    return row({ type: 'userGroup', id: id('UserGroup', group) })
  })
}

/** Who administers the organization by a field of their own, and the group whose members do. */
function administrationIn(basis: Basis): readonly Row[] {
  const { index, id } = basis
  const users = [...index.admins.keys()].map((name): Assignee => ({ type: 'user', id: id('User', name) }))
  const groups: readonly Assignee[] =
    isEffective(index, ADMIN_GROUP) && isInhabited(basis, ADMIN_GROUP)
      ? [{ type: 'userGroup', id: id('UserGroup', ADMIN_GROUP) }]
      : []
  return [...users, ...groups].map((assignee) => ({
    place: scopeText(ORGANIZATION),
    given: { name: MANAGE, assignee, isHierarchical: false },
  }))
}

function keyOf({ name, assignee: { type, id }, isHierarchical }: Given): string {
  return [name, type, id, isHierarchical].join(' ')
}
