import type { SourceText } from '../model/document.ts'
import type { Problem } from '../model/problem.ts'

/**
 * A text in which every secret that a problem points at is overwritten by stars, column for column: the frame of another
 * problem may show the same line.
 */
export function hidden(file: SourceText, problems: readonly Problem[]): SourceText {
  const secrets = problems.filter(({ code }) => code === 'SecretInline')
  const lines = file.text.split('\n')
  for (const { origin, length = 0 } of secrets) {
    if (!('path' in origin) || origin.path !== file.path) continue
    const [line, from] = [lines[origin.line - 1] ?? '', origin.column - 1]
    lines[origin.line - 1] =
      line.slice(0, from) + '*'.repeat(Math.min(length, line.length - from)) + line.slice(from + length)
  }
  return secrets.length === 0 ? file : { ...file, text: lines.join('\n') }
}
