import { accessSync, constants } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { Secret } from '../lib/secret.ts'
import { visible } from '../lib/text.ts'
import { type SecretRef, type SecretUse, secretId, type Unresolved, type UnresolvedSecrets } from '../model/secret.ts'
import { NO_CLUSTER, resolveSecret, type SecretSettings, secretName } from './resolve.ts'

/**
 * Looks at every place that is named, each once, and gives what cannot be had or written to. `onSecret` is called with each
 * secret for each use of it, while it is at hand; nothing else is kept of it. Nothing that can be expected throws.
 */
export async function lookUp<U extends SecretUse>(
  uses: readonly U[],
  settings: SecretSettings,
  onSecret: (use: U, secret: Secret) => void = () => undefined,
): Promise<UnresolvedSecrets> {
  const places = new Map<string, U[]>()
  for (const use of uses) places.set(secretId(use), [...(places.get(secretId(use)) ?? []), use])
  const unresolved = new Map<string, Unresolved>()
  for (const id of [...places.keys()].sort()) {
    const same = places.get(id) ?? []
    const [first] = same
    if (first === undefined) continue
    const found =
      first.purpose === 'read' ? await resolveSecret(first.ref, settings) : await sinkFault(first.ref, settings)
    if (found instanceof Secret) for (const use of same) onSecret(use, found)
    else if (found !== undefined) unresolved.set(id, { message: found.message, help: found.help })
  }
  return unresolved
}

/** Why no secret can be handed over at a place; `undefined` where it seems that one can be. Nothing is written. */
export async function sinkFault(
  ref: SecretRef,
  { directory, cluster }: SecretSettings,
): Promise<Unresolved | undefined> {
  const shown = secretName(ref)
  switch (ref.type) {
    case 'env':
      return { message: `${shown} cannot be written`, help: 'name a file' }
    case 'kubernetes':
      if (cluster !== undefined) return undefined
      return { message: `there is no cluster in which ${shown} could be written`, help: NO_CLUSTER }
    case 'file':
      if (directory === undefined) {
        return {
          message: `${shown} is to be written, and no secrets directory is configured`,
          help: 'set secrets.directory (on a command line: --secrets-directory)',
        }
      }
      return folderFault(ref.path, directory, shown)
  }
}

/** The nearest folder on the way to a file that is there has to lie inside, and to take new files. */
async function folderFault(path: string, directory: string, shown: string): Promise<Unresolved | undefined> {
  const root = await realpath(directory).catch(() => undefined)
  if (root === undefined) {
    return {
      message: `there is no secrets directory ${visible(directory)}`,
      help: 'make it, or correct the configuration',
    }
  }
  const parts = dirname(path)
    .split('/')
    .filter((part) => part !== '.')
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const folder = await realpath(join(root, ...parts.slice(0, depth))).catch(() => undefined)
    if (folder === undefined) continue
    if (folder !== root && !folder.startsWith(root === sep ? sep : root + sep)) {
      return {
        message: `${shown} would lie outside of ${visible(directory)}`,
        help: 'name a path without links that lead out',
      }
    }
    return mayWrite(folder)
      ? undefined
      : {
          message: `${shown} may not be written: ${visible(folder)} takes no new files`,
          help: 'let the user that runs charter write there',
        }
  }
  return undefined
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}
