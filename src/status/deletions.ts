import { visible } from '../lib/text.ts'
import type { Snapshot } from '../model/document.ts'
import type { Hold } from '../model/hold.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import type { Condition, UnitStatus } from '../model/status.ts'

type Told = Pick<Condition, 'reason' | 'message'>

/** The Organizations that are being deleted in a cluster, and wait for that: the sources in which they are, by their names. */
export function departingIn(snapshots: readonly Snapshot[]): ReadonlyMap<string, string> {
  const nameOf = (metadata: Json | undefined): string => String((metadata as JsonObject | undefined)?.name)
  return new Map(
    snapshots.flatMap(({ source, departing = [] }) =>
      departing.map(({ value }) => [nameOf(value.metadata), source] as const),
    ),
  )
}

/** What `withDeletions` looks at: the units as they were, for since when; and the holds of sources, under which nothing is removed. */
export interface Deleting {
  readonly before: readonly UnitStatus[]
  readonly sourceHolds: readonly Pick<Hold, 'scope' | 'message' | 'code' | 'digest'>[]
  readonly now: string
}

/**
 * Units whose Organization is being deleted in its cluster and is still stored, with why that waits and what to do (model §1, "In
 * a cluster").
 */
export function withDeletions(
  units: readonly UnitStatus[],
  departing: ReadonlyMap<string, string>,
  { before, sourceHolds, now }: Deleting,
): readonly UnitStatus[] {
  if (departing.size === 0) return units
  return units.map((unit) => {
    const name = unit.organization ?? ''
    if (unit.unit !== `organization/${name}` || !departing.has(name)) return unit
    const known = before.find((one) => one.unit === unit.unit)?.conditions.find(({ type }) => type === 'DeletionHeld')
    const since = known?.since ?? now
    const held = sourceHolds.find(({ scope }) => scope.type === 'source' && scope.source === departing.get(name))
    const why = held === undefined ? told(unit, name) : toldOfSource(held)
    return { ...unit, conditions: [...unit.conditions, { type: 'DeletionHeld', status: 'True', ...why, since }] }
  })
}

function toldOfSource({ code, message, digest }: Deleting['sourceHolds'][number]): Told {
  return { reason: code, message: `${message}; to approve exactly that: charter approve ${digest}` }
}

function told({ result, holds, problems }: UnitStatus, name: string): Told {
  switch (result) {
    case 'held': {
      const [hold] = holds
      if (hold === undefined) return { reason: 'Held', message: 'its removal is held' }
      const command = `kubectl annotate --overwrite organization ${visible(name)} charter.sh/approve=${hold.digest}`
      return { reason: hold.code, message: `${hold.message}; to approve exactly that: ${command}` }
    }
    case 'invalid': {
      const [problem] = problems
      const why = problem === undefined ? '' : `: ${problem.message}`
      return { reason: 'ValidationFailed', message: `its removal is refused${why}` }
    }
    case 'failed':
      return { reason: 'ReconciliationFailed', message: 'this pass failed; it is tried again' }
    case 'unchanged':
    case 'applied':
      return { reason: 'Kept', message: 'something of it is kept: by another source, or because it is never pruned' }
  }
}
