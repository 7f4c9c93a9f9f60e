import type { Json, JsonObject } from '../../model/resource.ts'
import { declaration } from '../reading/declaration.ts'
import { below, contentOf, type Reading, type Spot } from '../reading/reading.ts'
import { referencesOf } from './credentials.ts'
import { type ImportGround, nameAt, namesAt } from './ground.ts'
import { settingsAt } from './setting.ts'

/** What a thing is converted with: its id, and its name in Charter. */
export interface Conversion {
  readonly ground: ImportGround
  readonly id: string
  readonly name: string
}

/** The User that an item of a layout becomes; its groups stand with it, so that large groups make no large document. */
export function* userAt(spot: Spot, { ground, id, name }: Conversion): Reading<JsonObject> {
  const field = fieldsOf(spot)
  return declaration('User', ground.organization, name, {
    id: id === name ? undefined : id,
    email: field('email'),
    firstName: field('firstname'),
    lastName: field('lastname'),
    authId: field('authId'),
    systemAccount: field('systemAccount') === false ? undefined : field('systemAccount'),
    userGroups: yield* namesAt(below(spot, 'userGroups'), ground, 'UserGroup'),
    settings: settingsAt(below(spot, 'settings')),
  })
}

/** The UserGroup that an item of a layout becomes. */
export function* groupAt(spot: Spot, { ground, id, name }: Conversion): Reading<JsonObject> {
  return declaration('UserGroup', ground.organization, name, {
    id: id === name ? undefined : id,
    displayName: fieldsOf(spot)('name'),
    parents: yield* namesAt(below(spot, 'parents'), ground, 'UserGroup'),
  })
}

/** The Workspace that an item of a layout becomes, with the data filters that belong to it. */
export function* workspaceAt(spot: Spot, { ground, id, name }: Conversion): Reading<JsonObject> {
  const field = fieldsOf(spot)
  const source = below(spot, 'dataSource')
  const dataSource = yield* nameAt(source, { ground, kind: 'DataSource', isLeftOut: false })
  const schemaPath = contentOf(below(source, 'schemaPath'))
  return declaration('Workspace', ground.organization, name, {
    type: 'workspace',
    id: id === name ? undefined : id,
    displayName: field('name'),
    description: field('description'),
    prefix: field('prefix'),
    parent: yield* nameAt(below(spot, 'parent'), { ground, kind: 'Workspace', isLeftOut: false }),
    dataSource:
      dataSource === undefined ? undefined : { name: dataSource, ...(schemaPath === undefined ? {} : { schemaPath }) },
    dataFilters: ground.filters.get(id),
    settings: settingsAt(below(spot, 'settings')),
  })
}

/** The DataSource that an item of a layout becomes, with the references to its secrets that the credentials have. */
export function dataSourceAt(spot: Spot, { ground, id, name }: Conversion): JsonObject {
  const field = fieldsOf(spot)
  const alternative = field('alternativeDataSourceId')
  const document = declaration('DataSource', ground.organization, name, {
    displayName: field('name'),
    id: id === name ? undefined : id,
    type: field('type'),
    url: field('url'),
    authenticationType: field('authenticationType'),
    username: field('username'),
    clientId: field('clientId'),
    ...referencesOf(ground.credentials, 'dataSources', id),
    parameters: field('parameters'),
    cacheStrategy: field('cacheStrategy'),
    cacheRetention: field('cacheRetention'),
    dateTimeSemantics: field('dateTimeSemantics'),
    // It may lead nowhere, here as there.
    alternativeDataSource:
      typeof alternative === 'string' ? (ground.names.DataSource.get(alternative) ?? alternative) : alternative,
  })
  const schema = field('schema')
  return { ...document, spec: { ...(document.spec as JsonObject), ...(schema === undefined ? {} : { schema }) } }
}

function fieldsOf(spot: Spot): (name: string) => Json | undefined {
  return (name) => contentOf(below(spot, name))
}
