import { timeOf } from '../../usage/calendar.ts'
import { createEvaluator, type Evaluation, type Measure } from '../../usage/policies/evaluate.ts'
import { longestWindow } from '../../usage/policies/query.ts'
import { scopeOf, watchedBy } from '../../usage/policies/scope.ts'
import type { Policy } from '../../usage/policies/watched.ts'
import { windowOf } from '../../usage/policies/window.ts'
import { specOf } from '../../usage/spec.ts'
import type { Asked } from '../endpoint.ts'
import { samplesWithin } from './samples.ts'

/** Whether a policy's limits are exceeded at the instant of the view, and its measures. Throws `StoreError`. */
export async function evaluationOf(asked: Asked, policy: Policy): Promise<Readonly<Record<string, unknown>>> {
  const evaluate = await evaluatorFor(asked, [policy])
  const { isFired, measures } = evaluate(policy)
  return { exceeded: isFired, measures: measures.map((one) => measureValue(one, asked.view.instant)) }
}

/** Gives what each of some policies comes to at the instant of the view; what they need is read once. Throws `StoreError`. */
export async function evaluatorFor(asked: Asked, policies: readonly Policy[]): Promise<(policy: Policy) => Evaluation> {
  const { catalog, view } = asked
  const { state, instant } = view
  const installation = catalog.installation()
  const all = catalog.of('', 'Organization')
  const organizations = new Map(all.map((one) => [one.name, catalog.holding(one, instant)]))
  const watched = policies.flatMap((policy) => watchedBy(scopeOf(specOf(policy), installation), organizations))
  const names = new Set(watched.map(({ name }) => name))
  const read = all.filter(({ name }) => names.has(name))
  const windows = policies.map((policy) => longestWindow(specOf(policy), instant))
  const span = {
    from: Math.min(...windows.map(({ from }) => from)),
    until: Math.max(...windows.map(({ until }) => until)),
  }
  const samples = read.length === 0 ? [] : await samplesWithin(asked, read, span)
  return createEvaluator({ state, samples, instant }, { policies, installation, organizations })
}

function measureValue({ isExceeded, ...limited }: Measure, instant: string) {
  const { from } = windowOf(limited.period, instant)
  return { ...limited, ...(Number.isFinite(from) ? { windowStart: timeOf(from) } : {}), exceeded: isExceeded }
}
