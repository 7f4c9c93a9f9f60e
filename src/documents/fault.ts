import { shownPointer } from '../lib/shown.ts'
import type { SourceText } from '../model/document.ts'
import type { Problem, ProblemCode, Related } from '../model/problem.ts'
import type { Origin } from '../model/resource.ts'
import { lengthOnLine, positionAt } from './line.ts'

/** What is wrong with a text, at offsets of it (UTF-16 units, `end` exclusive). */
export interface Fault {
  readonly code: ProblemCode
  readonly start: number
  readonly end: number
  readonly pointer?: string
  readonly message: string
  readonly help?: string
  readonly related?: { readonly start: number; readonly message: string }
}

/** Turns a fault of a file into a problem with line, column and length. */
export function problemOf(file: SourceText, fault: Fault): Problem {
  return {
    code: fault.code,
    severity: 'error',
    message: fault.message,
    ...(fault.help === undefined ? {} : { help: fault.help }),
    origin: originAt(file, fault.start),
    pointer: shownPointer(fault.pointer ?? ''),
    length: lengthOnLine(file, fault.start, fault.end),
    ...(fault.related === undefined ? {} : { related: [relatedOf(file, fault.related)] }),
  }
}

function relatedOf(file: SourceText, related: NonNullable<Fault['related']>): Related {
  return { origin: originAt(file, related.start), message: related.message }
}

function originAt(file: SourceText, offset: number): Origin {
  return { source: file.source, path: file.path, ...positionAt(file, offset) }
}
