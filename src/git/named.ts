import type { Commit } from '../model/commit.ts'
import { commitsIn, FIELDS, presentAmong } from './commits.ts'
import { isFullHash } from './revision.ts'
import { askGit, type GitOptions, type Repository } from './spawn.ts'

/** Commits that go through one git process. */
const AT_ONCE = 5000

/**
 * Those of some commits that a repository holds, by their hashes, without their files; what is no hash, or of another kind of
 * object, is left out. Throws `SourceError`.
 */
export async function readNamedCommits(
  repository: Repository,
  hashes: Iterable<string>,
  options: GitOptions = {},
): Promise<ReadonlyMap<string, Commit>> {
  const asked = [...new Set(hashes)].filter(isFullHash).sort()
  const found = new Map<string, Commit>()
  for (let start = 0; start < asked.length; start += AT_ONCE) {
    const present = await presentAmong(repository, asked.slice(start, start + AT_ONCE), options)
    if (present.length === 0) continue
    const input = present.map((hash) => `${hash}\n`).join('')
    const command = ['log', '-z', '--no-walk=unsorted', '--stdin', '--encoding=UTF-8', '--no-patch']
    const plain = ['--no-show-signature', '--no-notes', '--no-mailmap', '--no-color']
    const printed = await askGit(repository, [...command, ...plain, `--format=${FIELDS.join('%x00')}`], {
      ...options,
      input,
    })
    for (const commit of commitsIn(printed)) found.set(commit.hash, commit)
  }
  return found
}
