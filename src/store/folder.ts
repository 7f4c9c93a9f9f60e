import { lstatSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { listed, visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import { type Disk, realDisk } from './disk.ts'
import { sealedSegments, sealsIn } from './seals.ts'
import { createSegment, segmentNumber, segmentPath } from './segment.ts'
import { attempt, attemptAsync } from './trouble.ts'
import { UNFINISHED } from './whole.ts'

/** Whether a state folder may be made (`create`), must be there (`existing`), or must be there and is only read. */
export type FolderMode = 'create' | 'existing' | 'readonly'

/** Where the parts of a state folder lie. */
export interface FolderPaths {
  readonly folder: string
  readonly ledgers: string
  readonly checkpoint: string
}

/** What may lie in a folder that holds no ledger yet: a lock, and what a new ext4 volume brings along. */
const NEUTRAL = ['lock', 'lost+found']
const CHECKPOINT = 'checkpoint.ndjson'
/** What only lies in a folder that held a ledger. */
const OWN = [
  CHECKPOINT,
  'inventory.ndjson',
  'attempt.json',
  'notifications.json',
  'usage',
  'access',
  'fingerprints.json',
]
const MAKE = 'check the path; `charter apply`, or once `charter run --init`, makes a state folder where there is none'
const RESTORE = 'restore the whole state folder from one backup, then `charter ledger verify` it'
const OWN_UNFINISHED = /^(checkpoint|inventory|\d{6,})\.ndjson(\..+)?\.tmp$/

/** The paths of a state folder. */
export function folderPaths(folder: string): FolderPaths {
  return { folder, ledgers: join(folder, 'ledger'), checkpoint: join(folder, CHECKPOINT) }
}

/**
 * Looks whether there is a state folder, and makes the folder itself where `mode` allows it; nothing else is written.
 * Gives whether the ledger is still to be made. Throws `StoreError` where something else stands there, or nothing.
 */
export function findFolder(paths: FolderPaths, mode: FolderMode, disk = realDisk): 'ready' | 'new' {
  const { folder, ledgers } = paths
  const where = visible(folder)
  const type = typeAt(folder)
  if (type === 'nothing' && mode === 'create') {
    requireParent(folder)
    makeFolder(disk, folder)
    return 'new'
  }
  if (type === 'nothing') throw new StoreError('StateMissing', `there is no state folder ${where}`, MAKE)
  requireFolder(folder, type)
  const names = attempt('read', folder, () => readdirSync(folder))
  const others = names.filter((name) => !NEUTRAL.includes(name) && name !== 'ledger').sort()
  if (names.includes('ledger')) {
    requireFolder(ledgers, typeAt(ledgers))
    if (segmentsIn(paths).last > 0) return 'ready'
  }
  if (others.length > 0) {
    const isLost = others.some((name) => OWN.includes(name))
    throw new StoreError(
      isLost ? 'LedgerMissing' : 'StateForeign',
      `${where} holds no ledger, but ${visible(listed(others, 3))}`,
      isLost ? RESTORE : 'name an empty folder, or one that is not there yet',
    )
  }
  if (mode !== 'create') throw new StoreError('StateMissing', `${where} holds no ledger`, MAKE)
  return 'new'
}

/**
 * Makes the first segment of a ledger; it appears whole. It stays after a power cut when `syncNames` has been called.
 * Throws `StoreError`.
 */
export async function makeLedger(disk: Disk, { ledgers }: FolderPaths): Promise<void> {
  if (typeAt(ledgers) === 'nothing') makeFolder(disk, ledgers)
  const path = segmentPath(ledgers, 1)
  await attemptAsync('create', path, () => createSegment(disk, path, { seq: 0, hash: '' }))
}

/** Makes durable that a segment is there, and for the first one also that the state folder is. Throws `StoreError`. */
export function syncNames(disk: Disk, { folder, ledgers }: FolderPaths, isFirst: boolean): void {
  for (const path of isFirst ? [ledgers, folder, dirname(folder)] : [ledgers]) {
    attempt('write', path, () => disk.syncFolder(path))
  }
}

/** Removes what was being written when the program stopped; nothing reads it. Throws `StoreError`. */
export function removeUnfinished(disk: Disk, { folder, ledgers }: FolderPaths): void {
  for (const path of [folder, ledgers, sealsIn(folder)].filter((one) => typeAt(one) === 'folder')) {
    const names = attempt('read', path, () => readdirSync(path)).filter((name) => OWN_UNFINISHED.test(name))
    for (const name of names) attempt('remove', join(path, name), () => disk.remove(join(path, name)))
  }
}

/** Which segments a ledger has: all from `first` to `last`, which is 0 where there is none. */
export interface Segments {
  readonly first: number
  readonly last: number
}

/**
 * The segments of a ledger, which are numbered from 1; those at the beginning may have been moved away where a state was
 * sealed after them. Throws `StoreError` where another one is missing, or something else is there.
 */
export function segmentsIn({ folder, ledgers }: FolderPaths): Segments {
  const names = attempt('read', ledgers, () => readdirSync(ledgers)).filter((name) => !name.endsWith(UNFINISHED))
  const others = names.filter((name) => segmentNumber(name) === undefined).sort()
  if (others.length > 0) {
    throw new StoreError(
      'StateForeign',
      `${visible(ledgers)} holds ${visible(listed(others, 3))}, which this version of Charter does not know`,
      'move away what does not belong there, or use the version of Charter that made it',
    )
  }
  const numbers = names.map((name) => segmentNumber(name) ?? 0)
  const lowest = Math.min(...numbers)
  const isSealed = names.length > 0 && sealedSegments(folder).some((number) => number >= lowest - 1)
  const first = isSealed ? lowest : 1
  const last = first + names.length - 1
  const missing = names.map((_, index) => segmentPath('', first + index)).find((name) => !names.includes(name))
  if (missing === undefined) return { first, last }
  throw new StoreError('LedgerMissing', `the ledger ${visible(ledgers)} lacks ${missing}`, RESTORE)
}

/** The path of the newest segment, or of the first where there is none yet. */
export function newestSegment(paths: FolderPaths): string {
  const last = typeAt(paths.ledgers) === 'nothing' ? 0 : segmentsIn(paths).last
  return segmentPath(paths.ledgers, Math.max(last, 1))
}

type FileType = 'nothing' | 'folder' | 'link' | 'other'

function typeAt(path: string): FileType {
  const found = attempt('read', path, () => lstatSync(path, { throwIfNoEntry: false }))
  if (found === undefined) return 'nothing'
  if (found.isSymbolicLink()) return 'link'
  return found.isDirectory() ? 'folder' : 'other'
}

function requireFolder(path: string, type: FileType): void {
  const shown = visible(path)
  if (type === 'link') throw new StoreError('StateSymlink', `${shown} is a symbolic link`, 'name the folder itself')
  if (type === 'folder') return
  throw new StoreError('StateForeign', `${shown} is not a folder`, 'name a folder, or a path where there is none yet')
}

function requireParent(folder: string): void {
  const parent = dirname(folder)
  if (typeAt(parent) !== 'nothing') return
  throw new StoreError(
    'StateMissing',
    `cannot make the state folder ${visible(folder)}: there is no folder ${visible(parent)}`,
    'check the path, or make that folder first',
  )
}

function makeFolder(disk: Disk, path: string): void {
  attempt('make the folder', path, () => disk.makeFolder(path))
}
