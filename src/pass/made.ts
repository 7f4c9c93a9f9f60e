import { instantOf } from '../lib/instant.ts'
import { shown } from '../lib/shown.ts'
import { folded, shortened } from '../lib/text.ts'
import type { Change } from '../model/change.ts'
import type { Commit, History, Person } from '../model/commit.ts'
import type { Made } from '../model/ledger.ts'
import { signersOf } from '../plan/history/signers.ts'

/** Longer names and addresses are shortened: whoever writes a commit chooses them. */
const MOST_LETTERS = 200
/** So many of those who are said to have helped are named. */
const MOST_HELPERS = 10

/** Who made the commit behind a change, as far as a history of this pass knows (design §6). */
export function makersIn(histories: readonly History[]): (change: Change) => Made | undefined {
  const commits = new Map(
    histories.flatMap((history) => history.commits.map((commit) => [commit.hash, commit] as const)),
  )
  const made = new Map<Commit, Made>()
  return ({ commit: hash }) => {
    const commit = hash === undefined ? undefined : commits.get(hash)
    if (commit === undefined) return undefined
    const known = made.get(commit) ?? madeOf(commit)
    made.set(commit, known)
    return known
  }
}

/** Its names stand in order, as those of every body that is written often. */
function madeOf(commit: Commit): Made {
  const { author, coAuthors, committer } = commit
  const committedAt = instantOf(commit.committedAt)
  const [signer] = signersOf(commit)
  return {
    author: safe(author),
    ...(coAuthors.length === 0 ? {} : { coAuthors: coAuthors.slice(0, MOST_HELPERS).map(safe) }),
    ...(committedAt === undefined ? {} : { committedAt: new Date(committedAt).toISOString() }),
    ...(isSame(author, committer) ? {} : { committer: safe(committer) }),
    ...(signer === undefined ? {} : { signer: safe(signer) }),
  }
}

function safe({ name, email }: Person): Person {
  return { email: safeText(email), name: safeText(name) }
}

function safeText(text: string): string {
  return shortened(shown(text), MOST_LETTERS)
}

function isSame(left: Person, right: Person): boolean {
  return left.name === right.name && folded(left.email) === folded(right.email)
}
