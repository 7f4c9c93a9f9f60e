import type { Config, SourceConfig } from '../../config.ts'
import type { Source } from '../../model/ports.ts'
import { resolveAuth } from '../../secrets/auth.ts'
import type { SecretFault, SecretSettings } from '../../secrets/resolve.ts'
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
  if (from.type === 'kubernetes') {
    const { openKubernetes } = await import('../../sources/kubernetes.ts')
    const { type: _type, ...cluster } = from
    return openKubernetes({ ...cluster, name, privileged, limits })
  }
  const proof = from.auth === undefined ? undefined : await resolveAuth(from.auth, secrets)
  if (proof?.type === 'fault') return proof
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
