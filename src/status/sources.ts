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
  const isInForce = attempted !== undefined && own.length === 0 && late === 0
  const applied = isInForce ? attempted : (source.applied ?? state.revisions[name])
  const next = {
    ...source,
    ...(applied === undefined ? {} : { applied }),
    holds: own.map((hold) => holdStatus(hold, state, now)),
  }
  return { ...next, conditions: sourceConditions(next, late, { before: source.conditions, now }) }
}

/** A source after it was read, could not be read, or was paused; its holds are those of the last pass. */
export function sourceAfterReading(source: SourceStatus, units: readonly UnitStatus[], now: string): SourceStatus {
  const late = lateUnits(source, units)
  return { ...source, conditions: sourceConditions(source, late, { before: source.conditions, now }) }
}

function lateUnits({ name, attempted }: SourceStatus, units: readonly UnitStatus[]): number {
  return units.filter((unit) => unit.attempted[name] === attempted && unit.applied[name] !== attempted).length
}
