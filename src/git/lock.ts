import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { failure } from './failure.ts'

/** How long a lock is waited for, and how old it is when nobody can hold it any more. */
export interface LockOptions {
  readonly waitMs: number
  readonly staleMs: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Does `work` while a lock file is held, so that one process at a time fetches into a mirror. A lock whose process
 * has died, or that is older than `staleMs`, is taken over: no fetch outlives its deadline. Should two processes take the same
 * stale lock over at once, git's own locks on refs still stand, and one fetch fails. Throws `SourceError` (`GitTimeout`).
 */
export async function exclusively<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const end = performance.now() + options.waitMs
  while (!taken(path)) {
    if (options.signal?.aborted === true) throw failure('Cancelled', 'waiting for another fetch was cancelled')
    if (performance.now() > end) throw failure('GitTimeout', `another process holds ${path}`, 'remove it if none does')
    if (isLeft(path) || ageMs(path) > options.staleMs) rmSync(path, { force: true })
    else await sleep(50)
  }
  held.add(path)
  try {
    return await work()
  } finally {
    held.delete(path)
    rmSync(path, { force: true })
  }
}

/** The locks that this process holds: another one may have had its number before, in a container it always has. */
const held = new Set<string>()

/** Whether the process that wrote a lock is gone; one that says nothing yet may be writing it now. */
function isLeft(path: string): boolean {
  const id = Number.parseInt(textOf(path), 10)
  if (!(id > 0)) return false
  if (id === process.pid) return !held.has(path)
  try {
    process.kill(id, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    // It has been released meanwhile.
    return ''
  }
}

function taken(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600)
    writeSync(file, `${process.pid}\n`)
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw failure('GitFailed', `cannot write ${path} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`)
  }
}

function ageMs(path: string): number {
  const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  return modified === undefined ? 0 : Date.now() - modified
}
