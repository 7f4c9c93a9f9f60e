import { visible } from '../lib/text.ts'
import { type StoreCode, StoreError } from '../model/errors.ts'

interface Cause {
  readonly code: StoreCode
  readonly says: string
  readonly help: string
}

const NO_SPACE =
  'make room there (`df -h`, `df -i`) and run the same command again; what was not acknowledged is cut, nothing needs repair'
const OWNER = 'run as the user that owns the state folder (`ls -ld` shows who), or give it to this one (`chown -R`)'
const DISK = 'check the disk (`dmesg`) before you run the same command again: it reads the ledger and goes on'
const CAUSES: Readonly<Record<string, Cause>> = {
  ENOSPC: { code: 'StoreFull', says: 'the disk is full', help: NO_SPACE },
  EDQUOT: { code: 'StoreFull', says: 'the disk quota is used up', help: NO_SPACE },
  EFBIG: {
    code: 'StoreFull',
    says: 'the file would grow beyond the size allowed',
    help: 'raise the limit (`ulimit -f`) and run the same command again',
  },
  EROFS: {
    code: 'StateReadOnly',
    says: 'the file system is read-only',
    help: 'find out why (`dmesg`, `mount`) and run the same command again; commands that only read go on working',
  },
  EIO: { code: 'StoreFailed', says: 'the disk reports an error', help: DISK },
  EACCES: { code: 'StateNotOwned', says: 'permission is denied', help: OWNER },
  EPERM: { code: 'StateNotOwned', says: 'it is not permitted', help: OWNER },
  ENOENT: { code: 'StateMissing', says: 'it does not exist', help: 'check the path of the state folder' },
  ENOTDIR: { code: 'StateMissing', says: 'a part of the path is not a folder', help: 'check the path' },
  EISDIR: { code: 'StateForeign', says: 'it is a folder', help: 'move it away, or restore the state from a backup' },
  EEXIST: { code: 'StateForeign', says: 'something is there already', help: 'find out who else writes there' },
  ELOOP: { code: 'StateSymlink', says: 'it is a symbolic link', help: 'name, or put back, the file or folder itself' },
  EMFILE: {
    code: 'StoreFailed',
    says: 'too many files are open',
    help: 'raise the limit (`ulimit -n`) and run the same command again',
  },
  ENFILE: {
    code: 'StoreFailed',
    says: 'too many files are open on this machine',
    help: 'close other programs and run the same command again',
  },
}

/** What is no error of the system: a disk that takes fewer bytes than it was given and says nothing. */
const SILENT: Readonly<Record<string, Pick<Cause, 'code' | 'help'>>> = {
  TAKEN: { code: 'StoreFull', help: NO_SPACE },
  LENGTH: { code: 'StoreFailed', help: DISK },
}

/** The code of a failed system call (`ENOSPC`), or `undefined` for any other error. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** An error as the system would throw it, for what the system did not say; `storeError` names the place. */
export function refusal(code: 'TAKEN' | 'LENGTH', says: string): Error {
  return Object.assign(new Error(says), { code })
}

/** What the system refused, in our own words: `cannot write PATH: the disk is full`, with the next step as help. */
export function storeError(action: string, path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const { code, says, help } = causeOf(error)
  return new StoreError(code, `cannot ${action} ${visible(path)}: ${says}`, help)
}

function causeOf(error: unknown): Cause {
  const code = codeOf(error) ?? 'unknown'
  const silent = SILENT[code]
  if (silent !== undefined) return { ...silent, says: (error as Error).message }
  return CAUSES[code] ?? { code: 'StoreFailed', says: `error ${code}`, help: DISK }
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
