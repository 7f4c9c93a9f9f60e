import { mergeBase, readHistory } from '../git/commits.ts'
import type { Fetched } from '../git/mirror.ts'
import { isFullHash } from '../git/revision.ts'
import { wasTagged } from '../git/target.ts'
import type { History } from '../model/commit.ts'
import type { Verifier } from './signed.ts'

/** Of which folder a history is read, since which applied revisions (oldest first), and whether its signatures are verified. */
export interface HistoryReading {
  readonly folder: string
  readonly since: readonly string[]
  readonly verifier: Verifier | undefined
  readonly signal: AbortSignal | undefined
}

/**
 * What lies between the applied revisions and the commit that was read, with who signed it. A tag that was moved counts as a
 * history that was rewritten, also where it went forward (faults G08). Throws `SourceError`.
 */
export async function historyOf(
  fetched: Fetched,
  { folder, since, verifier, signal }: HistoryReading,
): Promise<History> {
  const { repository, revision } = fetched
  const { commit, ref } = revision
  const history = await withTag(fetched, await readHistory(repository, commit, since, { folder, signal }), {
    tag: ref?.startsWith('refs/tags/') ? ref : undefined,
    applied: since.at(-1),
    signal,
  })
  // Where the applied commit is not there, or is none of this repository, the head alone vouches for what it holds.
  const last = since.at(-1)
  const isThere = history.departed === undefined || history.departed.base !== undefined
  const applied = last !== undefined && isThere && isFullHash(last) && last.length === commit.length ? last : undefined
  return verifier === undefined ? history : verifier.history(fetched, history, { applied, signal })
}

interface Tagged {
  readonly tag: string | undefined
  readonly applied: string | undefined
  readonly signal: AbortSignal | undefined
}

async function withTag({ repository, revision }: Fetched, history: History, { tag, applied, signal }: Tagged) {
  if (tag === undefined || applied === undefined || applied === revision.commit) return history
  if (!(await wasTagged(repository, tag, applied, { signal }))) return history
  if (history.departed !== undefined) return { ...history, departed: { ...history.departed, tag } }
  const base = await mergeBase(repository, applied, revision.commit, { signal })
  return { ...history, departed: { from: applied, isShallow: false, tag, ...(base === undefined ? {} : { base }) } }
}
