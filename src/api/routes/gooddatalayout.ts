import type { JsonObject } from '../../model/resource.ts'
import { ANYTHING, FLAG, listOf, mapOf, objectOf, TEXT } from '../schema.ts'

const REFERENCE = objectOf({ id: TEXT, type: TEXT })
const PERMISSIONS = listOf(objectOf({ name: TEXT, assignee: objectOf({ id: TEXT, name: TEXT, type: TEXT }, ['name']) }))
const SETTINGS = listOf(objectOf({ id: TEXT, type: TEXT, content: ANYTHING }, ['type']))
const APPEARANCES = listOf(objectOf({ id: TEXT, name: TEXT, content: ANYTHING }))

/** An object of which only these fields are always there. */
function withOptional(always: Readonly<Record<string, JsonObject>>, optional: Readonly<Record<string, JsonObject>>) {
  return objectOf({ ...always, ...optional }, Object.keys(optional))
}

const OAUTH = {
  oauthClientId: TEXT,
  oauthIssuerLocation: TEXT,
  oauthIssuerId: TEXT,
  oauthSubjectIdClaim: TEXT,
  oauthCustomScopes: listOf(TEXT),
}

const ORGANIZATION = withOptional(
  { hostname: TEXT, name: TEXT, id: TEXT, permissions: PERMISSIONS },
  {
    ...OAUTH,
    allowedOrigins: listOf(TEXT),
    cspDirectives: listOf(objectOf({ directive: TEXT, sources: listOf(TEXT) })),
    colorPalettes: APPEARANCES,
    themes: APPEARANCES,
    settings: SETTINGS,
    earlyAccessValues: listOf(TEXT),
    identityProvider: REFERENCE,
  },
)

const DATA_SOURCE = withOptional(
  { id: TEXT, name: TEXT, type: TEXT, schema: TEXT, permissions: PERMISSIONS },
  {
    url: TEXT,
    username: TEXT,
    authenticationType: TEXT,
    clientId: TEXT,
    parameters: listOf(objectOf({ name: TEXT, value: TEXT })),
    cacheStrategy: TEXT,
    cacheRetention: withOptional({ type: TEXT }, { period: TEXT, cron: TEXT, timezone: TEXT }),
    dateTimeSemantics: TEXT,
    alternativeDataSourceId: TEXT,
  },
)

const IDENTITY_PROVIDER = withOptional(
  { id: TEXT, idpType: TEXT },
  { identifiers: listOf(TEXT), customClaimMapping: mapOf(TEXT), ...OAUTH },
)

const USER = withOptional(
  { id: TEXT, userGroups: listOf(REFERENCE), permissions: PERMISSIONS, settings: SETTINGS },
  { authId: TEXT, email: TEXT, firstname: TEXT, lastname: TEXT, systemAccount: FLAG },
)

const USER_GROUP = withOptional({ id: TEXT, parents: listOf(REFERENCE), permissions: PERMISSIONS }, { name: TEXT })

const FILTER_SETTING = objectOf({ id: TEXT, title: TEXT, filterValues: listOf(TEXT), workspace: REFERENCE })

const DATA_FILTER = objectOf({
  id: TEXT,
  title: TEXT,
  columnName: TEXT,
  workspace: REFERENCE,
  workspaceDataFilterSettings: listOf(FILTER_SETTING),
})

const WORKSPACE = withOptional(
  { id: TEXT, name: TEXT, permissions: PERMISSIONS, hierarchyPermissions: PERMISSIONS, settings: SETTINGS },
  {
    description: TEXT,
    prefix: TEXT,
    parent: REFERENCE,
    dataSource: withOptional({ id: TEXT }, { schemaPath: listOf(TEXT) }),
  },
)

/** The schema of an organization as GoodData declares one (systems §3.2). */
export const GOODDATA_LAYOUT: JsonObject = objectOf({
  dataSources: listOf(DATA_SOURCE),
  identityProviders: listOf(IDENTITY_PROVIDER),
  organization: ORGANIZATION,
  users: listOf(USER),
  userGroups: listOf(USER_GROUP),
  workspaceDataFilters: listOf(DATA_FILTER),
  workspaces: listOf(WORKSPACE),
})
