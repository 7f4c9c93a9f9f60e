import { readCommits } from '../git/commits.ts'
import { failure } from '../git/failure.ts'
import { readKeyring } from '../git/keyring.ts'
import type { Fetched } from '../git/mirror.ts'
import { verifyCommits } from '../git/signatures.ts'
import { visible } from '../lib/text.ts'
import type { Commit, History, Signer } from '../model/commit.ts'
import type { SourceError } from '../model/errors.ts'

/**
 * Which commits must carry a signature of one of `keys` (`readKeyring`): none, the one that is read, or each one since the
 * revision that was applied.
 */
export interface Verify {
  readonly mode: 'off' | 'head' | 'all'
  readonly keys: readonly string[]
}

/**
 * Verifies the signatures of one source. `head` throws `SourceError` (`SignatureMissing`, `SignatureUntrusted`,
 * `SignatureInvalid`) unless the commit is signed by a trusted key; `history` tells of each commit who signed it, and in
 * mode `all` throws for one that nobody did.
 */
export interface Verifier {
  head(fetched: Fetched, signal: AbortSignal | undefined): Promise<void>
  history(fetched: Fetched, history: History, since: Reading): Promise<History>
}

/** The revision that was applied last, where there is one. */
export interface Reading {
  readonly applied: string | undefined
  readonly signal: AbortSignal | undefined
}

/** Further back nobody looks, unless the mode asks for it: a first reading may meet a long history. */
const MOST_LOOKED_AT = 2000
const MOST_KEPT = 50_000

/** Makes the verifier of a source; there is none where nothing is verified. Throws `ConfigError` on keys that are none. */
export function createVerifier({ mode, keys }: Verify = { mode: 'off', keys: [] }): Verifier | undefined {
  if (mode === 'off') return undefined
  const keyring = readKeyring(keys)
  const known = new Map<string, Signer>()

  async function look({ repository }: Fetched, hashes: readonly string[], signal: AbortSignal | undefined) {
    if (known.size > MOST_KEPT) known.clear()
    const unseen = hashes.filter((hash) => !known.has(hash))
    for (const [hash, signer] of await verifyCommits(repository, unseen, keyring, { signal })) known.set(hash, signer)
  }

  return {
    async head(fetched, signal) {
      const { commit } = fetched.revision
      await look(fetched, [commit], signal)
      if (known.get(commit)?.type === 'verified') return
      const [read] = await readCommits(fetched.repository, { to: commit }, { most: 1, signal })
      if (read !== undefined) throw refusal(read, known.get(commit), fetched, mode)
    },
    async history(fetched, history, { applied, signal }) {
      const required = mode === 'all' ? await requiredSince(fetched, { applied, signal }) : []
      const hashes = [...required, ...history.commits.slice(0, MOST_LOOKED_AT)].map(({ hash }) => hash)
      await look(fetched, hashes, signal)
      // The oldest one is told first: what follows it has to be signed anew with it.
      const wrong = [...required].reverse().find(({ hash }) => known.get(hash)?.type !== 'verified')
      if (wrong !== undefined) throw refusal(wrong, known.get(wrong.hash), fetched, mode)
      const commits = history.commits.map(
        (commit): Commit => ({ ...commit, signer: known.get(commit.hash) ?? { type: 'unchecked' } }),
      )
      return { ...history, commits }
    },
  }
}

const MOST_REQUIRED = 10_000

/**
 * The commits since the applied one. At the first reading nothing was applied, and the signature of the head vouches for
 * what it holds; so it does where the applied commit is not there any more, which is held as a rewritten history.
 */
async function requiredSince({ repository, revision }: Fetched, { applied, signal }: Reading) {
  if (applied === undefined) return []
  const range = { from: applied, to: revision.commit }
  const commits = await readCommits(repository, range, { most: MOST_REQUIRED + 1, signal })
  if (commits.length <= MOST_REQUIRED) return commits
  const message = `more than ${MOST_REQUIRED} commits of ${repository.shown} would have to be verified`
  throw failure('LimitExceeded', message, 'set verify.mode to head until they are applied')
}

function refusal(
  commit: Commit,
  signer: Signer | undefined,
  { repository }: Fetched,
  mode: Verify['mode'],
): SourceError {
  const { name, email } = commit.author
  const which = `commit ${commit.hash.slice(0, 12)} of ${repository.shown} by ${visible(`${name} <${email}>`)}`
  const again =
    mode === 'all'
      ? `sign it and what follows: git rebase --exec 'git commit --amend --no-edit -S' ${commit.parents[0]?.slice(0, 12) ?? '--root'}`
      : 'let somebody who is trusted push a signed commit on top: git commit --allow-empty -S'
  switch (signer?.type) {
    case 'untrusted':
      return failure(
        'SignatureUntrusted',
        `${which} is signed by a key that is not in verify.keys, or whose time is over`,
        `add the key of a person who is to be trusted, or ${again}`,
      )
    case 'bad':
      return failure('SignatureInvalid', `${which} carries a signature that does not fit its content`, again)
    case 'verified':
    case 'unsigned':
    case 'unchecked':
    case undefined:
      return failure('SignatureMissing', `${which} is not signed`, again)
  }
}
