import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** The variable that marks a git call and everything it starts. */
export const MARK = 'CHARTER_CALL'

/**
 * Kills every process whose environment carries this mark, and gives their number. simple-git ends only the git process
 * itself, and by a signal that leaves its transport helpers running and connected (measured), so they are found by what
 * they inherit. Where there is no /proc, nothing is killed: helpers then end by their own limits on silence.
 */
export function killMarked(mark: string): number {
  const found = processes().filter((id) => isMarked(id, mark))
  for (const id of found) kill(id)
  return found.length
}

/** Kills as `killMarked` does, again until nobody is left: a process may start another one while we look. */
export async function endMarked(mark: string): Promise<void> {
  for (let round = 0; killMarked(mark) > 0 && round < 200; round++) await sleep(10)
}

function processes(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

/** One that has ended has no environment any more, also while its parent has not heard of it. */
function isMarked(id: number, mark: string): boolean {
  if (id === process.pid) return false
  try {
    return readFileSync(`/proc/${id}/environ`, 'latin1').split('\0').includes(`${MARK}=${mark}`)
  } catch {
    // Ended, or somebody else's.
    return false
  }
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}
