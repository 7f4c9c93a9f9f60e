import type { UsagePolicySpec } from '../../model/kinds.generated.ts'
import { type Key, keyOf, type Resource } from '../../model/resource.ts'
import { type Holding, organizationSpec } from '../holding.ts'
import { isOf, specOf } from '../spec.ts'
import { runsOf } from './runs.ts'

/** Whose use a policy watches: that of one organization, or of the subscribers of an offering among those of some groups, or all. */
export type PolicyScope =
  | { readonly type: 'organization'; readonly organization: string }
  | { readonly type: 'offering'; readonly offering: string; readonly groups: ReadonlySet<string> | 'all' }

/** An organization as a policy sees it. */
export interface Watched extends Holding {
  readonly name: string
}

/**
 * The scope of a policy; `installation` are the global resources. With `includeSubgroups` the groups below those that are
 * named belong to it. A policy on an offering that names no group and does not apply to all watches nobody.
 */
export function scopeOf(spec: UsagePolicySpec, installation: ReadonlyMap<Key, Resource>): PolicyScope {
  const { organization, offering = '' } = spec.scope
  if (organization !== undefined) return { type: 'organization', organization }
  if (spec.applyToAll === true) return { type: 'offering', offering, groups: 'all' }
  const named = new Set(spec.organizationGroups ?? [])
  return { type: 'offering', offering, groups: spec.includeSubgroups === true ? withBelow(named, installation) : named }
}

/** Whether a policy watches what an organization uses; archived organizations are left out (systems §1.1). */
export function isWatched(scope: PolicyScope, organization: Watched): boolean {
  const spec = organizationSpec(organization)
  if (spec === undefined || spec.archived === true) return false
  if (scope.type === 'organization') return organization.name === scope.organization
  const { groups } = scope
  return groups === 'all' || (spec.organizationGroups ?? []).some((group) => groups.has(group))
}

/** The organizations that a policy watches, in their order. */
export function watchedBy(scope: PolicyScope, organizations: ReadonlyMap<string, Watched>): readonly Watched[] {
  const named = scope.type === 'organization' ? organizations.get(scope.organization) : undefined
  const asked = scope.type === 'organization' ? [named] : [...organizations.values()]
  return asked.flatMap((one) => (one !== undefined && isWatched(scope, one) ? [one] : []))
}

/** Whether what a policy does concerns an organization at a moment: it is watched and, of an offering, subscribed to one of its plans. */
export function isAffected(scope: PolicyScope, organization: Watched, moment: number): boolean {
  if (!isWatched(scope, organization)) return false
  if (scope.type === 'organization') return true
  return runsOf(organization).some(
    ({ from, until, offering }) => from <= moment && moment < until && offering?.name === scope.offering,
  )
}

/** The groups that are named, and those below them. */
function withBelow(named: ReadonlySet<string>, installation: ReadonlyMap<Key, Resource>): ReadonlySet<string> {
  const parentOf = (name: string): string | undefined => {
    const group = installation.get(keyOf({ kind: 'OrganizationGroup', namespace: '', name }))
    return group !== undefined && isOf('OrganizationGroup')(group) ? specOf(group).parent : undefined
  }
  const found = new Set(named)
  for (const { kind, name } of installation.values()) {
    if (kind !== 'OrganizationGroup') continue
    const path: string[] = []
    let at: string | undefined = name
    // A circle is refused where it is declared, and ends here all the same.
    while (at !== undefined && !found.has(at) && !path.includes(at)) {
      path.push(at)
      at = parentOf(at)
    }
    if (at !== undefined && found.has(at)) for (const below of path) found.add(below)
  }
  return found
}
