import type { Json, JsonObject } from '../../model/resource.ts'
import { declaration } from '../reading/declaration.ts'
import { below, contentOf, type Spot } from '../reading/reading.ts'
import { referencesOf } from './credentials.ts'
import type { ImportGround } from './ground.ts'

/** The name, and the id for the credentials, of the provider that GoodData's older form has in the organization's own fields. */
export const OLD_PROVIDER = 'oidc'

/** Whether an organization has its identity provider in its own fields: one with an issuer is somebody else's than GoodData's. */
export function hasOldProvider(organization: Spot): boolean {
  const link = contentOf(below(organization, 'identityProvider'))
  return link === undefined && typeof contentOf(below(organization, 'oauthIssuerLocation')) === 'string'
}

/** Whether somebody else than GoodData keeps a provider; only such a one is declared. */
export function isCustomProvider(spot: Spot): boolean {
  const type = contentOf(below(spot, 'idpType'))
  return type === undefined || type === 'CUSTOM_IDP'
}

/** The IdentityProvider that an item of a layout becomes, or an organization that has one in its own fields. */
export function providerAt(
  spot: Spot,
  { ground, id, name }: { readonly ground: ImportGround; readonly id: string; readonly name: string },
): JsonObject {
  const field = (own: string): Json | undefined => contentOf(below(spot, own))
  const references = referencesOf(ground.credentials, 'identityProviders', id)
  const isOidc = [field('oauthIssuerLocation'), field('oauthClientId')].some((one) => one !== undefined && one !== '')
  const subject = field('oauthSubjectIdClaim')
  return declaration('IdentityProvider', ground.organization, name, {
    type:
      isOidc || (references.samlMetadataRef === undefined && references.clientSecretRef !== undefined)
        ? 'oidc'
        : 'saml',
    id: id === name ? undefined : id,
    issuerLocation: field('oauthIssuerLocation'),
    clientId: field('oauthClientId'),
    ...references,
    issuerId: field('oauthIssuerId'),
    subjectIdClaim: subject === 'sub' ? undefined : subject,
    customScopes: field('oauthCustomScopes'),
    customClaimMapping: field('customClaimMapping') ?? field('oauthCustomClaimMapping'),
    identifiers: field('identifiers'),
  })
}
