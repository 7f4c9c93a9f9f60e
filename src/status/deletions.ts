import { visible } from '../lib/text.ts'
import type { Snapshot } from '../model/document.ts'
import type { JsonObject } from '../model/resource.ts'
import type { Condition, UnitStatus } from '../model/status.ts'

type Told = Pick<Condition, 'reason' | 'message'>

/** The names of the Organizations that are being deleted in a cluster, and wait for that. */
export function departingIn(snapshots: readonly Snapshot[]): ReadonlySet<string> {
  const documents = snapshots.flatMap(({ departing = [] }) => departing)
  return new Set(documents.map(({ value: { metadata } }) => String((metadata as JsonObject | undefined)?.name)))
}

/**
 * Units whose Organization is being deleted in its cluster and is still stored, with why that waits and what to do (model §1, "In
 * a cluster"). `before` are the units as they were, for since when.
 */
export function withDeletions(
  units: readonly UnitStatus[],
  departing: ReadonlySet<string>,
  { before, now }: { readonly before: readonly UnitStatus[]; readonly now: string },
): readonly UnitStatus[] {
  if (departing.size === 0) return units
  return units.map((unit) => {
    const name = unit.organization ?? ''
    if (unit.unit !== `organization/${name}` || !departing.has(name)) return unit
    const known = before.find((one) => one.unit === unit.unit)?.conditions.find(({ type }) => type === 'DeletionHeld')
    const since = known?.since ?? now
    return {
      ...unit,
      conditions: [...unit.conditions, { type: 'DeletionHeld', status: 'True', ...told(unit, name), since }],
    }
  })
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
