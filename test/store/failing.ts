import type { FileHandle } from 'node:fs/promises'
import { type Disk, realDisk } from '../../src/store/disk.ts'

/** A fault of a disk: which step (`any`: as if the program were killed) fails with which code of the system, for which paths, and at which of these calls (from 1). */
export interface Fault {
  readonly step: Exclude<keyof Disk, 'remove'> | 'any'
  readonly code: string
  readonly on?: RegExp
  readonly from?: number
  readonly times?: number
}

/** A disk with a fault, and how often a call met it, also of the calls that it let pass. */
export interface FailingDisk {
  readonly disk: Disk
  /** The paths of the calls that were refused. */
  readonly refused: readonly string[]
}

/** What the system throws, with a text that must never be shown. */
export function refusal(code: string): Error {
  return Object.assign(new Error(`${code}: text of the system with /a/path`), { code })
}

/** The disks of this machine, but for one fault. A file whose `close` fails is closed all the same. */
export function failing({ step, code, on = /^/, from = 1, times = Number.POSITIVE_INFINITY }: Fault): FailingDisk {
  const paths = new WeakMap<FileHandle, string>()
  const refused: string[] = []
  let calls = 0
  const check = (name: keyof Disk, path: string): void => {
    if ((name !== step && step !== 'any') || !on.test(path)) return
    calls++
    if (calls < from || calls >= from + times) return
    refused.push(path)
    throw refusal(code)
  }
  const of = (file: FileHandle): string => paths.get(file) ?? ''
  const disk: Disk = {
    open: async (path, flags) => {
      check('open', path)
      const file = await realDisk.open(path, flags)
      paths.set(file, path)
      return file
    },
    write: (file, bytes, at, place) => {
      check('write', of(file))
      return realDisk.write(file, bytes, at, place)
    },
    truncate: async (file, length) => {
      check('truncate', of(file))
      await realDisk.truncate(file, length)
    },
    datasync: async (file) => {
      check('datasync', of(file))
      await realDisk.datasync(file)
    },
    sync: async (file) => {
      check('sync', of(file))
      await realDisk.sync(file)
    },
    close: async (file) => {
      await realDisk.close(file)
      check('close', of(file))
    },
    rename: (old, path) => {
      check('rename', path)
      realDisk.rename(old, path)
    },
    remove: (path) => {
      check('remove', path)
      realDisk.remove(path)
    },
    makeFolder: (path) => {
      check('makeFolder', path)
      realDisk.makeFolder(path)
    },
    syncFolder: (path) => {
      check('syncFolder', path)
      realDisk.syncFolder(path)
    },
  }
  return { disk, refused }
}
