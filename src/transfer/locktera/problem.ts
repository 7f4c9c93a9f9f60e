import { lineOf } from '../../documents/line.ts'
import type { SourceText } from '../../model/document.ts'
import type { Problem, Related } from '../../model/problem.ts'
import type { Origin } from '../../model/resource.ts'
import type { Mistake } from '../reading/mistake.ts'

/** What is wrong with a line of CSV; an error where it does not say otherwise. */
export interface Wrong extends Omit<Mistake, 'severity' | 'pointer'> {
  readonly severity?: Mistake['severity']
  readonly related?: readonly Related[]
}

/** The problem of a line: the whole of it is meant. */
export function problemOfLine(file: SourceText, line: number, { severity = 'error', ...wrong }: Wrong): Problem {
  return {
    ...wrong,
    severity,
    origin: originOf(file, line),
    pointer: '',
    length: Math.max(1, lineOf(file, line).length),
  }
}

/** Another line that belongs to a problem. */
export function relatedLine(file: SourceText, line: number, message: string): Related {
  return { origin: originOf(file, line), message }
}

function originOf({ source, path }: SourceText, line: number): Origin {
  return { source, path, line, column: 1 }
}
