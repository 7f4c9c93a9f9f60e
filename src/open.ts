import { join } from 'node:path'
import type { Config, GitConfig, SourceConfig } from './config.ts'
import type { Secret } from './lib/secret.ts'
import type { Source } from './model/ports.ts'
import { openDirectory } from './sources/directory.ts'
import { openGit } from './sources/git.ts'

/** What the opening of sources needs besides their configuration; `onSecret` is told every secret before it is used. */
export interface Opening {
  readonly config: Config
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly onSecret: (secret: Secret) => void
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
  }
}

type Common = Pick<Parameters<typeof openDirectory>[0], 'privileged' | 'policy' | 'limits'> & { readonly name: string }

function openRepository(from: GitConfig, common: Common, { config }: Opening): Source {
  const { url, path, timeoutMs, revision, verify, allowLocal } = from
  const mirrors = join(config.state.path, 'mirrors', common.name)
  return openGit({ ...common, url, revision, folder: path, mirrors, timeoutMs, verify, allowLocal })
}
