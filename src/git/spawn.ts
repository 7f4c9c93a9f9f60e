import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { gitEnvironment, gitSettings } from './environment.ts'
import { failure, translate } from './failure.ts'
import type { Cause } from './watch.ts'

/** A repository that can be read: its git directory, and how it is named in messages. */
export interface Repository {
  readonly gitDir: string
  readonly shown: string
}

/**
 * How a git process is run. `deadlineMs` is wall-clock time for all of it (60,000 where nothing is said); `outputBytes`
 * bounds what it may print (256 MiB), unless `output`, an open file, takes all of it. `settings` are further ones of git, as
 * `name=value`; `environment` is added to the one that git gets.
 */
export interface GitOptions {
  readonly input?: string
  readonly output?: number
  readonly deadlineMs?: number
  readonly outputBytes?: number
  readonly signal?: AbortSignal | undefined
  readonly settings?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

type Child = ChildProcessByStdio<Writable, Readable | null, Readable>
type Ending = { readonly code: number | null; readonly complaint: string }

const DEADLINE_MS = 60_000
const OUTPUT_BYTES = 256 * 1024 * 1024
const COMPLAINT_BYTES = 8 * 1024

/**
 * Runs git on a repository that is already here and gives what it printed. No program but git runs, no network is touched
 * and nothing is written to the repository, whatever its configuration says (faults §2.3). The process and its children
 * are killed at the deadline and when `signal` fires. Throws `SourceError`.
 *
 * The repository is named by `--git-dir`, so git looks for no other one further up, and does not ask who owns it: only
 * objects and refs are read, and for those git itself calls a foreign repository safe. `safe.directory` stays unset.
 */
export async function runGit(
  repository: Repository,
  command: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> {
  if (options.signal?.aborted === true) throw stopped('Cancelled', repository)
  const child = start(repository, command, options)
  let cause: Cause | undefined
  const stop = (reason: Cause) => {
    cause ??= reason
    killGroup(child)
  }
  const timer = setTimeout(() => stop('GitTimeout'), options.deadlineMs ?? DEADLINE_MS)
  const cancel = () => stop('Cancelled')
  options.signal?.addEventListener('abort', cancel)
  const output = collect(child, options.outputBytes ?? OUTPUT_BYTES, () => stop('LimitExceeded'))
  child.stdin.end(options.input ?? '')
  const { code, complaint } = await endingOf(child)
  clearTimeout(timer)
  options.signal?.removeEventListener('abort', cancel)
  if (cause !== undefined) throw stopped(cause, repository)
  if (code === null) throw failure('GitFailed', `cannot read ${repository.shown}: git was killed`)
  if (code !== 0) throw translate(complaint, repository.shown)
  return Buffer.concat(output)
}

/** Runs git as `runGit` does and gives what it printed as text; bytes that are not UTF-8 become U+FFFD. */
export async function askGit(
  repository: Repository,
  command: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  return (await runGit(repository, command, options)).toString()
}

function start(repository: Repository, command: readonly string[], options: GitOptions): Child {
  const { output, environment } = options
  const settings = [...gitSettings('none'), ...(options.settings ?? [])].flatMap((setting) => ['-c', setting])
  // A group of its own, so that everything git starts dies with it.
  return spawn('git', [...settings, `--git-dir=${repository.gitDir}`, '--no-pager', ...command], {
    env: { ...gitEnvironment('none'), ...environment },
    stdio: ['pipe', output ?? 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  }) as Child
}

/** What git prints, as it comes; `exceeded` is called when it is more than `most` bytes. */
function collect(child: Child, most: number, exceeded: () => void): readonly Buffer[] {
  const pieces: Buffer[] = []
  let bytes = 0
  child.stdout?.on('data', (piece: Buffer) => {
    bytes += piece.length
    if (bytes > most) exceeded()
    else pieces.push(piece)
  })
  return pieces
}

function endingOf(child: Child): Promise<Ending> {
  let complaint = ''
  child.stderr.on('data', (piece: Buffer) => {
    if (complaint.length < COMPLAINT_BYTES) complaint += piece.toString('latin1')
  })
  // git may end before it has read all it was asked; its exit code tells, not the broken pipe.
  child.stdin.on('error', () => {})
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: -1, complaint: error.message }))
    child.once('close', (code) => resolve({ code, complaint }))
  })
}

function killGroup(child: Child): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

function stopped(cause: Cause, repository: Repository) {
  switch (cause) {
    case 'GitTimeout':
      return failure('GitTimeout', `cannot read ${repository.shown}: git did not end in time`)
    case 'Cancelled':
      return failure('Cancelled', `reading ${repository.shown} was cancelled`)
    case 'LimitExceeded':
      return failure('LimitExceeded', `cannot read ${repository.shown}: git printed more than is allowed`)
  }
}
