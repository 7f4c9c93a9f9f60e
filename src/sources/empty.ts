import type { Snapshot, SourcePolicy } from '../model/document.ts'
import { SourceError } from '../model/errors.ts'
import type { Since } from '../model/ports.ts'

/** The revision of a repository that holds no commit: no commit has this hash. */
export const NO_COMMIT = '0'.repeat(40)

/** Whose snapshot it is, and what was read where nothing is. */
export type Nothing = Pick<Snapshot, 'source' | 'privileged' | 'root' | 'revision' | 'ref'> & SourcePolicy

/**
 * Reads; but what `code` says is not there (a folder, a first commit) is the same as a folder without declarations, where
 * something of the source was applied: then `EmptySource` holds it, and a person may approve it (faults G04, G05).
 */
export async function orNothing(
  code: 'FolderNotFound' | 'WaitingForFirstCommit',
  nothing: Nothing,
  since: Since | undefined,
  read: () => Promise<Snapshot>,
): Promise<Snapshot> {
  try {
    return await read()
  } catch (error) {
    const isMissing = error instanceof SourceError && error.code === code
    if (!isMissing || since === undefined || (await since(nothing.source)).length === 0) throw error
    return { ...nothing, complete: true, documents: [], unreadable: [], problems: [], files: new Map() }
  }
}

/** The commit that is read, or `NO_COMMIT` where there is none yet. */
export async function orNoCommit(commit: Promise<string>): Promise<string> {
  try {
    return await commit
  } catch (error) {
    if (error instanceof SourceError && error.code === 'WaitingForFirstCommit') return NO_COMMIT
    throw error
  }
}
