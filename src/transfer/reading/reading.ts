import { pointerOf, valueAt } from '../../lib/pointer.ts'
import type { Document } from '../../model/document.ts'
import type { Problem } from '../../model/problem.ts'
import type { Json } from '../../model/resource.ts'

/** Reads something: yields every problem it meets, so that the author hears of all at once, and returns what it could read. */
export type Reading<T> = Generator<Problem, T, void>

/** A reading run to its end: what it returned, and its problems in the order in which it met them. */
export function finished<T>(reading: Reading<T>): { readonly value: T; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  for (;;) {
    const step = reading.next()
    if (step.done === true) return { value: step.value, problems }
    problems.push(step.value)
  }
}

/** A place in a file that is imported: its document and the JSON pointer into it. */
export interface Spot {
  readonly document: Document
  readonly pointer: string
}

/** The spot below another one. */
export function below(spot: Spot, ...segments: readonly (string | number)[]): Spot {
  return { document: spot.document, pointer: spot.pointer + pointerOf(segments) }
}

/** The value at a spot; `undefined` where there is none or where it is null, which counts as left out (model §1.5). */
export function contentOf(spot: Spot): Exclude<Json, null> | undefined {
  const value = valueAt(spot.document.value, spot.pointer) as Json | undefined
  return value === null ? undefined : value
}
