import { text } from '../../../access/fields.ts'
import { identifierOf, present } from '../../../layouts/gooddata/ground.ts'
import { type LaidGroup, parentsOf } from '../../../layouts/gooddata/groups.ts'
import { authIdOf } from '../../../layouts/gooddata/users.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { type Entities, entitiesOf } from './jsonapi.ts'
import type { Scene } from './scene.ts'

/** The groups of users. */
export const USER_GROUPS: Entities<LaidGroup> = {
  type: 'userGroup',
  path: 'userGroups',
  attributes: ['name'],
  relations: {
    parents: {
      isMany: true,
      alias: 'userGroups',
      to: () => entitiesOf(USER_GROUPS),
      of: (group, scene) => groupsCalled(parentsOf(scene.ground, group), scene),
    },
  },
  of: ({ groups }) => [...groups().values()],
  id: ({ name }, { ground }) => ground.id('UserGroup', name),
  attributesOf: ({ stored }) => present({ name: stored && text(stored.spec, 'displayName') }),
}

/** The users. */
export const USERS: Entities<StoredResource> = {
  type: 'user',
  path: 'users',
  attributes: ['authenticationId', 'email', 'firstname', 'lastname'],
  relations: {
    userGroups: {
      isMany: true,
      to: () => entitiesOf(USER_GROUPS),
      of: ({ name }, scene) => groupsCalled(scene.membershipsOf(name), scene),
    },
  },
  of: ({ ground }) => ground.holding.of('User'),
  id: identifierOf,
  attributesOf: (user, { ground }) => ({
    ...present({ authenticationId: authIdOf(ground, user) }),
    ...personal(user),
  }),
}

/** Users by their names alone. */
export const USER_IDENTIFIERS: Entities<StoredResource> = {
  ...USERS,
  type: 'userIdentifier',
  path: 'userIdentifiers',
  attributes: ['email', 'firstname', 'lastname'],
  relations: {},
  attributesOf: personal,
}

function personal({ spec }: StoredResource) {
  return present({
    email: text(spec, 'email'),
    firstname: text(spec, 'firstName'),
    lastname: text(spec, 'lastName'),
  })
}

function groupsCalled(names: readonly string[], { groups }: Scene): readonly LaidGroup[] {
  return names.flatMap((name) => groups().get(name) ?? [])
}
