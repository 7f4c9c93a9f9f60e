import { remembered } from '../../access/remember.ts'
import type { Resource } from '../../model/resource.ts'
import { kindDefinition } from '../../schemas/kinds.ts'
import { type UniqueValue, uniquesOf } from '../../schemas/references.ts'

/** A value that a resource holds and nobody else may. */
export interface Claim extends UniqueValue {
  readonly resource: Resource
}

const IDENTIFIER = 'spec.id'

/**
 * What a resource claims for itself alone. An Organization's `id` stands beside the names of all organizations, so with
 * its id it claims its own name (model §2 Organization: an id is no other organization's name).
 */
export function claimsOf(resource: Resource): readonly Claim[] {
  if (kindDefinition(resource.kind).uniques.length === 0) return []
  const claims = uniquesOf(resource).map((value) => claimOf(resource, value))
  const { kind, name } = resource
  if (kind === 'Organization' && !claims.some(({ field, text }) => field === IDENTIFIER && text === name)) {
    const own = {
      field: IDENTIFIER,
      pointer: '/metadata/name',
      value: name,
      text: name,
      within: 'installation',
    } as const
    claims.push(claimOf(resource, own))
  }
  return claims
}

// Spelt out and not spread: there are as many claims as users.
function claimOf(resource: Resource, { field, pointer, value, text, within }: UniqueValue): Claim {
  return { resource, field, pointer, value, text: text.normalize('NFC'), within }
}

/** Claims by what is claimed: kind, field and compared value. */
export type Claims = ReadonlyMap<string, readonly Claim[]>

/** The claims of many resources by what is claimed. */
export function claimsAmong(resources: Iterable<Resource>): Claims {
  const claims = new Map<string, Claim[]>()
  for (const resource of resources) {
    for (const claim of claimsOf(resource)) {
      const name = claimName(claim)
      const known = claims.get(name)
      if (known === undefined) claims.set(name, [claim])
      else known.push(claim)
    }
  }
  return claims
}

/** What a claim is about, so that two claims which may not both stand have one name. */
export function claimName({ resource, field, text }: Claim): string {
  return `${resource.kind}/${field}/${text}`
}

/** The claims of the organizations that stand; computed once for all views that share the map. */
export const claimsOfOrganizations: (organizations: ReadonlyMap<string, Resource>) => Claims = remembered(
  (organizations) => claimsAmong(organizations.values()),
)

/** The claims of resources in other organizations; computed once for all views that share the list. */
export const claimsOfOthers: (claimants: readonly Resource[]) => Claims = remembered(claimsAmong)
