import { closeSync, constants, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Revisions } from '../model/state.ts'

/** Passes that were begun over these revisions and never ended, because the program did. */
export interface Crashes {
  readonly revisions: Revisions
  readonly count: number
}

/**
 * Remembers in the state folder which pass is running, so that a start after a crash knows what it crashed on. Neither
 * call throws: where nothing can be written, nothing is known.
 */
export interface Attempts {
  /** Says that a pass begins, and gives the passes over the same revisions that never ended. */
  begin(revisions: Revisions): Crashes
  /** Says that it ended, however it did. */
  end(): void
}

const NAME = 'attempt.json'

/** Opens the memory of a state folder; the folder has to be there, and locked. */
export function openAttempts(folder: string): Attempts {
  const path = join(folder, NAME)
  return {
    begin(revisions) {
      const last = read(path)
      const count = last !== undefined && isSame(last.revisions, revisions) ? last.count + 1 : 0
      try {
        write(path, `${JSON.stringify({ revisions, count })}\n`)
      } catch {
        // A full disk must not keep a pass from running; the append itself will say what is wrong.
      }
      return { revisions, count }
    },
    end() {
      try {
        rmSync(path, { force: true })
      } catch {
        // On a disk that became read-only the pass has ended all the same.
      }
    },
  }
}

const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_TRUNC, O_WRONLY } = constants

/** Never through a link: it would overwrite what somebody let it name. */
function write(path: string, text: string): void {
  const file = openSync(path, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600)
  try {
    writeFileSync(file, text)
  } finally {
    closeSync(file)
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

function read(path: string): Crashes | undefined {
  try {
    const found = JSON.parse(readText(path)) as Partial<Crashes> | null
    if (typeof found?.count !== 'number' || typeof found.revisions !== 'object') return undefined
    return { revisions: found.revisions, count: found.count }
  } catch {
    return undefined
  }
}

function isSame(left: Revisions, right: Revisions): boolean {
  const names = Object.keys(left)
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name])
}
