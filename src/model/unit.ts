import type { Resource } from './resource.ts'

/** What is validated, planned and committed on its own (model §1, "Units"). */
export type Unit =
  | { readonly type: 'installation' }
  | { readonly type: 'organization'; readonly organization: string }
  | { readonly type: 'revocation'; readonly organization: string; readonly name: string }

/** A unit's name in messages and maps: `installation`, `organization/acme`, `revocation/acme/leaver`. */
export type UnitName = string & { readonly unit: unique symbol }

/** The name of a unit. */
export function unitName(unit: Unit): UnitName {
  switch (unit.type) {
    case 'installation':
      return 'installation' as UnitName
    case 'organization':
      return `organization/${unit.organization}` as UnitName
    case 'revocation':
      return `revocation/${unit.organization}/${unit.name}` as UnitName
  }
}

/** The unit that a resource belongs to. */
export function unitOf(resource: Pick<Resource, 'kind' | 'namespace' | 'name'>): Unit {
  if (resource.kind === 'Organization') return { type: 'organization', organization: resource.name }
  if (resource.kind === 'Revocation') {
    return { type: 'revocation', organization: resource.namespace, name: resource.name }
  }
  if (resource.namespace === '') return { type: 'installation' }
  return { type: 'organization', organization: resource.namespace }
}
