import { readBelow, type Unread } from '../lib/below.ts'
import { Secret } from '../lib/secret.ts'
import { visible } from '../lib/text.ts'
import type { SecretRef, Unresolved } from '../model/secret.ts'
import type { SecretCluster } from './cluster.ts'

/** Where references are looked up: files below `directory`, variables in `environment`, Secrets in `cluster`. */
export interface SecretSettings {
  readonly directory?: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly cluster?: SecretCluster | undefined
}

/** Why a secret cannot be had, with the fix; neither holds any part of it. */
export interface SecretFault extends Unresolved {
  readonly type: 'fault'
}

/** The most bytes a file may have that holds a secret. */
export const SECRET_BYTES = 65_536

/** What to do about a place in a cluster where there is none. */
export const NO_CLUSTER = 'name an env or a file, run charter in the cluster, or name it with --secrets-kubeconfig'

/** What a file held, one line end at its end taken away. */
interface Held {
  readonly type: 'held'
  readonly text: string
  readonly isWorldReadable: boolean
}

/**
 * The secret that a reference names. A file lies below the secrets directory, links followed: that is how Kubernetes lays
 * out a mounted secret (`token` → `..data/token`), and a link that leads out is refused. Nothing that can be expected
 * throws: an unset variable, a missing, empty, foreign or large file is a `SecretFault`.
 */
export async function resolveSecret(ref: SecretRef, settings: SecretSettings): Promise<Secret | SecretFault> {
  switch (ref.type) {
    case 'env':
      return variable(ref.name, settings)
    case 'file': {
      const read = await readSecretFile(ref.path, settings.directory)
      return read.type === 'held' ? new Secret(read.text) : read
    }
    case 'kubernetes':
      return settings.cluster === undefined
        ? fault(`there is no cluster in which ${secretName(ref)} could be`, NO_CLUSTER)
        : settings.cluster.read(ref)
  }
}

/** Why a secret that can be had is not kept well: every user of the machine may read its file; `undefined` where all is well. */
export async function secretExposure(ref: SecretRef, settings: SecretSettings): Promise<string | undefined> {
  if (ref.type !== 'file') return undefined
  const read = await readSecretFile(ref.path, settings.directory)
  return read.type === 'held' && read.isWorldReadable
    ? `every user of this machine may read ${secretName(ref)}; take that right away: chmod o-r`
    : undefined
}

/** A reference as a message names it. */
export function secretName(ref: SecretRef): string {
  switch (ref.type) {
    case 'env':
      return `the variable ${visible(ref.name)}`
    case 'file':
      return `the secret file ${visible(ref.path)}`
    case 'kubernetes':
      return `the key ${visible(ref.key)} of the Secret ${visible(ref.name)} in namespace ${visible(ref.namespace)}`
  }
}

function variable(name: string, { environment }: SecretSettings): Secret | SecretFault {
  const text = environment[name]
  const shown = secretName({ type: 'env', name })
  if (text === undefined) return fault(`${shown} is not set`, 'set it in the environment of charter')
  if (text === '') return fault(`${shown} is empty`, 'set it to the secret')
  return new Secret(text)
}

async function readSecretFile(path: string, directory: string | undefined): Promise<Held | SecretFault> {
  const shown = secretName({ type: 'file', path })
  if (directory === undefined) {
    return fault(
      `${shown} is asked for, and no secrets directory is configured`,
      'set secrets.directory (on a command line: --secrets-directory)',
    )
  }
  if (path === '' || path.startsWith('/') || path.includes('\0') || path.split('/').includes('..')) {
    return fault(`${shown} does not lie below the secrets directory`, 'name a path inside it, without `..`')
  }
  const first = await held(path, directory)
  // Kubernetes replaces what `..data` points at and removes the old folder: between two steps a file may be gone.
  const result = first === 'gone' ? await held(path, directory) : first
  return typeof result === 'object' ? result : refused(result, shown, visible(directory))
}

type BelowResult = Held | Unread | 'binary' | 'empty'

function refused(result: Exclude<BelowResult, Held>, shown: string, folder: string): SecretFault {
  switch (result) {
    case 'gone':
      return fault(`${shown} does not exist below ${folder}`, 'put it there, or correct the reference')
    case 'outside':
      return fault(`${shown} is a link that leads out of ${folder}`, 'put the file itself into the secrets directory')
    case 'nofile':
      return fault(`${shown} is no regular file`, 'name the file that holds the secret')
    case 'large':
      return fault(`${shown} has more than ${SECRET_BYTES} bytes`, 'name the file that holds the secret alone')
    case 'binary':
      return fault(`${shown} is not text in UTF-8`, 'write the secret as text')
    case 'empty':
      return fault(`${shown} is empty`, 'write the secret into it')
    case 'denied':
      return fault(`${shown} may not be read: permission denied`, 'let the user that runs charter read it')
    case 'broken':
      return fault(`${shown} cannot be read`, 'check the file and its disk')
  }
}

async function held(path: string, directory: string): Promise<BelowResult> {
  const read = await readBelow(path, directory, SECRET_BYTES)
  if (typeof read === 'string') return read
  const text = decoded(read.bytes)?.replace(/\r?\n$/, '')
  if (text === undefined) return 'binary'
  return text === '' ? 'empty' : { type: 'held', text, isWorldReadable: (read.mode & 0o004) !== 0 }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function fault(message: string, help: string): SecretFault {
  return { type: 'fault', message, help }
}
