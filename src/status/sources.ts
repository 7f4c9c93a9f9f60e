import type { Hold } from '../model/hold.ts'
import type { State } from '../model/state.ts'
import type { SourceStatus, UnitStatus } from '../model/status.ts'
import { sourceConditions } from './conditions.ts'
import { holdStatus } from './holds.ts'

/** What a pass tells of a source besides its units. */
export interface SourceReport {
  readonly units: readonly UnitStatus[]
  readonly holds: readonly Hold[]
  readonly state: State
  readonly now: string
}

/** A source after a pass: it is in force at what was read where it is not held and none of its units is behind. */
export function sourceStatus(source: SourceStatus, { units, holds, state, now }: SourceReport): SourceStatus {
  const { name, attempted } = source
  const own = holds.filter(({ scope }) => scope.type === 'source' && scope.source === name)
  const late = lateUnits(source, units)
  const isInForce = attempted !== undefined && own.length === 0 && late.length === 0
  const applied = isInForce ? attempted : (source.applied ?? appliedBefore(name, late, state))
  const next = {
    ...source,
    ...(applied === undefined ? {} : { applied }),
    holds: own.map((hold) => holdStatus(hold, state, now)),
  }
  return { ...next, conditions: sourceConditions(next, late.length, { before: source.conditions, now }) }
}

/** A source after it was read, could not be read, or was paused; its holds are those of the last pass. */
export function sourceAfterReading(source: SourceStatus, units: readonly UnitStatus[], now: string): SourceStatus {
  const late = lateUnits(source, units)
  return { ...source, conditions: sourceConditions(source, late.length, { before: source.conditions, now }) }
}

/**
 * After a start: what the ledger applied of it last. Where units are behind, others may have been applied without them, so
 * that all of it was in force only where those units stand, if they stand at one revision.
 */
function appliedBefore(name: string, late: readonly UnitStatus[], { revisions }: State): string | undefined {
  if (late.length === 0) return revisions[name]
  const [revision, ...others] = new Set(late.map(({ applied }) => applied[name]))
  return others.length === 0 ? revision : undefined
}

function lateUnits({ name, attempted }: SourceStatus, units: readonly UnitStatus[]): readonly UnitStatus[] {
  return units.filter((unit) => unit.attempted[name] === attempted && unit.applied[name] !== attempted)
}
