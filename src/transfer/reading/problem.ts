import { locate } from '../../documents/place.ts'
import { shownPointer } from '../../lib/shown.ts'
import type { Problem, ProblemCode, Related, Severity } from '../../model/problem.ts'
import type { Origin } from '../../model/resource.ts'
import type { Spot } from './reading.ts'

/** What is wrong at a spot; an error where it does not say otherwise. */
export interface Wrong {
  readonly code: ProblemCode
  readonly severity?: Severity
  readonly message: string
  readonly help?: string
  readonly related?: readonly Related[]
}

/** The problem at a spot of an imported file: it points to a property's name, or to an item of a list. */
export function problemAt(spot: Spot, { severity = 'error', ...wrong }: Wrong): Problem {
  const { document, pointer } = spot
  const { length } = locate(document, pointer, 'key')
  return { ...wrong, severity, origin: originAt(spot), pointer: shownPointer(pointer), length }
}

/** Where a spot stands. */
export function originAt({ document, pointer }: Spot): Origin {
  const { line, column } = locate(document, pointer, 'key')
  return { source: document.file.source, path: document.file.path, line, column }
}
