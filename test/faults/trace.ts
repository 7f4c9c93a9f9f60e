import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Whether system calls can be tampered with here; says so loudly where they cannot. */
export const canTrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0
if (!canTrace) console.error('\nSKIPPED: strace is missing or not allowed, faults of system calls are not tested\n')

/** What a traced program did: its exit code, `null` where it was killed, and what it said. */
export interface Traced {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Which call is tampered with and how (`signal=SIGKILL`, `error=EIO`); only calls about these paths count, if any are named. */
export interface Injection {
  readonly call: string
  readonly what: string
  readonly when: string
  readonly paths?: readonly string[]
}

/** Runs Node with one sort of system call tampered with. */
export function traced(words: readonly string[], { call, what, when, paths = [] }: Injection): Traced {
  const only = paths.flatMap((path) => ['-P', path])
  const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:${what}:when=${when}`]
  const node = [process.execPath, '--no-warnings', ...words]
  const { status, stdout, stderr } = spawnSync(
    'strace',
    ['-f', '-qq', '-o', '/dev/null', ...only, ...inject, ...node],
    { encoding: 'utf8', env: { ...process.env, UV_USE_IO_URING: '0' } },
  )
  return { code: status, out: stdout, err: stderr }
}

/** The program in `commit.ts`, and its words. */
export function commitWords(...words: readonly string[]): readonly string[] {
  return [fileURLToPath(new URL('./commit.ts', import.meta.url)), ...words]
}
