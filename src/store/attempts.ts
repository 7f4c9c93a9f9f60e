import { closeSync, constants, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Revisions } from '../model/state.ts'

/** By source: a revision of it, and how many passes over that were begun and never ended, because the program did. */
export type Crashes = Readonly<Record<string, Crash>>

interface Crash {
  readonly revision: string
  readonly count: number
}

/**
 * Remembers in the state folder which pass is running, so that a start after a crash knows what it crashed on. Neither
 * call throws: where nothing can be written, nothing is known.
 */
export interface Attempts {
  /** Says that a pass over these revisions begins, and gives how many passes over each of them never ended. */
  begin(revisions: Revisions): Crashes
  /** Says that it ended, however it did. What is known of sources that it did not look at, and of those named, is kept. */
  end(untried?: Iterable<string>): void
}

const NAME = 'attempt.json'

/** Opens the memory of a state folder; the folder has to be there, and locked. */
export function openAttempts(folder: string): Attempts {
  const path = join(folder, NAME)
  let note: Note | undefined
  return {
    begin(revisions) {
      // A source that cannot be read now is not forgotten.
      const last = over(read(path))
      const crashes = Object.entries(revisions).map(([source, revision]): [string, Crash] => {
        const before = last[source]
        return [source, { revision, count: before?.revision === revision ? before.count : 0 }]
      })
      note = {
        ...last,
        ...Object.fromEntries(crashes.map(([source, crash]) => [source, { ...crash, isRunning: true }])),
      }
      write(path, note)
      return Object.fromEntries(crashes)
    },
    end(untried = []) {
      // A start that ends before its first pass knows nothing of what the one before it ended in.
      if (note === undefined) return
      const names = new Set(untried)
      const kept = Object.entries(note).filter(
        ([source, { count, isRunning }]) => count > 0 && (!isRunning || names.has(source)),
      )
      note = Object.fromEntries(kept.map(([source, crash]) => [source, { ...crash, isRunning: false }]))
      if (kept.length > 0) write(path, note)
      else remove(path)
    },
  }
}

/** What the file holds by source; `isRunning`: a pass over that revision has begun after so many crashes, and not ended. */
type Note = Readonly<Record<string, Crash & { readonly isRunning: boolean }>>

/** A note as it counts once nothing is running any more: what was running has crashed. */
function over(note: Note): Note {
  const counted = Object.entries(note).map(([source, { revision, count, isRunning }]) => {
    return [source, { revision, count: isRunning ? count + 1 : count, isRunning: false }] as const
  })
  return Object.fromEntries(counted)
}

const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_TRUNC, O_WRONLY } = constants

function write(path: string, note: Note): void {
  try {
    // Never through a link: it would overwrite what somebody let it name.
    const file = openSync(path, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600)
    try {
      writeFileSync(file, `${JSON.stringify(note)}\n`)
    } finally {
      closeSync(file)
    }
  } catch {
    // A full disk must not keep a pass from running; the append itself will say what is wrong.
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // On a disk that became read-only the pass has ended all the same.
  }
}

function readText(path: string): string {
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

function read(path: string): Note {
  try {
    const found = JSON.parse(readText(path)) as Note | null
    const isRight = Object.values(found ?? {}).every(
      ({ revision, count, isRunning }) =>
        typeof revision === 'string' && Number.isSafeInteger(count) && typeof isRunning === 'boolean',
    )
    return isRight ? (found ?? {}) : {}
  } catch {
    return {}
  }
}
