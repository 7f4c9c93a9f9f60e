import type { Config, GitConfig, RevisionConfig, SourceConfig } from '../../config.ts'
import type { Credential } from '../../git/remote.ts'
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
  const proof = await credentialOf(from, secrets)
  if (proof !== undefined && 'message' in proof) return proof
  const { openGit } = await import('../../sources/git.ts')
  return openGit({
    url: from.url,
    revision: revisionName(from.revision),
    folder: from.path,
    name,
    privileged,
    deadlineMs: from.timeoutMs,
    limits,
    ...(proof === undefined ? {} : { credential: proof }),
  })
}

/** What proves to the server who asks. A key for ssh is left to the agent of whoever runs the check. */
async function credentialOf(
  { auth }: GitConfig,
  secrets: SecretSettings,
): Promise<Credential | SecretFault | undefined> {
  if (auth === undefined || auth.type === 'ssh') return undefined
  const token = await resolveSecret(auth.token, secrets)
  return token instanceof Secret ? { username: auth.username, password: token.reveal() } : token
}

function revisionName(revision: RevisionConfig): string {
  switch (revision.type) {
    case 'branch':
      return `refs/heads/${revision.name}`
    case 'tag':
      return `refs/tags/${revision.name}`
    case 'commit':
      return revision.name
    case 'head':
      return 'HEAD'
  }
}
