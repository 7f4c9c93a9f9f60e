import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** Everything by which the store changes files; a test may record the steps, or let one of them fail. Each throws what the system says. */
export interface Disk {
  /** Opens a file with flags of `open(2)`; a new one is for its owner alone. */
  readonly open: (path: string, flags: number) => Promise<FileHandle>
  /** Writes from a place of the bytes on, at a place of the file or at its end; gives how many bytes were taken, which may be fewer. */
  readonly write: (file: FileHandle, bytes: Buffer, from: number, at?: number) => number | Promise<number>
  readonly truncate: (file: FileHandle, length: number) => Promise<void>
  /** Makes the content of a file durable, and its length. */
  readonly datasync: (file: FileHandle) => Promise<void>
  /** Makes the content of a file durable, and all that the system knows about it. */
  readonly sync: (file: FileHandle) => Promise<void>
  readonly close: (file: FileHandle) => Promise<void>
  readonly rename: (from: string, to: string) => void
  /** Removes a file, if it is there. */
  readonly remove: (path: string) => void
  /** Makes a folder for its owner alone, if it is not there; the one above it has to be. */
  readonly makeFolder: (path: string) => void
  /** Makes durable which names a folder holds. */
  readonly syncFolder: (path: string) => void
}

/** Up to this size a write is done sooner than a thread has been woken for it: the bytes only go to the page cache. */
const QUICK_BYTES = 64 * 1024

/** The disks of this machine. */
export const realDisk: Disk = {
  open: (path, flags) => open(path, flags, 0o600),
  write: (file, bytes, from, at) => {
    if (bytes.length <= QUICK_BYTES) return writeSync(file.fd, bytes, from, bytes.length - from, at ?? null)
    return file.write(bytes, from, bytes.length - from, at ?? null).then(({ bytesWritten }) => bytesWritten)
  },
  truncate: (file, length) => file.truncate(length),
  datasync: (file) => file.datasync(),
  sync: (file) => file.sync(),
  close: (file) => file.close(),
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  makeFolder: (path) => {
    // Not `recursive`: on a read-only file system that says that the folder above is missing.
    if (!existsSync(path)) mkdirSync(path, { mode: 0o700 })
  },
  syncFolder: (path) => {
    const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  },
}
