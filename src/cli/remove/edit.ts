import { type Cut, withoutParts } from '../../documents/cut.ts'
import { locate } from '../../documents/place.ts'
import { visible } from '../../lib/text.ts'
import { type Document, displayPath, type Snapshot } from '../../model/document.ts'
import { kindText } from '../../plan/render/heading.ts'
import type { Declared, Mention } from './declared.ts'
import { byFile, type Removal } from './removal.ts'

/** A file as it was and as it will be (empty: it goes), with what is edited in it, `line` first. */
export interface FileEdit {
  readonly path: string
  readonly shown: string
  readonly before: string
  readonly after: string
  readonly notes: readonly { readonly line: number; readonly text: string }[]
}

/** The edits of a removal, files by path; or the place that cannot be edited. */
export type Edits =
  | { readonly type: 'edits'; readonly files: readonly FileEdit[] }
  | { readonly type: 'refused'; readonly place: string; readonly message: string }

/** Works out every file of a removal; nothing is written. */
export function editsOf(removal: Removal, snapshot: Snapshot): Edits {
  const files: FileEdit[] = []
  for (const [path, { gone, items }] of byFile(removal)) {
    const file = snapshot.files.get(path)
    if (file === undefined) continue
    const cuts: Cut[] = [
      ...gone.map(({ document, base }) => ({ document, pointer: base })),
      ...items.map(({ declared, pointer }) => ({ document: declared.document, pointer })),
    ]
    const documents = snapshot.documents.filter((document) => document.file.path === path)
    const edited = withoutParts(file, documents, cuts)
    const shown = visible(displayPath(snapshot.root, path))
    if (edited.type === 'refused') {
      return { type: 'refused', place: `${shown}:${lineOf(edited.cut)}`, message: edited.message }
    }
    const notes = [...gone.map(goneNote), ...items.map((item) => itemNote(item))]
    notes.sort((left, right) => left.line - right.line)
    files.push({ path, shown, before: file.text, after: edited.text, notes })
  }
  return { type: 'edits', files }
}

/** Where a mention stands, as a place that can be clicked. */
export function placeOfMention({ declared, pointer }: Mention, { root }: Snapshot): string {
  const { document } = declared
  return `${visible(displayPath(root, document.file.path))}:${lineOf({ document, pointer })}`
}

/** A resource in a message: `user group operators`. */
export function called({ resource }: Declared): string {
  return `${kindText(resource.kind)} ${resource.name}`
}

function lineOf({ document, pointer }: { readonly document: Document; readonly pointer: string }): number {
  return pointer === '' ? document.line : locate(document, pointer, 'value').line
}

function goneNote(declared: Declared): FileEdit['notes'][number] {
  const { document, base } = declared
  return { line: lineOf({ document, pointer: base }), text: `${called(declared)}: removed` }
}

function itemNote({ declared, pointer, field }: Mention): FileEdit['notes'][number] {
  const text = `${called(declared)}: taken out of ${field}`
  return { line: lineOf({ document: declared.document, pointer }), text }
}
