import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { controlSocketOf } from '../../src/store/lock.ts'

/** The program as a path. */
export const PROGRAM = fileURLToPath(new URL('../../bin/charter.js', import.meta.url))

/** `charter run` as a process of its own, and what it said. */
export interface RunningProcess {
  readonly child: ChildProcess
  readonly said: { out: string; err: string }
  /** Its log, a line each. */
  log(): readonly Readonly<Record<string, unknown>>[]
  /** The exit code, or the signal that ended it, once it has ended. */
  readonly ended: Promise<number | string>
  /** Sends a signal, and waits until it has ended. */
  end(signal: NodeJS.Signals): Promise<number | string>
}

/** Starts `charter run` in a folder, with this configuration, at a port that is free; `through` is a program that starts it. */
export function startProcess(
  folder: string,
  configuration: string,
  environment: Record<string, string> = {},
  through: readonly string[] = [],
): RunningProcess {
  writeFileSync(join(folder, 'charter-run.yaml'), configuration)
  const own = { CHARTER_HTTP_LISTEN: '127.0.0.1:0', PATH: process.env.PATH ?? '', XDG_RUNTIME_DIR: folder }
  const env = { ...own, ...environment }
  return startProgram([...through, process.execPath, PROGRAM, 'run', '--init'], env, folder)
}

/** Starts a program that becomes `charter run`, in a folder, with nothing but this environment. */
export function startProgram(
  [program = '', ...words]: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: string,
): RunningProcess {
  const child = spawn(program, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  const ended = once(child, 'close').then(([code, by]): number | string => by ?? code)
  return {
    child,
    said,
    // What stands behind the last end of a line is not whole yet.
    log: () =>
      said.err
        .split('\n')
        .slice(0, -1)
        .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : [])),
    ended,
    end(signal) {
      child.kill(signal)
      return ended
    },
  }
}

/** Waits until something holds; fails with `what` after a minute. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`this does not come: ${what}`)
    await pause(20)
  }
}

/** Waits until the program that holds a state folder listens to its operator. */
export async function untilListening(state: string): Promise<void> {
  await until('the socket of the operator', () => {
    try {
      return controlSocketOf(state) !== undefined
    } catch {
      return false
    }
  })
}
