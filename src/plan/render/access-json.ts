import { type AccessChange, changesIn, type Rerouted } from '../../access/impact.ts'
import type { Marked, MarkedImpact } from '../../access/marks.ts'
import { shownPath } from '../../access/path.ts'
import { scopeText } from '../../access/scope.ts'
import { instantAt } from '../../access/windows.ts'
import { madeList } from './json-text.ts'

/** An impact for programs, a line for each person and permission (schemas/output/plan.schema.json), made as they are written. */
export function impactValue(impact: MarkedImpact): Record<string, unknown> {
  return {
    gained: madeList(() => mapped(changesIn(impact, 'gained'), changeValue)),
    lost: madeList(() => mapped(changesIn(impact, 'lost'), changeValue)),
    kept: madeList(() => mapped(changesIn(impact, 'kept'), keptValue)),
  }
}

function* mapped<T, U>(items: Iterable<T>, of: (item: T) => U): Generator<U, undefined> {
  for (const item of items) yield of(item)
}

function changeValue({ window, ...change }: Marked<AccessChange>): Record<string, unknown> {
  const { from, until } = window
  return {
    ...rightValue(change),
    path: shownPath(change.path),
    ...(Number.isFinite(from) ? { from: instantAt(from) } : {}),
    ...(Number.isFinite(until) ? { until: instantAt(until) } : {}),
    marks: change.marks,
  }
}

function keptValue(change: Marked<Rerouted>): Record<string, unknown> {
  const { path, before, marks } = change
  return { ...rightValue(change), path: shownPath(path), before: shownPath(before), marks }
}

function rightValue({ user, permission, scope }: Pick<AccessChange, 'user' | 'permission' | 'scope'>) {
  return { user, permission, on: scopeText(scope) }
}
