import { closeSync, constants, fstatSync, openSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { visible } from '../lib/text.ts'
import { ConflictError } from '../model/errors.ts'
import type { Clock } from '../model/ports.ts'
import { jsonOf } from './json.ts'
import { bootId, isRunning, thisProcess } from './process.ts'
import { attempt, codeOf, storeError } from './trouble.ts'

/** The right to write to a state folder, as long as the lock file names this process. */
export interface Lock {
  /** Throws `ConflictError` where the lock names somebody else by now. */
  check(): void
  /** Gives the lock back; does nothing where somebody else has taken it. */
  release(): void
}

interface Holder {
  readonly pid: number
  readonly start?: string
  readonly boot: string
  readonly host: string
  readonly since: string
  /** Where the process listens to its operator, if it does. */
  readonly socket?: string
}

/** How long nothing may have happened before a lock is taken over whose holder cannot be looked at. */
const QUIET_MS = 60_000

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

/**
 * Takes the lock of a state folder. One that its process has left behind is taken over: on this boot of the machine when
 * no such process runs, otherwise (another boot, another machine, an unreadable lock) when for 60 s neither the lock nor
 * `ledger` has been written. Throws `ConflictError` where somebody holds it.
 */
export function takeLock(folder: string, ledger: string, clock: Clock, socket?: string): Lock {
  const path = join(folder, 'lock')
  const { pid, start } = thisProcess()
  const holder: Holder = {
    pid,
    ...(start === undefined ? {} : { start }),
    boot: bootId(),
    host: hostname(),
    since: clock.now(),
    ...(socket === undefined ? {} : { socket }),
  }
  const text = `${jsonOf(holder)}\n`
  if (!create(path, text)) {
    const found = read(path)
    if (found !== undefined && !isStale(found, [path, ledger], clock)) throw heldBy(found, folder)
    // Whoever else finds it stale does the same; only one of them creates the new one.
    if (found !== undefined && read(path) === found) attempt('remove', path, () => unlinkSync(path))
    if (!create(path, text)) throw heldBy(read(path) ?? '', folder)
  }
  return lockOf(path, text, folder)
}

/** Where the process that holds a state folder listens to its operator; nothing where none runs here, or it does not listen. */
export function controlSocketOf(folder: string): string | undefined {
  const text = read(join(folder, 'lock'))
  const holder = text === undefined ? undefined : holderIn(text)
  if (holder === undefined || holder.boot !== bootId() || !isRunning({ pid: holder.pid, start: holder.start }))
    return undefined
  return holder.socket
}

/**
 * Who holds the lock of a state folder now, as the end of a sentence (`is in use by process 12 …`); `undefined` where nobody
 * does, or somebody who has ended. Writes nothing. Throws `StoreError` where the lock cannot be read.
 */
export function lockHolder(folder: string, ledger: string, clock: Clock): string | undefined {
  const path = join(folder, 'lock')
  const text = read(path)
  return text === undefined || isStale(text, [path, ledger], clock) ? undefined : usedBy(holderIn(text))
}

function lockOf(path: string, text: string, folder: string): Lock {
  return {
    check() {
      const found = read(path)
      if (found !== text) throw lostTo(found, folder)
    },
    release() {
      if (read(path) === text) attempt('remove', path, () => unlinkSync(path))
    },
  }
}

function create(path: string, text: string): boolean {
  let file: number
  try {
    file = openSync(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw storeError('create', path, error)
  }
  try {
    writeFileSync(file, text)
  } catch (error) {
    unlinkSync(path)
    throw storeError('write', path, error)
  } finally {
    closeSync(file)
  }
  return true
}

function read(path: string): string | undefined {
  try {
    const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    try {
      return fstatSync(file).isFile() ? readFileSync(file, 'utf8') : ''
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw storeError('read', path, error)
  }
}

function isStale(text: string, paths: readonly string[], clock: Clock): boolean {
  const holder = holderIn(text)
  if (holder !== undefined && holder.boot === bootId()) return !isRunning({ pid: holder.pid, start: holder.start })
  const written = paths.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  return Date.parse(clock.now()) - Math.max(...written) >= QUIET_MS
}

function holderIn(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder> | null
    const isHolder =
      typeof value?.pid === 'number' &&
      [value.boot, value.host, value.since].every((field) => typeof field === 'string') &&
      [value.start, value.socket].every((field) => field === undefined || typeof field === 'string')
    return isHolder ? (value as Holder) : undefined
  } catch {
    return undefined
  }
}

function heldBy(text: string, folder: string): ConflictError {
  const holder = holderIn(text)
  const message = `the state folder ${visible(folder)} ${usedBy(holder)}`
  if (holder === undefined) return new ConflictError('Locked', message, 'try again in a minute')
  if (holder.boot !== bootId())
    return new ConflictError('Locked', message, 'if that machine is gone, try again in a minute')
  return new ConflictError(
    'Locked',
    message,
    `wait until it ends (\`ps -p ${holder.pid}\`), then run the same command again`,
  )
}

/** The lock was this process's, and names somebody else by now, or is gone. */
function lostTo(text: string | undefined, folder: string): ConflictError {
  const now = text === undefined ? 'its lock is gone' : `it ${usedBy(holderIn(text))}`
  return new ConflictError(
    'Fenced',
    `the state folder ${visible(folder)} is no longer locked by this process: ${now}`,
    'nothing was written; find out who took the lock, then run the same command again',
  )
}

function usedBy(holder: Holder | undefined): string {
  if (holder === undefined) return 'is locked by somebody who does not say who'
  return `is in use by process ${holder.pid} on ${visible(holder.host)} since ${visible(holder.since)}`
}
