import { names } from '../../access/fields.ts'
import type { Resource } from '../../model/resource.ts'
import type { OrganizationView } from '../view.ts'
import { ownedBy } from './owned.ts'

/**
 * What a change adds to a stored organization, in order of kind and name; a renamed resource is none. At creation, where
 * nothing is stored, everything is an addition.
 */
export function additionsTo(view: OrganizationView): readonly Resource[] {
  const { stored } = view
  const had = (resource: Resource, name: string): boolean => stored?.get(resource.kind, name) !== undefined
  return ownedBy(view).filter(
    (resource) =>
      resource.kind !== 'Organization' &&
      !had(resource, resource.name) &&
      !names(resource.spec, 'previousNames').some((name) => had(resource, name)),
  )
}
