import type { Specs } from '../model/kinds.generated.ts'
import { momentOf } from './calendar.ts'
import { type Holding, own } from './holding.ts'
import { runAt, runsOf } from './policies/runs.ts'
import type { Measured } from './report.ts'
import { specOf } from './spec.ts'
import { type Stored, storedHolding } from './stored.ts'

/**
 * What limits the use that a series of a stored organization tells, in one month of it; `undefined` where nothing does. By project
 * the quota of its component, or the credits of its workspace; else what the component of the offering allows a month, or the
 * limit of the plan that has the metric's name (`gb_seconds`: `gbSeconds`, `users`: `maxUsers`).
 */
export function boundsOf(
  organization: string,
  state: Stored,
  instant: string,
): (series: Measured) => number | undefined {
  const holding = storedHolding(organization, state, instant)
  return holding === undefined ? () => undefined : boundsIn(holding)
}

/** The same of what an organization holds. */
export function boundsIn(holding: Holding): (series: Measured) => number | undefined {
  const run = runAt(runsOf(holding), momentOf(holding.instant))
  const plan = run === undefined ? undefined : specOf(run.plan)
  const components = run?.offering === undefined ? [] : (specOf(run.offering).components ?? [])
  const credits = new Map(own(holding, 'Workspace').map((one) => [one.name, specOf(one).creditsLimit]))
  return ({ metric, kind, component, project }) => {
    if (project !== undefined) {
      if (metric === 'credits' && kind === 'delta') return credits.get(project)
      return kind === 'gauge' && component !== undefined ? ownNumber(plan?.quotas, component) : undefined
    }
    return monthlyLimit(components, component) ?? planLimit(plan?.limits, metric)
  }
}

type Components = NonNullable<Specs['Offering']['components']>

function monthlyLimit(components: Components, type: string | undefined): number | undefined {
  const found = components.find((one) => one.type === type)
  return found?.limitPeriod === 'month' ? found.limitAmount : undefined
}

function planLimit(limits: Readonly<Record<string, number>> | undefined, metric: string): number | undefined {
  const camel = metric.replace(/[_.]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return ownNumber(limits, camel) ?? ownNumber(limits, `max${camel.charAt(0).toUpperCase()}${camel.slice(1)}`)
}

function ownNumber(numbers: Readonly<Record<string, number>> | undefined, name: string): number | undefined {
  return numbers !== undefined && Object.hasOwn(numbers, name) ? numbers[name] : undefined
}
