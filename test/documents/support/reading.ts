import { DEFAULT_LIMITS, type Limits } from '../../../src/documents/limits.ts'
import { type Reading, readDocuments } from '../../../src/documents/read.ts'
import { decodeText } from '../../../src/documents/text.ts'
import type { SourceText } from '../../../src/model/document.ts'
import type { Problem } from '../../../src/model/problem.ts'

/** A file of the source `git`. */
export function fileOf(text: string, path = 'acme.yaml'): SourceText {
  return { source: 'git', path, text }
}

/** Reads a text with the default limits, some of them changed. */
export function reading(text: string, limits: Partial<Limits> = {}, path = 'acme.yaml'): Reading {
  return readDocuments(fileOf(text, path), { ...DEFAULT_LIMITS, ...limits })
}

/** The values of the documents of a text that has no problem. */
export function valuesOf(text: string, path = 'acme.yaml'): unknown[] {
  const { documents, problems } = reading(text, {}, path)
  if (problems.length > 0) throw new Error(`a problem: ${told(problems).join('; ')}`)
  return documents.map(({ value }) => value)
}

/** Problems as one line each: `Syntax 3:1 a tab must not be used to indent`. */
export function told(problems: readonly Problem[]): string[] {
  return problems.map(({ code, origin, message }) => `${code} ${placeOf(origin)} ${message}`)
}

/** What is wrong with a text, a line a problem; it must declare nothing. */
export function wrong(text: string, limits: Partial<Limits> = {}, path = 'acme.yaml'): string[] {
  const { documents, problems, unreadable } = reading(text, limits, path)
  if (!unreadable || documents.length > 0) throw new Error('the text was read')
  return told(problems)
}

/** What is wrong with bytes, a line a problem. */
export function wrongBytes(bytes: Uint8Array, limits: Partial<Limits> = {}): string[] {
  const decoded = decodeText('git', 'acme.yaml', bytes, { ...DEFAULT_LIMITS, ...limits })
  return 'problem' in decoded ? told([decoded.problem]) : []
}

function placeOf(origin: Problem['origin']): string {
  return 'line' in origin ? `${origin.line}:${origin.column}` : origin.uid
}
