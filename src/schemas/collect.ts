import type { JsonObject } from '../model/resource.ts'
import type { DecodeProblem, Fault } from './decoded.ts'
import { inOrder } from './order.ts'

/** How many problems of one document are told, and how many faults are kept to choose them from (faults T22). */
const TOLD = 100
const KEPT = 1000

/** Gathers the faults of one document. Of a million it keeps the first thousand errors and warnings, and counts the rest. */
export interface Collector {
  add(fault: Fault): void
  /** Counts errors that nobody looked at more closely. */
  skip(count: number): void
  readonly isEmpty: () => boolean
  readonly problems: (document: JsonObject, unit: string | undefined) => DecodeProblem[]
}

/** An empty collector. */
export function createCollector(): Collector {
  const kept = { error: [] as Fault[], warning: [] as Fault[] }
  let uncounted = 0
  return {
    add(fault) {
      const side = kept[fault.severity]
      if (side.length < KEPT) side.push(fault)
      else uncounted++
    },
    skip(count) {
      uncounted += count
    },
    isEmpty: () => kept.error.length + kept.warning.length + uncounted === 0,
    problems: (document, unit) => told(kept, uncounted, document, unit),
  }
}

/**
 * The words of a document's faults, in the order in which they stand in it. Of more than a hundred the first hundred
 * errors are told, warnings only where room is left, and one more problem says how many there are beside.
 */
function told(
  kept: { readonly error: readonly Fault[]; readonly warning: readonly Fault[] },
  uncounted: number,
  document: JsonObject,
  unit: string | undefined,
): DecodeProblem[] {
  const chosen = [...inOrder(kept.error, document), ...inOrder(kept.warning, document)].slice(0, TOLD)
  const of = unit === undefined ? {} : { unit }
  const problems = inOrder(chosen, document).map(
    ({ severity, pointer, at, tell }): DecodeProblem => ({ ...tell(), severity, pointer, at, ...of }),
  )
  const more = kept.error.length + kept.warning.length + uncounted - TOLD
  if (more <= 0) return problems
  const severity = kept.error.length > 0 ? 'error' : 'warning'
  const message = `and ${more} more ${severity === 'error' ? 'problems' : 'warnings'} in this document`
  return [...problems, { code: 'InvalidField', severity, pointer: '', at: 'value', message, ...of }]
}
