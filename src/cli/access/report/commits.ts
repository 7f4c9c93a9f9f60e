import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { visible } from '../../../lib/text.ts'
import type { Commit, Signer } from '../../../model/commit.ts'
import { ConfigError } from '../../../model/errors.ts'

/** Where commits are looked up: clones, bare repositories, or folders of them; and the keys whose signatures count. */
export interface CommitOptions {
  readonly repository?: readonly string[]
  readonly keys?: string
}

/** Commits by their hashes, as far as the repositories hold them; where keys are named, with what their signatures prove. */
export type Commits = ReadonlyMap<string, Commit>

/** Looks up commits in the repositories that are named. Throws `ConfigError` where one is none, `SourceError` where git cannot read it. */
export async function lookedUp(
  hashes: ReadonlySet<string>,
  { repository = [], keys }: CommitOptions,
): Promise<Commits> {
  if (keys !== undefined && repository.length === 0) {
    throw new ConfigError('--keys is given without --repository', 'name the repository whose signatures are verified')
  }
  const found = new Map<string, Commit>()
  if (repository.length === 0) return found
  const { openLocal } = await import('../../../git/local.ts')
  const { readNamedCommits } = await import('../../../git/named.ts')
  for (const path of repository.flatMap(repositoriesAt)) {
    const opened = openLocal(path)
    const missing = [...hashes].filter((hash) => !found.has(hash))
    const commits = await readNamedCommits(opened, missing)
    const signers = keys === undefined ? undefined : await signersIn(opened, [...commits.keys()], keys)
    for (const [hash, commit] of commits) {
      const signer = signers?.get(hash)
      found.set(hash, signer === undefined ? commit : { ...commit, signer })
    }
  }
  return found
}

async function signersIn(
  repository: { readonly gitDir: string; readonly shown: string },
  hashes: readonly string[],
  path: string,
): Promise<ReadonlyMap<string, Signer>> {
  const { readKeyring } = await import('../../../git/keyring.ts')
  const { verifyCommits } = await import('../../../git/signatures.ts')
  return verifyCommits(repository, hashes, readKeyring([textOf(path)]))
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Why it cannot be read does not matter to whoever named it.
    throw new ConfigError(`cannot read the keys in ${visible(path)}`, 'name a file of allowed signers or OpenPGP keys')
  }
}

const DEPTH = 2

/** A repository itself, or those in a folder of mirrors (`state/mirrors`), sorted. */
function repositoriesAt(path: string): readonly string[] {
  const below = bareBelow(path, DEPTH)
  return below.length > 0 && !existsSync(join(path, '.git')) ? below : [path]
}

function bareBelow(path: string, depth: number): readonly string[] {
  if (depth < 0 || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return []
  return readdirSync(path)
    .sort()
    .map((name) => join(path, name))
    .flatMap((inner) =>
      inner.endsWith('.git') && existsSync(join(inner, 'HEAD')) ? [inner] : bareBelow(inner, depth - 1),
    )
}

/** What a signature proves, in words: `verified ada@acme.example`, `unsigned`. */
export function signerText(signer: Signer): string {
  return signer.type === 'verified' ? `verified ${signer.identity}` : signer.type
}
