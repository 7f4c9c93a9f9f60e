import { readdirSync, readFileSync } from 'node:fs'

/** The variable that marks a git call and everything it starts. */
export const MARK = 'CHARTER_CALL'

/**
 * Kills every process whose environment carries this mark, and gives how many there were. simple-git ends only the git
 * process itself, and by a signal that leaves its transport helpers running and connected (measured), so they are found
 * by what they inherit. Where there is no /proc, nothing is killed: helpers then end by their own limits on silence.
 */
export function killMarked(mark: string): number {
  const killed = new Set<number>()
  // Again until a round finds nobody: a process may start another one while we look.
  for (let round = 0; round < 20; round++) {
    const found = processes().filter((id) => !killed.has(id) && isMarked(id, mark))
    if (found.length === 0) break
    for (const id of found) {
      kill(id)
      killed.add(id)
    }
  }
  return killed.size
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
