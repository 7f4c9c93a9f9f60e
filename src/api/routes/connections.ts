import type { JsonObject, Kind, StoredResource } from '../../model/resource.ts'
import { type Endpoint, type Listing, listEndpoint } from '../endpoint.ts'
import { FLAG, objectOf } from '../schema.ts'
import { inOrganization } from '../within.ts'
import { HEAD, HEAD_ORDERS, headOf, resourcesShown } from './heads.ts'
import { specProperties } from './kinds.ts'

/** The fields that hold a reference to a secret, with the flag that is told in their place. */
type Hidden = Readonly<Record<string, string>>

const DATA_SOURCE_SECRETS: Hidden = {
  passwordRef: 'hasPassword',
  tokenRef: 'hasToken',
  clientSecretRef: 'hasClientSecret',
  privateKeyRef: 'hasPrivateKey',
  privateKeyPassphraseRef: 'hasPrivateKeyPassphrase',
}

const PROVIDER_SECRETS: Hidden = { clientSecretRef: 'hasClientSecret', samlMetadataRef: 'hasSamlMetadata' }

/** What an organization is connected to, with flags for its secrets (api 18). */
export const CONNECTION_ENDPOINTS: readonly Endpoint[] = [
  connections('DataSource', DATA_SOURCE_SECRETS, {
    path: '/organizations/{organization}/data-sources',
    operation: 'listDataSources',
    summary: 'the data sources of an organization; of their secrets, whether there are any',
  }),
  connections('IdentityProvider', PROVIDER_SECRETS, {
    path: '/organizations/{organization}/identity-providers',
    operation: 'listIdentityProviders',
    summary: 'the identity providers of an organization; of their secrets, whether there are any',
  }),
]

function connections(
  kind: Kind,
  secrets: Hidden,
  about: Readonly<Record<'path' | 'operation' | 'summary', string>>,
): Endpoint {
  return listEndpoint<StoredResource>({
    ...about,
    parameters: [],
    response: schemaOf(kind, secrets),
    orders: Object.keys(HEAD_ORDERS),
    hasLabels: true,
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, ({ name }) => resourcesShown(asked.catalog.of(name, kind), shownWith(secrets))),
  })
}

function schemaOf(kind: Kind, secrets: Hidden): JsonObject {
  const told = Object.entries(specProperties(kind)).filter(([name]) => !Object.hasOwn(secrets, name))
  const flags = Object.values(secrets).map((name) => [name, FLAG] as const)
  return objectOf(
    { ...HEAD, ...Object.fromEntries(told), ...Object.fromEntries(flags) },
    told.map(([name]) => name).filter((name) => name !== 'id'),
  )
}

function shownWith(secrets: Hidden): Listing<StoredResource>['show'] {
  return (resource) => {
    const told = Object.entries(resource.spec).filter(([name]) => !Object.hasOwn(secrets, name))
    const flags = Object.entries(secrets).map(([field, name]) => [name, resource.spec[field] !== undefined])
    return { ...Object.fromEntries(told), ...Object.fromEntries(flags), ...headOf(resource) }
  }
}
