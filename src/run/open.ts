import { join } from 'node:path'
import type { Config, GitConfig, SourceConfig } from '../config.ts'
import type { GitAuth } from '../git/auth.ts'
import { Secret } from '../lib/secret.ts'
import { SourceError } from '../model/errors.ts'
import type { Source } from '../model/ports.ts'
import { type AuthReference, resolveAuth } from '../secrets/auth.ts'
import type { ClusterTold } from '../sources/cluster/watching.ts'
import { openDirectory } from '../sources/directory.ts'
import { openGit } from '../sources/git.ts'
import { openKubernetes } from '../sources/kubernetes.ts'

/** What the opening of sources needs besides their configuration; `onSecret` is told every secret before it is used. */
export interface Opening {
  readonly config: Config
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly onSecret: (secret: Secret) => void
  /** Who hears what goes wrong with the cluster of a source, beside reading it. */
  readonly told?: (source: string) => ClusterTold
}

/** Opens a configured source. Its secrets are resolved anew each time it is read, so that they can be changed beside the running program. */
export function openSource(source: SourceConfig, opening: Opening): Source {
  const { name, privileged, from, allowedKinds, allowedOrganizations, prune, approvers } = source
  const { limits } = opening.config
  const policy = {
    prune,
    ...(allowedKinds === undefined ? {} : { allowedKinds }),
    ...(allowedOrganizations === undefined ? {} : { allowedOrganizations }),
    ...(approvers === undefined ? {} : { approvers }),
  }
  const common = { name, privileged, policy, limits }
  switch (from.type) {
    case 'directory':
      return openDirectory({ ...common, path: from.path })
    case 'git':
      return openRepository(from, common, opening)
    case 'kubernetes': {
      const { type: _type, ...cluster } = from
      const told = opening.told?.(name)
      return openKubernetes({ ...common, ...cluster, ...(told === undefined ? {} : { told }) })
    }
  }
}

type Common = Pick<Parameters<typeof openDirectory>[0], 'privileged' | 'policy' | 'limits'> & { readonly name: string }

function openRepository(from: GitConfig, common: Common, opening: Opening): Source {
  const { url, path, timeoutMs, revision, verify, allowLocal, auth } = from
  const mirrors = join(opening.config.state.path, 'mirrors', common.name)
  const proof = auth === undefined ? {} : { auth: () => authOf(auth, opening) }
  return openGit({ ...common, ...proof, url, revision, folder: path, mirrors, timeoutMs, verify, allowLocal })
}

/** The credential as it is now; throws `SourceError` where a secret of it cannot be had. */
async function authOf(auth: AuthReference, { config, environment, onSecret }: Opening): Promise<GitAuth> {
  const found = await resolveAuth(auth, { directory: config.secretsDirectory, environment })
  switch (found.type) {
    case 'fault':
      throw new SourceError('AuthenticationFailed', found.message, found.help)
    case 'token':
      onSecret(new Secret(found.token.reveal()))
      return found
    case 'ssh':
      onSecret(new Secret(found.key.reveal()))
      return found
  }
}
