import { closeSync, openSync, rmSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { failure } from './failure.ts'

/** How long a lock is waited for, and how old it is when nobody can hold it any more. */
export interface LockOptions {
  readonly waitMs: number
  readonly staleMs: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Does `work` while a lock file is held, so that one process at a time fetches into a mirror. A lock older than `staleMs`
 * was left by a process that died and is taken over: no fetch outlives its deadline. Should two processes take the same
 * stale lock over at once, git's own locks on refs still stand, and one fetch fails. Throws `SourceError` (`GitTimeout`).
 */
export async function exclusively<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const end = performance.now() + options.waitMs
  while (!taken(path)) {
    if (options.signal?.aborted === true) throw failure('Cancelled', 'waiting for another fetch was cancelled')
    if (performance.now() > end) throw failure('GitTimeout', `another process holds ${path}`, 'remove it if none does')
    if (ageMs(path) > options.staleMs) rmSync(path, { force: true })
    else await sleep(50)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

function taken(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600))
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
