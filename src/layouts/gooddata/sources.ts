import { items, part, text } from '../../access/fields.ts'
import type { JsonObject, StoredResource } from '../../model/resource.ts'
import { permissionsOf } from './given.ts'
import { type Ground, identifierOf, linkIn, present } from './ground.ts'

/** The data sources of a layout as GoodData declares them, without what they are opened with. */
export function dataSourcesLayout(ground: Ground): readonly JsonObject[] {
  return ground.holding.of('DataSource').map((source) => ({
    id: identifierOf(source),
    ...dataSourceFields(ground, source),
    permissions: permissionsOf(ground.given({ type: 'dataSource', name: source.name })),
  }))
}

/** What is told of a data source besides who may use it: of its secrets nothing, not even where they stand. */
export function dataSourceFields({ id }: Pick<Ground, 'id'>, { spec, name }: StoredResource): JsonObject {
  const alternative = text(spec, 'alternativeDataSource')
  return {
    name: text(spec, 'displayName') ?? name,
    type: text(spec, 'type') ?? '',
    schema: text(spec, 'schema') ?? '',
    ...present({
      url: text(spec, 'url'),
      username: text(spec, 'username'),
      authenticationType: text(spec, 'authenticationType'),
      clientId: text(spec, 'clientId'),
      parameters: items(spec, 'parameters'),
      cacheStrategy: text(spec, 'cacheStrategy'),
      cacheRetention: part(spec, 'cacheRetention'),
      dateTimeSemantics: text(spec, 'dateTimeSemantics'),
      alternativeDataSourceId: alternative === undefined ? undefined : id('DataSource', alternative),
    }),
  }
}

/** The identity providers of a layout as GoodData declares them, without their secrets. */
export function identityProvidersLayout({ holding }: Pick<Ground, 'holding'>): readonly JsonObject[] {
  return holding.of('IdentityProvider').map((provider) => ({
    id: identifierOf(provider),
    ...identityProviderFields(provider),
  }))
}

/** What is told of an identity provider; one that Charter knows is the customer's own. */
export function identityProviderFields({ spec }: StoredResource): JsonObject {
  return present({
    idpType: 'CUSTOM_IDP',
    identifiers: items(spec, 'identifiers'),
    customClaimMapping: part(spec, 'customClaimMapping'),
    ...oauthOf(spec),
  })
}

/** The provider that an organization logs in with, in the fields that GoodData had for it before there were several. */
export function ownProvider({ holding }: Pick<Ground, 'holding'>): JsonObject {
  const name = text(holding.organization.spec, 'identityProvider')
  const found = holding.of('IdentityProvider').find((one) => one.name === name)
  return found === undefined ? {} : present(oauthOf(found.spec))
}

/** By what an organization calls the provider that it logs in with; nothing where that is the internal one. */
export function ownProviderLink(ground: Pick<Ground, 'id' | 'holding'>): JsonObject | undefined {
  const link = { field: 'identityProvider', kind: 'IdentityProvider', type: 'identityProvider' } as const
  return linkIn(ground, ground.holding.organization.spec, link)
}

function oauthOf(spec: JsonObject): Readonly<Record<string, JsonObject[string] | undefined>> {
  if (text(spec, 'type') !== 'oidc') return {}
  return {
    oauthClientId: text(spec, 'clientId'),
    oauthIssuerLocation: text(spec, 'issuerLocation'),
    oauthIssuerId: text(spec, 'issuerId'),
    oauthSubjectIdClaim: text(spec, 'subjectIdClaim'),
    oauthCustomScopes: items(spec, 'customScopes'),
  }
}
