import { by, groupBy } from '../../lib/compare.ts'
import type { UsagePolicySpec } from '../../model/kinds.generated.ts'
import type { Limited } from '../../model/policy.ts'
import type { StoredResource } from '../../model/resource.ts'
import type { Sample } from '../../model/usage.ts'
import { momentOf, type Span } from '../calendar.ts'
import { isOf, specOf } from '../spec.ts'
import { organizationNames, type Stored, type StoredHolding, storedHolding, storedInstallation } from '../stored.ts'
import { costOf } from './cost.ts'
import { type Decimal, decimalOf, decimalText, isGreater, sumOf } from './decimal.ts'
import { amountOf, componentsOf, type Use, usesOf } from './measure.ts'
import { type Run, runAt, runsOf } from './runs.ts'
import { isAffected, isWatched, type PolicyScope, scopeOf } from './scope.ts'
import { windowOf } from './window.ts'

export type Policy = StoredResource & { readonly kind: 'UsagePolicy' }

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
  return createEvaluator(given)(policy)
}

/** Evaluates every stored policy, by name. */
export function evaluatePolicies(given: EvaluationGiven): readonly Evaluation[] {
  return policiesIn(given.state).map(createEvaluator(given))
}

/** The stored policies, by name. */
export function policiesIn(state: Stored): readonly Policy[] {
  return [...storedInstallation(state).values()].filter(isOf('UsagePolicy')).sort(by(({ name }) => name))
}

/** An organization with its subscriptions, and what of its samples belongs to one of them. */
interface Subscriber {
  readonly holding: StoredHolding
  readonly runs: readonly Run[]
  readonly uses: readonly Use[]
}

/** Organizations are looked at once, however many policies watch them. */
function createEvaluator({ state, samples, instant }: EvaluationGiven): (policy: Policy) => Evaluation {
  const installation = storedInstallation(state)
  const samplesOf = groupBy(samples, ({ organization }) => organization)
  const known = new Map<string, Subscriber | undefined>()
  const subscriber = (name: string): Subscriber | undefined => {
    if (!known.has(name)) known.set(name, subscriberOf(storedHolding(name, state, instant), samplesOf.get(name)))
    return known.get(name)
  }
  return (policy) => {
    const spec = specOf(policy)
    const scope = scopeOf(spec, installation)
    const names = scope.type === 'organization' ? [scope.organization] : organizationNames(state)
    const watched = names.flatMap((name) => subscriber(name) ?? []).filter(({ holding }) => isWatched(scope, holding))
    const measures = measuresOf(spec, watched, { scope, instant })
    const moment = momentOf(instant)
    return {
      policy,
      scope,
      measures,
      isFired: measures.some(({ isExceeded }) => isExceeded),
      organizations: watched.filter(({ holding }) => isAffected(scope, holding, moment)).map(nameOf),
    }
  }
}

function nameOf({ holding }: Subscriber): string {
  return holding.name
}

/** A sample counts for the offering of the plan that was subscribed to when it was taken, if that has its component. */
function subscriberOf(holding: StoredHolding | undefined, samples: readonly Sample[] = []): Subscriber | undefined {
  if (holding === undefined) return undefined
  const runs = runsOf(holding)
  const uses = samples.flatMap((sample): readonly Use[] => {
    const moment = momentOf(sample.start)
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
