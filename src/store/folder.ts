import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { listed, visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import { HEADER } from './line.ts'
import { attempt } from './trouble.ts'

/** Whether a state folder may be made (`create`), must be there (`existing`), or must be there and is only read. */
export type FolderMode = 'create' | 'existing' | 'readonly'

/** Where the parts of a state folder lie. */
export interface FolderPaths {
  readonly folder: string
  readonly ledgers: string
  readonly ledger: string
}

/** What may lie in a folder that holds no ledger yet: a lock, and what a new ext4 volume brings along. */
const NEUTRAL = ['lock', 'lost+found']
const UNFINISHED = '.tmp'

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants

/** The paths of a state folder. */
export function folderPaths(folder: string): FolderPaths {
  const ledgers = join(folder, 'ledger')
  return { folder, ledgers, ledger: join(ledgers, '000001.ndjson') }
}

/**
 * Looks whether there is a state folder, and makes the folder itself where `mode` allows it; nothing else is written.
 * Gives whether the ledger is still to be made. Throws `StoreError` where something else stands there, or nothing.
 */
export function findFolder({ folder, ledgers }: FolderPaths, mode: FolderMode): 'ready' | 'new' {
  const where = visible(folder)
  const type = typeAt(folder)
  if (type === 'nothing' && mode === 'create') {
    requireParent(folder)
    makeFolder(folder)
    return 'new'
  }
  if (type === 'nothing') throw new StoreError(`there is no state folder ${where}`, 'check the path, or let it be made')
  requireFolder(folder, type)
  const names = attempt('read', folder, () => readdirSync(folder))
  const others = names.filter((name) => !NEUTRAL.includes(name) && name !== 'ledger').sort()
  if (names.includes('ledger')) {
    requireFolder(ledgers, typeAt(ledgers))
    const files = attempt('read', ledgers, () => readdirSync(ledgers)).filter((name) => !name.endsWith(UNFINISHED))
    if (files.length > 0) return checkLedgers(ledgers, files)
  }
  if (others.length > 0) {
    throw new StoreError(
      `${where} holds no ledger, but ${visible(listed(others, 3))}`,
      'name an empty folder, or restore the ledger',
    )
  }
  if (mode !== 'create') throw new StoreError(`${where} holds no ledger`, 'check the path, or let it be made')
  return 'new'
}

/** Makes the first ledger file of a state folder; it appears whole, and stays after a power cut. Throws `StoreError`. */
export function makeLedger({ folder, ledgers, ledger }: FolderPaths): void {
  if (typeAt(ledgers) === 'nothing') makeFolder(ledgers)
  const unfinished = `${ledger}${UNFINISHED}`
  attempt('create', ledger, () => {
    rmSync(unfinished, { force: true })
    const file = openSync(unfinished, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600)
    try {
      writeFileSync(file, `${HEADER}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(unfinished, ledger)
  })
  syncFolder(ledgers)
  syncFolder(folder)
}

function checkLedgers(ledgers: string, files: readonly string[]): 'ready' {
  const others = files.filter((name) => name !== '000001.ndjson').sort()
  if (others.length === 0) return 'ready'
  throw new StoreError(
    `${visible(ledgers)} holds ${visible(listed(others, 3))}, which this version of Charter does not know`,
    'use the version of Charter that made it',
  )
}

type FileType = 'nothing' | 'folder' | 'link' | 'other'

function typeAt(path: string): FileType {
  const found = attempt('read', path, () => lstatSync(path, { throwIfNoEntry: false }))
  if (found === undefined) return 'nothing'
  if (found.isSymbolicLink()) return 'link'
  return found.isDirectory() ? 'folder' : 'other'
}

function requireFolder(path: string, type: FileType): void {
  if (type === 'link') throw new StoreError(`${visible(path)} is a symbolic link`, 'name the folder itself')
  if (type !== 'folder')
    throw new StoreError(`${visible(path)} is not a folder`, 'name a folder, or a path where there is none yet')
}

function requireParent(folder: string): void {
  const parent = dirname(folder)
  if (typeAt(parent) !== 'nothing') return
  throw new StoreError(
    `cannot make the state folder ${visible(folder)}: there is no folder ${visible(parent)}`,
    'check the path, or make that folder first',
  )
}

function makeFolder(path: string): void {
  attempt('make the folder', path, () => mkdirSync(path, { mode: 0o700, recursive: true }))
  syncFolder(dirname(path))
}

function syncFolder(path: string): void {
  attempt('write', path, () => {
    const file = openSync(path, O_RDONLY | O_DIRECTORY)
    try {
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  })
}
