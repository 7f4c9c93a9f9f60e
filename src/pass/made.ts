import { instantOf } from '../lib/instant.ts'
import { shown } from '../lib/shown.ts'
import { folded, shortened } from '../lib/text.ts'
import type { Change } from '../model/change.ts'
import type { Commit, History, Person } from '../model/commit.ts'
import type { Writers } from '../model/document.ts'
import type { Made } from '../model/ledger.ts'
import { signersOf } from '../plan/history/signers.ts'
import { pathOf } from '../sources/cluster/object.ts'
import type { Maker } from '../store/record.ts'

/** Longer names and addresses are shortened: whoever writes a commit chooses them. */
const MOST_LETTERS = 200
/** So many of those who are said to have helped are named. */
const MOST_HELPERS = 10

/** Who made a change, as far as the histories and clusters of this pass know (design §6); of an object that is gone nobody does. */
export function makersIn(
  histories: readonly History[],
  writers: ReadonlyMap<string, Writers> = new Map(),
): (change: Change) => Maker {
  const commits = new Map(
    histories.flatMap((history) => history.commits.map((commit) => [commit.hash, commit] as const)),
  )
  const made = new Map<Commit, Made>()
  return (change) => {
    const commit = change.commit === undefined ? undefined : commits.get(change.commit)
    if (commit === undefined) return managerOf(change, writers)
    const by = made.get(commit) ?? madeOf(commit)
    made.set(commit, by)
    return { by }
  }
}

/** An Organization may declare what is in it. */
function managerOf(change: Change, writers: ReadonlyMap<string, Writers>): Maker {
  if (writers.size === 0 || change.action === 'delete' || 'path' in change.after.origin) return {}
  const { kind, namespace, name, origin } = change.after
  const paths = [pathOf(kind, namespace, name), pathOf('Organization', '', namespace)]
  const found = paths.map((path) => writers.get(origin.source)?.get(path)).find((one) => one?.uid === origin.uid)
  return found?.manager === undefined ? {} : { manager: found.manager }
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
