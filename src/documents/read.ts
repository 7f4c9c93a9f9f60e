import type { Document, SourceText } from '../model/document.ts'
import type { Problem } from '../model/problem.ts'
import { eventsOf } from './event.ts'
import { problemOf } from './fault.ts'
import type { Limits } from './limits.ts'
import { type Built, type BuiltDocument, buildValues } from './value.ts'

/** What a file declares; where `unreadable`, it declares nothing, and what it held stays in force (model §5). */
export interface Reading {
  readonly documents: readonly Document[]
  readonly problems: readonly Problem[]
  readonly unreadable: boolean
}

/**
 * Reads the documents of a file: JSON where its name ends in `.json`, else YAML 1.2 (model §3, first row). Values are
 * plain JSON; parts that an alias repeats are shared. One thing wrong and none of the file's documents count. A file
 * that does not parse has one problem, others are told together, in the order of the text.
 */
export function readDocuments(file: SourceText, limits: Limits): Reading {
  const parsed = eventsOf(file, limits)
  if ('fault' in parsed) return unreadable([problemOf(file, parsed.fault)])
  const built = buildValues(file.text, parsed.events, limits)
  if (built.faults.length > 0) return unreadable(problemsOf(file, built))
  if (built.documents.length === 0) return unreadable([emptyFile(file)])
  return { documents: placed(file, built.documents), problems: [], unreadable: false }
}

function unreadable(problems: readonly Problem[]): Reading {
  return { documents: [], problems, unreadable: true }
}

function emptyFile(file: SourceText): Problem {
  const message = 'the file declares nothing'
  const help = 'delete the file if that is meant'
  return problemOf(file, { code: 'EmptyFile', start: 0, end: 1, message, help })
}

function problemsOf(file: SourceText, { faults, untold }: Built): Problem[] {
  const problems = faults.map((fault) => problemOf(file, fault))
  const last = problems.pop()
  if (last === undefined || untold === 0) return last === undefined ? problems : [...problems, last]
  return [...problems, { ...last, notes: [`${untold} more problems of this file are not shown`] }]
}

/** Gives documents their lines: one walk over the line ends, up to where the last document starts. */
function placed(file: SourceText, documents: readonly BuiltDocument[]): Document[] {
  let line = 1
  let lineStart = 0
  return documents.map(({ value, start }, index) => {
    for (
      let end = file.text.indexOf('\n', lineStart);
      end >= 0 && end < start;
      end = file.text.indexOf('\n', lineStart)
    ) {
      line++
      lineStart = end + 1
    }
    return { file, index, line, column: start - lineStart + 1, value }
  })
}
