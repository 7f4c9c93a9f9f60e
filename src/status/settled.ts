import { by } from '../lib/compare.ts'
import type { Revisions, State } from '../model/state.ts'
import type { Status, UnitStatus } from '../model/status.ts'
import { type Unit, type UnitName, unitName, unitOf } from '../model/unit.ts'
import { firedPolicies } from '../usage/policies/fired.ts'
import { unitConditions } from './conditions.ts'
import { withRequests } from './requests.ts'
import { sourceStatus } from './sources.ts'

/** What a start found that had nothing to do: the state, the revisions at which the sources are, and when (RFC 3339 UTC). */
export interface SettledReport {
  readonly state: State
  readonly revisions: Revisions
  readonly now: string
}

/** The status of a program that found everything as the last pass left it: all that is stored is in force as it is declared. */
export function withSettled(status: Status, report: SettledReport): Status {
  const { state, revisions, now } = report
  const policies = firedPolicies(state, now)
  const units = withRequests(settledUnits(report), policies)
  const sources = status.sources.map((source) => {
    const attempted = revisions[source.name]
    const read = attempted === undefined ? source : { ...source, attempted, readAt: now }
    return sourceStatus(read, { units, holds: [], state, now })
  })
  const { installationName } = state
  const named = installationName === undefined ? {} : { installation: installationName }
  const fired = policies.length === 0 ? {} : { policies }
  return { ...status, ...named, isReady: true, ...state.head, sources, units, ...fired }
}

const ORDER = { revocation: 0, installation: 1, organization: 2 } as const

/** The units in the order of a pass: revocations, the installation, organizations. */
function settledUnits({ state, revisions, now }: SettledReport): readonly UnitStatus[] {
  const units = new Map<UnitName, { readonly unit: Unit; readonly sources: Set<string> }>()
  for (const resource of state.resources.values()) {
    const unit = unitOf(resource)
    const name = unitName(unit)
    const known = units.get(name)
    if (known === undefined) units.set(name, { unit, sources: new Set([resource.origin.source]) })
    else known.sources.add(resource.origin.source)
  }
  return [...units].sort(by(([name, { unit }]) => `${ORDER[unit.type]} ${name}`)).map(([name, { unit, sources }]) => {
    const own = Object.fromEntries(Object.entries(revisions).filter(([source]) => sources.has(source)))
    const told: Omit<UnitStatus, 'conditions'> = {
      unit: name,
      ...(unit.type === 'installation' ? {} : { organization: unit.organization }),
      result: 'unchanged',
      attempted: own,
      applied: own,
      holds: [],
      problems: [],
      problemCount: 0,
    }
    return { ...told, conditions: unitConditions(told, [], now) }
  })
}
