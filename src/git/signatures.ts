import { visible } from '../lib/text.ts'
import type { Signer } from '../model/commit.ts'
import { failure } from './failure.ts'
import { type Keyring, withKeyring } from './keyring.ts'
import { isFullHash } from './revision.ts'
import { askGit, type GitOptions, type Repository, runGit } from './spawn.ts'

/** Signatures that go through one git process; each one costs two processes of ssh-keygen, or one of gpg. */
const AT_ONCE = 500
const DEADLINE_MS = 300_000

/**
 * What the signatures of commits prove (`Signer`), by their hashes, as git itself verifies them (ssh and OpenPGP). Whether a
 * key was valid is asked for the time that the commit claims. Throws `SourceError`.
 */
export async function verifyCommits(
  repository: Repository,
  commits: readonly string[],
  keyring: Keyring,
  options: GitOptions = {},
): Promise<ReadonlyMap<string, Signer>> {
  const found = new Map<string, Signer>()
  const hashes = [...new Set(commits)]
  if (hashes.length === 0) return found
  for (const hash of hashes)
    if (!isFullHash(hash)) throw failure('ObjectMissing', `\`${visible(hash)}\` is no commit hash`)
  await withKeyring(keyring, async (files) => {
    for (let start = 0; start < hashes.length; start += AT_ONCE) {
      const some = hashes.slice(start, start + AT_ONCE)
      const input = some.map((hash) => `${hash}\n`).join('')
      const command = [
        'log',
        '-z',
        '--no-walk=unsorted',
        '--stdin',
        '--no-color',
        '--no-patch',
        '--format=%H%x01%G?%x01%GS',
      ]
      const printed = await askGit(repository, command, { deadlineMs: DEADLINE_MS, ...options, ...files, input })
      for (const record of printed.split('\0')) {
        const [hash = '', answer = '', identity = ''] = record.trim().split('\u0001')
        if (hash !== '') found.set(hash, signerOf(answer, identity))
      }
    }
  })
  const unsigned = hashes.filter((hash) => found.get(hash)?.type === 'unsigned')
  for (const hash of await carrying(repository, unsigned, options)) found.set(hash, { type: 'untrusted' })
  return found
}

/**
 * Those of some commits that carry a signature all the same. git calls one unsigned, too, whose kind of key nobody
 * configured: it asks a program, which has no answer.
 */
async function carrying(repository: Repository, commits: readonly string[], options: GitOptions) {
  if (commits.length === 0) return []
  const input = commits.map((hash) => `${hash}\n`).join('')
  const printed = await runGit(repository, ['cat-file', '--batch', '--buffer'], { ...options, input })
  let position = 0
  return commits.filter(() => {
    const start = printed.indexOf('\n', position) + 1
    const size = Number(printed.toString('latin1', position, start).trim().split(' ')[2])
    position = start + size + 1
    const [heading = ''] = printed.toString('latin1', start, start + size).split('\n\n', 1)
    return /^gpgsig(-sha256)? /m.test(heading)
  })
}

/** git-log(1), `%G?`: a good signature of a key that is not among the trusted ones is `U`. */
function signerOf(answer: string, identity: string): Signer {
  switch (answer) {
    case 'G':
      return identity === '' ? { type: 'untrusted' } : { type: 'verified', identity }
    case 'N':
      return { type: 'unsigned' }
    case 'U':
    case 'E':
    case 'X':
    case 'Y':
    case 'R':
      return { type: 'untrusted' }
  }
  return { type: 'bad' }
}
