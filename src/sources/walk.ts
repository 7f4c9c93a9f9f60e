import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { byText } from '../lib/compare.ts'
import { SourceError } from '../model/errors.ts'
import { whyUnreadable } from './file.ts'
import { isDeclaration, isPassedOver, mayHoldDeclarations } from './path.ts'
import { type Reason, symlinkRefused, unreadable } from './refusal.ts'

/** What stands below a folder: files to be read, and what is refused without a look at it. Both sorted by path. */
export interface Walk {
  readonly files: readonly string[]
  readonly refused: readonly { readonly path: string; readonly reason: Reason }[]
  /** False where a folder could not be listed. */
  readonly complete: boolean
}

/**
 * Walks a folder without following a link or opening a file. Throws `SourceError` where the folder itself cannot be
 * listed, where there are more than `most` files, and (`Cancelled`) when `signal` fires.
 */
export async function walk(root: string, most: number, signal?: AbortSignal): Promise<Walk> {
  const files: string[] = []
  const refused: { path: string; reason: Reason }[] = []
  const folders = ['']
  let complete = true
  let listed = 0
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = entriesOf(join(root, folder))
    if ('why' in entries) {
      if (folder === '') throw new SourceError('Unreadable', `the folder ${entries.why}`, 'make it readable')
      refused.push({ path: folder, reason: unreadable(`the folder ${entries.why}`, 'make it readable') })
      complete = false
      continue
    }
    for (const entry of entries.list) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (isPassedOver(entry.name)) continue
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isSymbolicLink()) {
        if (mayHoldDeclarations(path)) refused.push({ path, reason: symlinkRefused() })
      } else if (isDeclaration(entry.name)) {
        if (entry.isFile()) files.push(path)
        else refused.push({ path, reason: unreadable('this is no regular file', 'take it away') })
      }
    }
    if (files.length > most) throw new SourceError('LimitExceeded', `there are more than ${most} files`)
    if (++listed % 64 === 0) await pause(signal)
  }
  return { files: files.sort(byText), refused: refused.sort((left, right) => byText(left.path, right.path)), complete }
}

/** Lets others work for a moment. Throws `SourceError` (`Cancelled`) when `signal` has fired. */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate()
  if (signal?.aborted === true) throw new SourceError('Cancelled', 'reading was cancelled')
}

function entriesOf(folder: string): { readonly list: readonly Dirent[] } | { readonly why: string } {
  try {
    return { list: readdirSync(folder, { withFileTypes: true }) }
  } catch (error) {
    return { why: whyUnreadable(error) }
  }
}
