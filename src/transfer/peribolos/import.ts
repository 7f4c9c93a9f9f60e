import { by } from '../../lib/compare.ts'
import type { SourceText } from '../../model/document.ts'
import type { Problem } from '../../model/problem.ts'
import { convertPeribolos } from './convert.ts'
import { type Counts, total } from './count.ts'
import { readPeribolos } from './folder.ts'
import { filesOf, type WrittenFile } from './write.ts'

/**
 * What an import gives: the files to write, by path; none where a problem is an error, since half an organization is worse
 * than none. `sources` are the texts that were read, by path, for the frames of messages.
 */
export interface Imported {
  readonly files: readonly WrittenFile[]
  readonly counts: Counts
  readonly problems: readonly Problem[]
  readonly sources: ReadonlyMap<string, SourceText>
}

/**
 * Turns the Peribolos files below a path into Charter YAML, one folder for each organization; nothing is written.
 * `organization` names the only organization there. Throws `ConfigError` where the path or that option cannot be right.
 */
export async function importPeribolos(
  path: string,
  options: { readonly organization?: string | undefined } = {},
): Promise<Imported> {
  const { root, documents, sources, problems: unreadable } = await readPeribolos(path)
  // Without a file that cannot be read the others would seem to name people and teams that do not exist.
  if (unreadable.length > 0) return { files: [], counts: total([]), problems: unreadable, sources }
  const { sheets, counts, problems } = convertPeribolos(documents, { root, ...options })
  const isSound = problems.every(({ severity }) => severity !== 'error')
  const files = isSound ? sheets.flatMap(filesOf).sort(by((file) => file.path)) : []
  return { files, counts, problems, sources }
}
