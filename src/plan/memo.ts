import type { Built } from '../desired/build.ts'
import { boundaryAfter } from '../desired/span.ts'
import type { DesiredState } from '../desired/state.ts'
import type { Context } from '../model/context.ts'
import type { Document, Snapshot } from '../model/document.ts'
import type { Plan } from '../model/plan.ts'
import { type Identity, identityOf } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { unitName, unitOf } from '../model/unit.ts'
import { documentsByOrganization } from './focus.ts'
import type { AccessMemo } from './impact.ts'

/**
 * What one pass leaves behind so that the next one need not judge again what has not changed: the same results, sooner. One
 * memo serves one installation, pass after pass; it holds nothing that a pass without it would not find out by itself.
 */
export interface PassMemo {
  last: Remembered | undefined
  readonly access: AccessMemo
}

/** A memo that remembers nothing yet. */
export function createPassMemo(): PassMemo {
  return { last: undefined, access: { known: undefined } }
}

/** A pass that is remembered: nothing in it was set aside or withheld, and what is wrong is so within organizations alone. */
export interface Remembered {
  readonly snapshots: readonly Snapshot[]
  readonly stored: State
  readonly context: Context
  readonly built: Built
  /** Organizations with a plan: what became of it shows in the stored state of the next pass. */
  readonly planned: ReadonlySet<string>
  /** From this moment on (milliseconds) a declared window may have begun or ended. */
  readonly until: number
  readonly documents: ReadonlyMap<string, readonly Document[]>
}

/** A whole pass, as it was made. */
export interface Passed extends Pick<Remembered, 'snapshots' | 'stored' | 'context' | 'built'> {
  readonly plans: readonly Plan[]
}

/** What is remembered of a whole pass; nothing where it met anything by which others than those concerned are judged. */
export function remembranceOf({ plans, ...passed }: Passed): Remembered | undefined {
  const { snapshots, context, built } = passed
  const isRead = snapshots.every(isWhole)
  if (!isRead || context.withheld.size > 0 || !isContained(built)) return undefined
  const planned = organizationsOf(plans)
  const documents = planned === undefined ? undefined : documentsByOrganization(snapshots)
  if (planned === undefined || documents === undefined) return undefined
  return {
    ...passed,
    planned,
    documents,
    until: Math.min(boundaryOf(built.desired, context), boundaryOfWrong(built, context)),
  }
}

function isWhole({ complete, departing = [] }: Snapshot): boolean {
  return complete && departing.length === 0
}

/** Whether all that is wrong lies within organizations, which are kept as they are, and says nothing of any other. */
function isContained({ desired, pass }: Built): boolean {
  const { gathered } = pass
  // What concerns no unit, as what another source has set aside, may end with any change.
  if (desired.problems.length > 0) return false
  if (gathered.renames.size > 0 || gathered.keepAll.size > 0) return false
  const isWrong = (identity: Identity): boolean => desired.units.get(unitName(unitOf(identity)))?.valid === false
  // What is spelt wrong may be meant for an organization in which nothing else is.
  const isOfOne = ({ namespace }: Identity): boolean => namespace === '' || pass.wanted.has(namespace)
  return (
    [...gathered.broken.values()].every((one) => isWrong(one) && isOfOne(one)) &&
    [...gathered.kept].map(identityOf).every(isWrong) &&
    [...desired.units.values()].every(({ valid, unit }) => valid || unit.type === 'organization')
  )
}

/** The first moment at which what is declared wrongly may be judged otherwise. */
function boundaryOfWrong({ desired, pass }: Built, { instant }: Context): number {
  const wrong = [...desired.units].flatMap(([name, { valid }]) => (valid ? [] : (pass.gathered.units.get(name) ?? [])))
  return Math.min(...wrong.map(({ wanted }) => boundaryAfter(wanted.values(), instant)), Number.POSITIVE_INFINITY)
}

/** The organizations of plans; `undefined` where one is of another unit, by which all organizations are judged. */
export function organizationsOf(plans: readonly Plan[]): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  for (const { unit } of plans) {
    if (unit.type !== 'organization') return undefined
    names.add(unit.organization)
  }
  return names
}

/** The first moment at which a law may answer otherwise, in milliseconds. */
export function boundaryOf({ units }: DesiredState, { instant }: Context): number {
  let first = Number.POSITIVE_INFINITY
  for (const { stored, resources } of units.values()) {
    for (const side of [stored, resources]) first = Math.min(first, boundaryAfter(side.values(), instant))
  }
  return first
}
