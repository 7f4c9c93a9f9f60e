import { readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { displayPath, type Snapshot } from '../../model/document.ts'
import { ConflictError } from '../../model/errors.ts'
import type { FileEdit } from './edit.ts'

const MARK = '\ufeff'

/**
 * Writes edits to their files; one that has nothing left is deleted. Throws `ConflictError`, before anything is written,
 * where a file is no longer as it was read.
 */
export function writeEdits(edits: readonly FileEdit[], { root }: Snapshot): void {
  const ready = edits.map((edit) => {
    const path = displayPath(root, edit.path)
    const now = readFileSync(path, 'utf8')
    const mark = now.startsWith(MARK) ? MARK : ''
    if (now !== mark + edit.before)
      throw new ConflictError('Outdated', `${edit.shown} has been changed meanwhile`, 'run the command again')
    return { path, text: edit.after === '' ? '' : mark + edit.after }
  })
  for (const { path, text } of ready) {
    if (text === '') unlinkSync(path)
    else writeFileSync(path, text)
  }
}
