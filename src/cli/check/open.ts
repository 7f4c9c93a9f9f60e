import type { Config, GitConfig, SourceConfig } from '../../config.ts'
import type { GitAuth } from '../../git/auth.ts'
import { Secret } from '../../lib/secret.ts'
import type { Source } from '../../model/ports.ts'
import { resolveSecret, type SecretFault, type SecretSettings } from '../../secrets/resolve.ts'
import { openDirectory } from '../../sources/directory.ts'

/**
 * Opens a source as the configuration says, with its secret where it needs one; a remote repository is fetched anew and
 * thrown away. Gives the fault of a secret that cannot be had; throws `ConfigError`.
 */
export async function openSource(
  { name, privileged, from }: SourceConfig,
  { limits }: Pick<Config, 'limits'>,
  secrets: SecretSettings,
): Promise<Source | SecretFault> {
  if (from.type === 'directory') return openDirectory({ path: from.path, name, privileged, limits })
  const proof = await authOf(from, secrets)
  if (proof !== undefined && 'message' in proof) return proof
  const { openGit } = await import('../../sources/git.ts')
  return openGit({
    url: from.url,
    revision: from.revision,
    folder: from.path,
    name,
    privileged,
    timeoutMs: from.timeoutMs,
    verify: from.verify,
    allowLocal: from.allowLocal,
    limits,
    ...(proof === undefined ? {} : { auth: proof }),
  })
}

/** What proves to the server who asks. */
async function authOf({ auth }: GitConfig, secrets: SecretSettings): Promise<GitAuth | SecretFault | undefined> {
  if (auth === undefined) return undefined
  if (auth.type === 'token') {
    const token = await resolveSecret(auth.token, secrets)
    return token instanceof Secret ? { type: 'token', username: auth.username, token } : token
  }
  const key = await resolveSecret(auth.key, secrets)
  if (!(key instanceof Secret)) return key
  if (auth.knownHosts === undefined) return { type: 'ssh', key }
  const knownHosts = await resolveSecret(auth.knownHosts, secrets)
  return knownHosts instanceof Secret ? { type: 'ssh', key, knownHosts } : knownHosts
}
