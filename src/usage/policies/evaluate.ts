import { groupBy } from '../../lib/compare.ts'
import type { UsagePolicySpec } from '../../model/kinds.generated.ts'
import type { Limited } from '../../model/policy.ts'
import type { Sample } from '../../model/usage.ts'
import { momentOf, type Span } from '../calendar.ts'
import { namingOf } from '../naming.ts'
import { unique } from '../series.ts'
import { specOf } from '../spec.ts'
import type { Stored } from '../stored.ts'
import { costOf } from './cost.ts'
import { type Decimal, decimalOf, decimalText, isGreater, sumOf } from './decimal.ts'
import { amountOf, componentsOf, type Use, usesOf } from './measure.ts'
import { type Run, runAt, runsOf } from './runs.ts'
import { isAffected, type PolicyScope, scopeOf, type Watched, watchedBy } from './scope.ts'
import { type Policy, type Watching, watchingOf } from './watched.ts'
import { windowOf } from './window.ts'

/** What policies are evaluated from; samples in order of time, each once, as a SampleStore gives them. */
export interface EvaluationGiven {
  readonly state: Stored
  readonly samples: readonly Sample[]
  /** The "now" of the evaluation, RFC 3339. */
  readonly instant: string
}

/** A value against its limit. */
export interface Measure extends Limited {
  readonly isExceeded: boolean
}

/** What a policy comes to: it fires where any of its limits is exceeded. `organizations` are those that it affects, sorted. */
export interface Evaluation {
  readonly policy: Policy
  readonly scope: PolicyScope
  readonly measures: readonly Measure[]
  readonly isFired: boolean
  readonly organizations: readonly string[]
}

/** Evaluates one stored policy (model §2 UsagePolicy, systems §1.1). */
export function evaluatePolicy(policy: Policy, given: EvaluationGiven): Evaluation {
  return createEvaluator(given, watchingOf(given.state, given.instant))(policy)
}

/** Evaluates every stored policy, by name. */
export function evaluatePolicies(given: EvaluationGiven): readonly Evaluation[] {
  const watching = watchingOf(given.state, given.instant)
  return watching.policies.map(createEvaluator(given, watching))
}

/** An organization with its subscriptions, and what of its samples belongs to one of them. */
interface Subscriber {
  readonly holding: Watched
  readonly runs: readonly Run[]
  readonly uses: readonly Use[]
}

/** Gives what policies come to, of what they watch; organizations are looked at once, however many policies watch them. */
export function createEvaluator(
  { state, samples, instant }: EvaluationGiven,
  { installation, organizations }: Watching,
): (policy: Policy) => Evaluation {
  const samplesOf = groupBy(underNamesOf(state, samples), ({ organization }) => organization)
  const moments = createMoments()
  const known = new Map<string, Subscriber>()
  const subscriber = (holding: Watched): Subscriber => {
    const found = known.get(holding.name) ?? subscriberOf(holding, samplesOf.get(holding.name) ?? [], moments)
    known.set(holding.name, found)
    return found
  }
  return (policy) => {
    const spec = specOf(policy)
    const scope = scopeOf(spec, installation)
    const watched = watchedBy(scope, organizations).map(subscriber)
    const measures = measuresOf(spec, watched, { scope, instant })
    const moment = momentOf(instant)
    return {
      policy,
      scope,
      measures,
      isFired: measures.some(({ isExceeded }) => isExceeded),
      organizations: watched.flatMap(({ holding }) => (isAffected(scope, holding, moment) ? [holding.name] : [])),
    }
  }
}

/** What was read again after a rename is there under both names, and counts once. */
function underNamesOf(state: Stored, samples: readonly Sample[]): readonly Sample[] {
  const own = namingOf(state).renamed(samples)
  const given = new Set(samples)
  return own.every((sample) => given.has(sample)) ? own : unique(own)
}

/** Many samples begin at the same time. */
function createMoments(): (time: string) => number {
  const known = new Map<string, number>()
  return (time) => {
    const moment = known.get(time) ?? momentOf(time)
    known.set(time, moment)
    return moment
  }
}

/** A sample counts for the offering of the plan that was subscribed to when it was taken, if that has its component. */
function subscriberOf(holding: Watched, samples: readonly Sample[], moments: (time: string) => number): Subscriber {
  const runs = runsOf(holding)
  const uses = samples.flatMap((sample): readonly Use[] => {
    // What Charter counts itself is of no component, and there is much of it.
    if (sample.component === undefined) return []
    const moment = moments(sample.start)
    const run = runAt(runs, moment)
    if (run?.offering === undefined) return []
    const isKnown = componentsOf(run.offering).some(({ type }) => type === sample.component)
    return isKnown ? [{ sample, moment, run }] : []
  })
  return { holding, runs, uses }
}

interface Measured {
  readonly scope: PolicyScope
  readonly instant: string
}

/** All that a policy limits, for everybody whom it watches together; its cost, or its components as they are declared. */
function measuresOf(
  { type, limitCost, componentLimits = [], period = 'month' }: UsagePolicySpec,
  watched: readonly Subscriber[],
  { scope, instant }: Measured,
): readonly Measure[] {
  const isMeant = (run: Run): boolean => scope.type === 'organization' || run.offering?.name === scope.offering
  switch (type) {
    case 'cost': {
      if (limitCost === undefined) return []
      const window = windowOf(period, instant)
      const cost = sumOf(watched.map((one) => costWithin(one, window, isMeant)))
      return [measure({ period }, cost, decimalOf(limitCost))]
    }
    case 'usage':
      return componentLimits.map(({ component, limit, period: own = period }) => {
        const window = windowOf(own, instant)
        const uses = watched.flatMap((one) => one.uses.filter(({ run }) => isMeant(run)))
        return measure({ component, period: own }, amountOf(usesOf(uses, component, window)), decimalOf(limit))
      })
  }
}

function costWithin({ runs, uses }: Subscriber, window: Span, isMeant: (run: Run) => boolean): Decimal {
  return sumOf(runs.filter(isMeant).map((run) => costOf(run, uses, window)))
}

function measure(what: Pick<Measure, 'component' | 'period'>, current: Decimal, limit: Decimal): Measure {
  return { ...what, current: decimalText(current), limit: decimalText(limit), isExceeded: isGreater(current, limit) }
}
