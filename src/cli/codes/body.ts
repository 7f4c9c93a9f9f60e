import type { FailureCode } from '../../git/failure.ts'
import type { ClusterCode } from '../../kubernetes/failure.ts'
import type { MeterCode } from '../../meters/failure.ts'
import type { ConflictCode, NoticeCode, StoreCode } from '../../model/errors.ts'
import type { HoldCode } from '../../model/hold.ts'
import type { ProblemCode } from '../../model/problem.ts'

/** Every code that `charter explain` knows. */
export type Code =
  | ProblemCode
  | HoldCode
  | StoreCode
  | ConflictCode
  | NoticeCode
  | FailureCode
  | ClusterCode
  | MeterCode

/**
 * The long text of a code: a title in one line, paragraphs with an empty line between them, something that causes it
 * (YAML, or in another `language`), and what is right instead: the same corrected, or steps where no single text is right.
 */
export interface CodeBody {
  readonly title: string
  readonly explanation: string
  readonly wrong: string
  readonly language?: 'yaml' | 'sh' | 'text'
  readonly right: string | readonly string[]
}

/** A text block without its first line end and without the indentation that all its lines share. */
export function block(text: string): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0)
  const indent = Math.min(...indents)
  return lines.map((line) => line.slice(indent)).join('\n')
}

/** Prose written over several lines: each paragraph becomes one line, with an empty line between paragraphs. */
export function paragraphs(text: string): string {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\s*\n\s*/g, ' '))
    .join('\n\n')
}
