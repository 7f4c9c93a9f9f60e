import type { Finding, Problem } from '../model/problem.ts'
import type { Key, Resource, StoredResource } from '../model/resource.ts'
import type { Unit, UnitName } from '../model/unit.ts'
import type { InstallationView, OrganizationView } from './view.ts'

declare const checked: unique symbol

/**
 * One unit after everything was asked of it. `stored` is what the store holds of it, by the key it has in the
 * declarations (a renamed resource stands under its new key, `renames` gives the old one). `resources` is what should
 * stand; of an invalid unit that is its last good state. `conditions` are breaches that stood before (model §3).
 */
export interface DesiredUnit {
  readonly unit: Unit
  readonly valid: boolean
  readonly stored: ReadonlyMap<Key, StoredResource>
  readonly resources: ReadonlyMap<Key, Resource>
  readonly owners: ReadonlyMap<Key, string>
  readonly renames: ReadonlyMap<Key, Key>
  readonly problems: readonly Problem[]
  readonly conditions: readonly Finding[]
  readonly view: UnitView
}

/** What the laws saw: of an organization (also for its Revocations), or of the installation. */
export type UnitView =
  | { readonly type: 'organization'; readonly after: OrganizationView; readonly before: OrganizationView | undefined }
  | { readonly type: 'installation'; readonly after: InstallationView; readonly before: InstallationView | undefined }

/**
 * What the sources declare, checked: only `buildDesired` makes one, so that no plan is made of anything unchecked.
 * `units` stand in the order in which a pass commits them; `problems` are those that belong to no unit.
 */
export interface DesiredState {
  readonly [checked]: true
  readonly units: ReadonlyMap<UnitName, DesiredUnit>
  readonly problems: readonly Problem[]
  readonly revisions: Readonly<Record<string, string>>
  /** How many resources are declared, valid or not. */
  readonly declared: number
}

/** Marks a state as checked; for `buildDesired` alone. */
export function markChecked(state: Omit<DesiredState, typeof checked>): DesiredState {
  return state as DesiredState
}
