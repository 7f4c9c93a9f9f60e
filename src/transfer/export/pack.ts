import { DEFAULT_LIMITS } from '../../documents/limits.ts'
import { writeDocuments } from '../../documents/write.ts'
import type { Json, JsonObject } from '../../model/resource.ts'

/** A file to write: its path below the folder, and its text. */
export interface ExportedFile {
  readonly path: string
  readonly text: string
}

/** A little below what Charter reads of one file (model §3, `TooLarge`), so that a person can still add to it. */
const MOST = { bytes: 0.9 * DEFAULT_LIMITS.fileBytes, nodes: 0.9 * DEFAULT_LIMITS.nodes, documents: 5_000 }

/** Documents as one file, or as several where they are too many for one: `users.yaml`, `users-2.yaml` …; made one after the other. */
export function* packed(path: string, documents: Iterable<JsonObject>): Generator<ExportedFile, void> {
  let parts: string[] = []
  let room: typeof MOST = MOST
  let count = 0
  const file = (): ExportedFile => ({
    path: ++count === 1 ? path : path.replace(/\.yaml$/, `-${count}.yaml`),
    text: parts.join('---\n'),
  })
  for (const document of documents) {
    const text = writeDocuments([document])
    const bytes = Buffer.byteLength(text) + '---\n'.length
    const nodes = valuesIn(document)
    if (parts.length > 0 && (room.bytes < bytes || room.nodes < nodes || room.documents < 1)) {
      yield file()
      parts = []
      room = MOST
    }
    parts.push(text)
    room = { bytes: room.bytes - bytes, nodes: room.nodes - nodes, documents: room.documents - 1 }
  }
  if (parts.length > 0) yield file()
}

function valuesIn(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const item of Object.values(value)) count += valuesIn(item)
  return count
}
