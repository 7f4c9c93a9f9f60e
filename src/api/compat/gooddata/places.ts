import { entries, isObject, text } from '../../../access/fields.ts'
import { identifierOf, present } from '../../../layouts/gooddata/ground.ts'
import { settingsIn } from '../../../layouts/gooddata/settings.ts'
import { dataSourceFields, identityProviderFields } from '../../../layouts/gooddata/sources.ts'
import { dataSourceOf } from '../../../layouts/gooddata/workspaces.ts'
import type { JsonObject, StoredResource } from '../../../model/resource.ts'
import { type Entities, entitiesOf, isThere } from './jsonapi.ts'
import { permittedOn } from './permitted.ts'
import type { Scene } from './scene.ts'

/** The workspaces. */
export const WORKSPACES: Entities<StoredResource> = {
  type: 'workspace',
  path: 'workspaces',
  attributes: ['name', 'description', 'prefix'],
  relations: {
    parent: {
      isMany: false,
      alias: 'workspaces',
      to: () => entitiesOf(WORKSPACES),
      of: ({ spec }, { workspaces }) => [workspaces().get(text(spec, 'parent') ?? '')].filter(isThere),
    },
  },
  of: ({ workspaces }) => [...workspaces().values()],
  id: identifierOf,
  attributesOf: ({ spec, name }, { ground }) => ({
    name: text(spec, 'displayName') ?? name,
    ...present({
      description: text(spec, 'description'),
      prefix: text(spec, 'prefix'),
      dataSource: dataSourceOf(ground, spec),
    }),
  }),
  meta: {
    hierarchy: ({ name }, { childrenCount }) => ({ childrenCount: childrenCount().get(name) ?? 0 }),
    permissions: ({ name }, scene) => permittedOn(scene, { type: 'workspace', name }),
  },
}

/** The data sources, without what they are opened with. */
export const DATA_SOURCES: Entities<StoredResource> = {
  type: 'dataSource',
  path: 'dataSources',
  attributes: ['name', 'type', 'schema', 'url', 'username', 'authenticationType', 'clientId', 'cacheStrategy'],
  relations: {},
  of: ({ ground }) => ground.holding.of('DataSource'),
  id: identifierOf,
  attributesOf: (source, { ground }) => dataSourceFields(ground, source),
  meta: { permissions: ({ name }, scene) => permittedOn(scene, { type: 'dataSource', name }) },
}

/** Data sources by what they are called alone. */
export const DATA_SOURCE_IDENTIFIERS: Entities<StoredResource> = {
  ...DATA_SOURCES,
  type: 'dataSourceIdentifier',
  path: 'dataSourceIdentifiers',
  attributes: ['name', 'schema', 'type'],
  attributesOf({ spec, name }) {
    const [type, schema] = [text(spec, 'type') ?? '', text(spec, 'schema') ?? '']
    return { name: text(spec, 'displayName') ?? name, schema, type }
  },
}

/** The identity providers, without their secrets. */
export const IDENTITY_PROVIDERS: Entities<StoredResource> = {
  type: 'identityProvider',
  path: 'identityProviders',
  attributes: ['identifiers', 'idpType', 'oauthClientId', 'oauthIssuerId', 'oauthIssuerLocation'],
  relations: {},
  of: ({ ground }) => ground.holding.of('IdentityProvider'),
  id: identifierOf,
  attributesOf: identityProviderFields,
}

/** Lists in the declaration of the organization itself that GoodData has as entities. */
export const OWN_LISTS: readonly Entities<JsonObject>[] = [
  ownList({ type: 'organizationSetting', path: 'organizationSettings' }, 'id', ['content', 'type'], ({ ground }) =>
    settingsIn(ground.holding.organization.spec),
  ),
  ownList({ type: 'cspDirective', path: 'cspDirectives' }, 'directive', ['sources'], itemsIn('cspDirectives')),
  ownList({ type: 'theme', path: 'themes' }, 'id', ['content', 'name'], itemsIn('themes')),
  ownList({ type: 'colorPalette', path: 'colorPalettes' }, 'id', ['content', 'name'], itemsIn('colorPalettes')),
]

function ownList(
  { type, path }: Pick<Entities<JsonObject>, 'type' | 'path'>,
  key: string,
  attributes: readonly string[],
  of: (scene: Scene) => readonly JsonObject[],
): Entities<JsonObject> {
  return {
    type,
    path,
    attributes,
    relations: {},
    of,
    id: (item) => text(item, key) ?? '',
    attributesOf: (item) => present(Object.fromEntries(attributes.map((name) => [name, item[name]]))),
  }
}

function itemsIn(field: string): (scene: Scene) => readonly JsonObject[] {
  return ({ ground }) =>
    entries(ground.holding.organization.spec, field).flatMap(({ item }) => (isObject(item) ? [item] : []))
}
