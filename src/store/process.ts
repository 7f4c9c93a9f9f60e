import { readFileSync } from 'node:fs'

/** What tells one run of a process from all others: its pid, and the time it started in ticks since boot where the system says it. */
export interface ProcessName {
  readonly pid: number
  readonly start: string | undefined
}

/** This process. */
export function thisProcess(): ProcessName {
  return { pid: process.pid, start: startOf(process.pid) }
}

/** The id of this boot of the machine; empty where the system has none. */
export function bootId(): string {
  return contentOf('/proc/sys/kernel/random/boot_id')?.trim() ?? ''
}

/** Whether a process of this machine and this boot still runs; one that has ended and waits for its parent does not. */
export function isRunning({ pid, start }: ProcessName): boolean {
  if (startOf(process.pid) !== undefined) return start !== undefined && startOf(pid) === start
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const ENDED = ['Z', 'X']

/** Field 22 of /proc/PID/stat; the name before it is in parentheses and may hold anything. */
function startOf(pid: number): string | undefined {
  const stat = contentOf(`/proc/${pid}/stat`)
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields === undefined || ENDED.includes(fields[0] ?? '') ? undefined : fields[19]
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
