import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'

interface Cause {
  readonly says: string
  readonly help: string
}

const NO_SPACE = 'make room there and start again; the state is as it was before this change'
const CAUSES: Readonly<Record<string, Cause>> = {
  ENOSPC: { says: 'the disk is full', help: NO_SPACE },
  EDQUOT: { says: 'the disk quota is used up', help: NO_SPACE },
  EFBIG: { says: 'the file would grow beyond the size allowed', help: 'raise the limit (`ulimit -f`) and start again' },
  EROFS: { says: 'the file system is read-only', help: 'find out why it was made read-only, then start again' },
  EIO: {
    says: 'the disk reports an error',
    help: 'check the disk before you start again; the ledger is read on start',
  },
  EACCES: { says: 'permission is denied', help: 'run as the user that owns the state folder' },
  EPERM: { says: 'it is not permitted', help: 'run as the user that owns the state folder' },
  ENOENT: { says: 'it does not exist', help: 'check the path of the state folder' },
  ENOTDIR: { says: 'a part of the path is not a folder', help: 'check the path of the state folder' },
  ELOOP: { says: 'it is a symbolic link', help: 'name the folder itself' },
  EMFILE: { says: 'too many files are open', help: 'raise the limit (`ulimit -n`) and start again' },
  ENFILE: { says: 'too many files are open on this machine', help: 'close other programs and start again' },
}

/** The code of a failed system call (`ENOSPC`), or `undefined` for any other error. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** What the system refused, in our own words: `cannot write PATH: the disk is full`, with the next step as help. */
export function storeError(action: string, path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const code = codeOf(error)
  const cause = code === undefined ? undefined : CAUSES[code]
  return new StoreError(
    `cannot ${action} ${visible(path)}: ${cause?.says ?? `error ${code ?? 'unknown'}`}`,
    cause?.help,
  )
}

/** Runs a step; what the system refuses in it becomes a `StoreError` that names the action and the path. */
export function attempt<T>(action: string, path: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    throw storeError(action, path, error)
  }
}

/** As `attempt`, for a step that takes time. */
export async function attemptAsync<T>(action: string, path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    throw storeError(action, path, error)
  }
}
