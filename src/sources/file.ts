import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { type Reason, symlinkRefused, unreadable } from './refusal.ts'

/** Never through a link, never waiting for the other end of a pipe. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** The bytes of a file; or its size in bytes, where that alone is too much; or why there is neither. */
export type FileRead = { readonly bytes: Uint8Array } | { readonly tooLarge: number } | { readonly reason: Reason }

/**
 * Reads a regular file of at most `most` bytes; a larger one is not read. Refused are links, what is no regular file,
 * what may not be read, and what changed while it was read. Never throws.
 */
export function readRegularFile(path: string, most: number): FileRead {
  let file: number
  try {
    file = openSync(path, FLAGS)
  } catch (error) {
    if (codeOf(error) === 'ELOOP') return { reason: symlinkRefused() }
    return { reason: unreadable(`the file ${whyUnreadable(error)}`, 'make it readable, or take it away') }
  }
  try {
    const status = fstatSync(file)
    if (!status.isFile()) return { reason: unreadable('this is no regular file', 'take it away') }
    if (status.size > most) return { tooLarge: status.size }
    const bytes = readWhole(file, status.size)
    if (bytes === undefined) return { reason: unreadable('the file changed while it was read', 'read it again') }
    return { bytes }
  } catch (error) {
    return { reason: unreadable(`the file ${whyUnreadable(error)}`) }
  } finally {
    closeSync(file)
  }
}

/** Why the operating system refused, in our words. */
export function whyUnreadable(error: unknown): string {
  const code = codeOf(error)
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'may not be read (permission denied)'
    case 'ENOENT':
      return 'went away while the source was read'
    case 'EMFILE':
    case 'ENFILE':
      return 'cannot be opened (too many open files)'
  }
  return `cannot be read (${code})`
}

/** All bytes of a file that should hold `size`; `undefined` where it holds more or fewer. */
function readWhole(file: number, size: number): Uint8Array | undefined {
  const buffer = Buffer.allocUnsafeSlow(size + 1)
  let filled = 0
  while (filled < buffer.length) {
    const count = readSync(file, buffer, filled, buffer.length - filled, null)
    if (count === 0) return filled === size ? buffer.subarray(0, size) : undefined
    filled += count
  }
  return undefined
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown'
}
