import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Address } from './address.ts'
import { type GitAuth, writeAuth } from './auth.ts'
import { endMarked, MARK } from './descendants.ts'
import { gitEnvironment, gitSettings } from './environment.ts'
import { failure, translate } from './failure.ts'
import { type Cause, startWatch } from './watch.ts'

export type RemoteAddress = Extract<Address, { type: 'remote' }>

/**
 * How a server is spoken to: `deadlineMs` is wall-clock time for one call (600,000), `silenceMs` how long it may say
 * nothing (30,000).
 */
export interface RemoteOptions {
  readonly deadlineMs?: number | undefined
  readonly silenceMs?: number | undefined
  readonly auth?: GitAuth | undefined
  readonly signal?: AbortSignal | undefined
}

/** The longest a call may take where nothing else is said. */
export const REMOTE_DEADLINE_MS = 600_000
const SILENCE_MS = 30_000
const OUTPUT_BYTES = 64 * 1024 * 1024

/** What a server shows of its refs: object hashes by full name, and the branch that its HEAD is. */
export interface RemoteRefs {
  readonly refs: ReadonlyMap<string, string>
  readonly head: string | undefined
}

/** Asks a server for its refs that match `patterns` (full names; none means all). `folder` exists. Throws `SourceError`. */
export async function listRemote(
  address: RemoteAddress,
  folder: string,
  patterns: readonly string[],
  options: RemoteOptions = {},
): Promise<RemoteRefs> {
  const command = ['ls-remote', '--symref', '--end-of-options', address.url, ...patterns]
  // A git directory that does not exist: no repository around the folder may lend its configuration.
  const text = await call(address, { gitDir: join(folder, 'none'), command, action: 'list' }, options)
  const refs = new Map<string, string>()
  let head: string | undefined
  for (const line of text.split('\n')) {
    const [left = '', name = ''] = line.split('\t')
    if (left.startsWith('ref: ') && name === 'HEAD') head = left.slice(5)
    else if (/^[0-9a-f]{40,64}$/.test(left)) refs.set(name, left)
  }
  return { refs, head }
}

/** Fetches refspecs with their whole history into a bare repository of ours. Throws `SourceError`. */
export async function fetchRefs(
  address: RemoteAddress,
  gitDir: string,
  refspecs: readonly string[],
  options: RemoteOptions = {},
): Promise<void> {
  // Progress keeps a long fetch from being silent, and --verbose an empty one: simple-git waits 50 ms where git says nothing.
  const quiet = [
    '--no-tags',
    '--no-write-fetch-head',
    '--no-auto-maintenance',
    '--no-recurse-submodules',
    '--update-shallow',
  ]
  const command = ['fetch', '--progress', '--verbose', ...quiet, '--end-of-options', address.url, ...refspecs]
  await call(address, { gitDir, command, action: 'fetch' }, options)
}

interface Call {
  readonly gitDir: string
  readonly command: readonly string[]
  readonly action: string
}

/** One command of simple-git in the hardened form (faults §2.3), ended with all it started when it fails or takes too long. */
async function call(
  address: RemoteAddress,
  { gitDir, command, action }: Call,
  options: RemoteOptions,
): Promise<string> {
  if (options.signal?.aborted === true) throw stopped('Cancelled', address, action)
  const { simpleGit } = await import('simple-git')
  const files = writeAuth(address, dirname(gitDir), options.auth)
  const watch = startWatch(options.deadlineMs ?? REMOTE_DEADLINE_MS, options.signal)
  const environment = { ...gitEnvironment(address.protocol, files), GIT_DIR: gitDir, [MARK]: watch.mark }
  let complaint = ''
  try {
    return await simpleGit(dirname(gitDir), {
      ...hardened(address, options),
      allowEnvironment: Object.keys(environment),
      abort: watch.signal,
      // Without this, simple-git calls a git that was killed, or failed without a word, a success.
      errors: (error, result) => {
        complaint = Buffer.concat(result.stdErr).toString('latin1')
        return error ?? (result.exitCode === 0 ? undefined : new Error('git failed'))
      },
    })
      .env(environment)
      .outputHandler((_, stdout) => limit(stdout, () => watch.stop('LimitExceeded')))
      .raw([...command])
  } catch (error) {
    await endMarked(watch.mark)
    const cause = watch.cause() ?? ((error as { plugin?: string }).plugin === 'timeout' ? 'GitTimeout' : undefined)
    throw cause === undefined ? translate(complaint, address.shown, action) : stopped(cause, address, action)
  } finally {
    watch.release()
    files.remove()
  }
}

/** What keeps simple-git and git from anything that was not asked for. */
function hardened(address: RemoteAddress, { silenceMs = SILENCE_MS, auth }: RemoteOptions) {
  return {
    // These permissions are used to tighten: simple-git guards the settings themselves, whatever their value.
    unsafe: {
      allowUnsafeConfigPaths: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeHooksPath: true,
      allowUnsafeProtocolOverride: true,
      allowUnsafeSshCommand: address.protocol === 'ssh',
    },
    config: [...gitSettings(address.protocol), ...httpSettings(address, silenceMs, auth !== undefined)],
    timeout: { block: silenceMs },
  }
}

/** A credential is for the server that was named: with one, nobody is followed elsewhere (git would take it along). */
function httpSettings({ protocol }: RemoteAddress, silenceMs: number, hasAuth: boolean): readonly string[] {
  if (protocol === 'ssh') return []
  const seconds = Math.max(1, Math.ceil(silenceMs / 1000))
  const slow = ['http.lowSpeedLimit=1', `http.lowSpeedTime=${seconds}`]
  return protocol === 'http' || hasAuth ? [...slow, 'http.followRedirects=false'] : slow
}

function limit(output: NodeJS.ReadableStream, exceeded: () => void): void {
  let bytes = 0
  ;(output as Readable).on('data', (piece: Buffer) => {
    bytes += piece.length
    if (bytes > OUTPUT_BYTES) exceeded()
  })
}

function stopped(cause: Cause, { shown }: RemoteAddress, action: string) {
  switch (cause) {
    case 'GitTimeout':
      return failure('GitTimeout', `cannot ${action} ${shown}: the server did not answer in time`)
    case 'Cancelled':
      return failure('Cancelled', `reading ${shown} was cancelled`)
    case 'LimitExceeded':
      return failure('LimitExceeded', `cannot ${action} ${shown}: the server sent more than is allowed`)
  }
}
