import type { UsagePolicySpec } from '../../model/kinds.generated.ts'
import type { SampleQuery } from '../../model/usage.ts'
import { momentOf, type Span } from '../calendar.ts'
import { namingOf } from '../naming.ts'
import { specOf } from '../spec.ts'
import type { Stored } from '../stored.ts'
import { policiesIn } from './watched.ts'
import { windowOf } from './window.ts'

/**
 * The samples that the stored policies need at an instant (RFC 3339): of the organizations they name, or of all where one
 * watches an offering, since the beginning of the longest window. `undefined` where there is no policy.
 */
export function samplesNeeded(state: Stored, instant: string): SampleQuery | undefined {
  const specs = policiesIn(state).map(specOf)
  if (specs.length === 0) return undefined
  const from = Math.min(...specs.map((spec) => longestWindow(spec, instant).from))
  const named = specs.flatMap(({ scope }) => scope.organization ?? [])
  const naming = namingOf(state)
  return {
    ...(named.length === specs.length ? { organizations: new Set(named.flatMap(naming.namesOf)) } : {}),
    ...(Number.isFinite(from) ? { from } : {}),
    until: momentOf(instant) + 1,
  }
}

/** The longest of a policy's windows at an instant (RFC 3339); without a beginning where it looks back for ever. */
export function longestWindow({ period = 'month', componentLimits = [] }: UsagePolicySpec, instant: string): Span {
  const periods = [period, ...componentLimits.flatMap((limit) => limit.period ?? [])]
  const { until } = windowOf(period, instant)
  return { from: Math.min(...periods.map((one) => windowOf(one, instant).from)), until }
}
