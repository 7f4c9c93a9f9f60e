import { KINDS, type Kind, type Resource } from '../../model/resource.ts'
import type { InstallationView, OrganizationView } from '../view.ts'

/** The kinds of the unit `installation` (model §1 "Units"), in the order of `KINDS`. */
export const INSTALLATION_KINDS: readonly Kind[] = [
  'OrganizationGroup',
  'License',
  'Offering',
  'SubscriptionPlan',
  'UsagePolicy',
  'UsageSource',
]

/** The kinds that live in an organization; a Revocation does too, but is a unit of its own (model §1 "Units"). */
export const ORGANIZATION_KINDS: readonly Kind[] = KINDS.filter(
  (kind) => kind !== 'Organization' && kind !== 'Revocation' && !INSTALLATION_KINDS.includes(kind),
)

/** Everything an organization's unit declares: its Organization first, then kind by kind, each sorted by name. */
export function ownedBy(view: OrganizationView): readonly Resource[] {
  const own = ORGANIZATION_KINDS.flatMap((kind) => [...view.of(kind)])
  return view.organization === undefined ? own : [view.organization, ...own]
}

/** Everything the unit `installation` declares, kind by kind, each sorted by name. */
export function ownedByInstallation(view: InstallationView): readonly Resource[] {
  return INSTALLATION_KINDS.flatMap((kind) => [...view.of(kind)])
}
