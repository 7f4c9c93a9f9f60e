import { timeOf } from '../../usage/calendar.ts'
import { createEvaluator, type Measure } from '../../usage/policies/evaluate.ts'
import { longestWindow } from '../../usage/policies/query.ts'
import { scopeOf, watchedBy } from '../../usage/policies/scope.ts'
import type { Policy } from '../../usage/policies/watched.ts'
import { windowOf } from '../../usage/policies/window.ts'
import { specOf } from '../../usage/spec.ts'
import type { Asked } from '../endpoint.ts'
import { samplesWithin } from './samples.ts'

/** Whether a policy's limits are exceeded at the instant of the view, and its measures. Throws `StoreError`. */
export async function evaluationOf(asked: Asked, policy: Policy): Promise<Readonly<Record<string, unknown>>> {
  const { catalog, view } = asked
  const { state, instant } = view
  const installation = catalog.installation()
  const all = catalog.of('', 'Organization')
  const organizations = new Map(all.map((one) => [one.name, catalog.holding(one, instant)]))
  const scope = scopeOf(specOf(policy), installation)
  const watched = new Set(watchedBy(scope, organizations).map(({ name }) => name))
  const read = all.filter(({ name }) => watched.has(name))
  const samples = await samplesWithin(asked, read, longestWindow(specOf(policy), instant))
  const evaluate = createEvaluator({ state, samples, instant }, { policies: [policy], installation, organizations })
  const { isFired, measures } = evaluate(policy)
  return { exceeded: isFired, measures: measures.map((one) => measureValue(one, instant)) }
}

function measureValue({ isExceeded, ...limited }: Measure, instant: string) {
  const { from } = windowOf(limited.period, instant)
  return { ...limited, ...(Number.isFinite(from) ? { windowStart: timeOf(from) } : {}), exceeded: isExceeded }
}
