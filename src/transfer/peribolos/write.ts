import { writeDocuments } from '../../documents/write.ts'
import type { Sheet } from './sheet.ts'

/** A file to write: its path inside the new folder, and its text. */
export interface WrittenFile {
  readonly path: string
  readonly text: string
}

/** Well below the 1 MiB that Charter reads of a file (model §3, `TooLarge`), counted in characters of ASCII names. */
const MOST_CHARACTERS = 700_000

/** A sheet as text; one that is too long for a file goes on in `users-2.yaml` and so on. */
export function filesOf({ path, documents }: Sheet): readonly WrittenFile[] {
  const texts: string[][] = [[]]
  let length = 0
  for (const document of documents) {
    const text = writeDocuments([document])
    if (length + text.length > MOST_CHARACTERS && length > 0) {
      texts.push([])
      length = 0
    }
    texts.at(-1)?.push(text)
    length += text.length
  }
  return texts.map((parts, index) => ({
    path: index === 0 ? path : path.replace(/\.yaml$/, `-${index + 1}.yaml`),
    text: parts.join('---\n'),
  }))
}
