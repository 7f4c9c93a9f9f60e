import { flag, text } from '../../access/fields.ts'
import { isPresentAt } from '../../access/presence.ts'
import type { JsonObject, StoredResource } from '../../model/resource.ts'
import { permissionsOf } from './given.ts'
import { type Ground, identifierOf, present } from './ground.ts'
import { membershipsOf } from './groups.ts'
import { settingsIn } from './settings.ts'

/** The users of a layout as GoodData declares them. */
export function usersLayout(ground: Ground): readonly JsonObject[] {
  const groupsOf = membershipsOf(ground)
  return ground.holding.of('User').map((user) => {
    const { spec, name } = user
    return {
      id: identifierOf(user),
      ...present({
        authId: authIdOf(ground, user),
        email: text(spec, 'email'),
        firstname: text(spec, 'firstName'),
        lastname: text(spec, 'lastName'),
        systemAccount: flag(spec, 'systemAccount') ? true : undefined,
      }),
      userGroups: groupsOf(name).map((group) => ({ id: ground.id('UserGroup', group), type: 'userGroup' })),
      permissions: permissionsOf(ground.given({ type: 'user', name })),
      settings: settingsIn(spec),
    }
  })
}

/** By what a user logs in; of somebody who has no access at that moment nothing, so that a layout put in force elsewhere lets nobody in who is out here. */
export function authIdOf(
  { index, moment }: Pick<Ground, 'index' | 'moment'>,
  { name, spec }: StoredResource,
): string | undefined {
  return isPresentAt(index, name, moment) ? text(spec, 'authId') : undefined
}
