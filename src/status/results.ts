import { by, groupBy } from '../lib/compare.ts'
import { listed, plural, shortened } from '../lib/text.ts'
import type { CommitResult } from '../model/event.ts'
import type { ProblemStatus, Status, UnitResult, UnitStatus } from '../model/status.ts'
import { withoutEmails } from './plain.ts'
import { looseErrors } from './standing.ts'

/** What a description of a commit status may have at most, at GitHub. */
const MOST = 140

/**
 * How the revision of a source that was read last went: for each organization, sorted by name, then in sum. Nothing where
 * the source was not read, or nothing that it declares was looked at. `isMeant` chooses organizations; it is asked with
 * `undefined` for what belongs to none.
 */
export function commitResults(
  status: Status,
  source: string,
  isMeant: (organization: string | undefined) => boolean,
): readonly CommitResult[] {
  const known = status.sources.find(({ name }) => name === source)
  const revision = known?.attempted
  if (known === undefined || revision === undefined) return []
  const units = status.units.filter((unit) => unit.attempted[source] === revision && isMeant(unit.organization))
  const [hold] = known.holds
  const base = { source, revision }
  if (hold !== undefined) {
    return [{ ...base, state: 'pending', description: description(`held (${hold.code}): ${hold.message}`) }]
  }
  const loose = isMeant(undefined) ? looseErrors(status, known) : []
  if (units.length + loose.length === 0) return []
  const own = groupBy(
    units.filter(({ organization }) => organization !== undefined),
    ({ organization }) => organization ?? '',
  )
  return [
    ...[...own].sort(by(([name]) => name)).map(([organization, all]) => ({ ...base, organization, ...resultOf(all) })),
    { ...base, ...sumOf(units, loose) },
  ]
}

type Result = Pick<CommitResult, 'state' | 'description' | 'isUnchanged'>

function sumOf(units: readonly UnitStatus[], [loose]: readonly ProblemStatus[]): Result {
  const of = (state: CommitResult['state']): readonly string[] =>
    [...new Set(units.filter(({ result }) => STATES[result] === state).map(nameOf))].sort()
  const [failed, waiting] = [of('failure'), of('pending')]
  const parts = [
    ...(failed.length === 0 ? [] : [`invalid: ${listed(failed, 3)}`]),
    ...(loose === undefined ? [] : [`${loose.code} at ${loose.place}`]),
    ...(waiting.length === 0 ? [] : [`held: ${listed(waiting, 3)}`]),
  ]
  if (parts.length === 0) return { state: 'success', description: `${plural(units.length, 'unit')} in force` }
  return {
    state: failed.length > 0 || loose !== undefined ? 'failure' : 'pending',
    description: description(parts.join('; ')),
  }
}

function nameOf({ unit, organization }: UnitStatus): string {
  return organization ?? unit
}

/** The worst of an organization's units speaks for it. */
function resultOf(units: readonly UnitStatus[]): Result {
  const worst =
    units.find(({ result }) => STATES[result] === 'failure') ?? units.find(({ result }) => result === 'held')
  if (worst === undefined) {
    const isUnchanged = units.every(({ result }) => result === 'unchanged')
    return { state: 'success', description: 'in force', ...(isUnchanged ? { isUnchanged } : {}) }
  }
  const [hold] = worst.holds
  const first = worst.problems.find(({ severity }) => severity === 'error')
  const text =
    worst.result === 'held'
      ? `held (${hold?.code ?? 'Held'}): ${hold?.message ?? 'it waits for a person'}`
      : `${plural(worst.problemCount, 'error')}${first === undefined ? '' : `, first at ${first.place}: ${first.message}`}`
  return { state: STATES[worst.result], description: description(text) }
}

const STATES: Readonly<Record<UnitResult, CommitResult['state']>> = {
  unchanged: 'success',
  applied: 'success',
  held: 'pending',
  invalid: 'failure',
  failed: 'failure',
}

function description(text: string): string {
  return shortened(withoutEmails(text), MOST)
}
