import { text } from '../../access/fields.ts'
import { listed } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import { type Entitled, isPassed, ownEntitlements } from '../../usage/entitled.ts'
import type { OrganizationLaw } from '../view.ts'
import { called } from './words.ts'

const CLIENT = ['issuerLocation', 'clientId', 'clientSecretRef']

/**
 * An external OIDC provider has issuer, client and secret, all three; where the organization is entitled to ManagedOIDC
 * somebody else keeps them, and none is declared (model §3 `InvalidIdentityProvider`).
 */
export const identityProvidersAreComplete: OrganizationLaw = (view) => {
  const managed = ownEntitlements(view).find(
    (entitlement) => entitlement.name === 'ManagedOIDC' && !isPassed(entitlement, view.instant),
  )
  return view
    .of('IdentityProvider')
    .filter(({ spec }) => text(spec, 'type') === 'oidc')
    .flatMap((provider) => (managed === undefined ? incompleteProvider(provider) : superfluous(provider, managed)))
}

/** What an OIDC provider lacks that no other keeps for it. */
export function incompleteProvider(provider: Resource): readonly Finding[] {
  const missing = CLIENT.filter((field) => provider.spec[field] === undefined)
  if (missing.length === 0) return []
  return [
    {
      ...finding(provider, '/spec/type', missing),
      message: `${called(provider)} of type oidc lacks ${listed(missing)}`,
      help: `add ${listed(missing)}; only with the entitlement \`ManagedOIDC\` are they left out`,
    },
  ]
}

function superfluous(provider: Resource, managed: Entitled): readonly Finding[] {
  const declared = CLIENT.filter((field) => provider.spec[field] !== undefined)
  const [first] = declared
  if (first === undefined) return []
  return [
    {
      ...finding(provider, `/spec/${first}`, declared),
      message: `${called(provider)} declares ${listed(declared)}, which the entitlement \`ManagedOIDC\` leaves to the operator`,
      help: `take ${listed(declared)} out`,
      related: [{ key: managed.key, pointer: managed.pointer, message: 'ManagedOIDC is given here' }],
    },
  ]
}

function finding(provider: Resource, pointer: string, fields: readonly string[]): Omit<Finding, 'message'> {
  const subject = `provider/${provider.name}/${fields.join('/')}`
  return { code: 'InvalidIdentityProvider', key: keyOf(provider), pointer, subject }
}
