import { names, text } from '../../../access/fields.ts'
import type { StoredResource } from '../../../model/resource.ts'
import type { Trouble } from '../../endpoint.ts'
import { placesOf } from '../../routes/grouping.ts'
import type { SystemAsked } from '../system.ts'
import { groupOf } from './groups.ts'
import { uuidsIn } from './uuid.ts'

type Wanted = (one: Pick<StoredResource, 'spec'>) => boolean

/**
 * Which of what names organization groups is wanted: any of `organization_group_uuid`, which may stand several times, and what
 * `organization_group_name` is a part of (systems §1.3).
 */
export function groupsWanted(asked: SystemAsked): { readonly isWanted: Wanted } | Trouble {
  const given = uuidsIn(asked, 'organization_group_uuid')
  if ('type' in given) return given
  const part = asked.query.text('organization_group_name')?.toLowerCase()
  if (given.uuids.length === 0 && part === undefined) return { isWanted: () => true }
  const wanted = asked.catalog
    .of('', 'OrganizationGroup')
    .filter(
      ({ uid, spec }) =>
        (given.uuids.length === 0 || given.uuids.includes(uid.toLowerCase())) &&
        (part === undefined || (text(spec, 'displayName') ?? '').toLowerCase().includes(part)),
    )
  const own = new Set(wanted.map(({ name }) => name))
  return { isWanted: ({ spec }) => names(spec, 'organizationGroups').some((name) => own.has(name)) }
}

/** The groups that something names, as Waldur tells each of them, by name. */
export function groupsNamed(asked: SystemAsked): (one: Pick<StoredResource, 'spec'>) => readonly object[] {
  const places = placesOf(asked.catalog)
  const show = groupOf(asked)
  return ({ spec }) =>
    names(spec, 'organizationGroups')
      .flatMap((name) => places.get(name) ?? [])
      .map(show)
}
