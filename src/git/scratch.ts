import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { visible } from '../lib/text.ts'
import { failure } from './failure.ts'

/**
 * Opens an empty temporary file that nobody else can open: its name is taken away at once, and with the last handle it
 * is gone. Throws `SourceError` where the temporary folder cannot be written.
 */
export async function openScratch(): Promise<FileHandle> {
  const path = join(tmpdir(), `charter-${randomUUID()}`)
  try {
    const file = await open(path, 'wx+', 0o600)
    await unlink(path)
    return file
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const message = `cannot write to the temporary folder ${visible(tmpdir())} (${code ?? 'unknown'})`
    throw failure('GitFailed', message, 'set TMPDIR to a folder that can be written')
  }
}
