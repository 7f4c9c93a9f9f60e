import { text } from '../../../access/fields.ts'
import { identifierOf, present } from '../../../layouts/gooddata/ground.ts'
import { settingsIn } from '../../../layouts/gooddata/settings.ts'
import type { JsonObject, StoredResource } from '../../../model/resource.ts'
import { isExpired } from '../../../status/accesskey.ts'
import { type Entities, entitiesOf } from './jsonapi.ts'

/** The entities of a user by their names in addresses: settings, and tokens that still count, of which nothing else is told. */
export const OF_USERS: Readonly<Record<string, (user: StoredResource) => Entities<never>>> = {
  userSettings: (user) => entitiesOf(settingsOf(user)),
  apiTokens: (user) => entitiesOf(tokensOf(user)),
}

function settingsOf(user: StoredResource): Entities<JsonObject> {
  return {
    type: 'userSetting',
    path: pathOf(user, 'userSettings'),
    attributes: ['content', 'type'],
    relations: {},
    of: () => settingsIn(user.spec),
    id: (item) => text(item, 'id') ?? '',
    attributesOf: ({ content, type }) => present({ content, type }),
  }
}

function tokensOf(user: StoredResource): Entities<StoredResource> {
  return {
    type: 'apiToken',
    path: pathOf(user, 'apiTokens'),
    attributes: [],
    relations: {},
    of: ({ ground: { holding } }) =>
      holding
        .of('AccessKey')
        .filter(({ spec }) => text(spec, 'type') === 'token' && text(spec, 'user') === user.name)
        .filter((key) => !isExpired(key, holding.instant)),
    id: ({ name }) => name,
    attributesOf: () => ({}),
  }
}

function pathOf(user: StoredResource, name: string): string {
  return `users/${encodeURIComponent(identifierOf(user))}/${name}`
}
