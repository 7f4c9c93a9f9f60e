import { visible } from '../lib/text.ts'
import type { Problem, ProblemCode } from '../model/problem.ts'

/** Text for a refused path: what is wrong with it, and how it is put right. */
export interface Reason {
  readonly code: ProblemCode
  readonly message: string
  readonly help?: string
  /** Another path that belongs to it, and the words beside it. */
  readonly related?: { readonly path: string; readonly message: string }
}

/** The problem of a whole file or folder that is not read; it stands at line 1, column 1, and its path is made visible. */
export function refusal(source: string, path: string, reason: Reason): Problem {
  const origin = { source, path: visible(path), line: 1, column: 1 }
  const { code, message, help, related } = reason
  return {
    code,
    severity: 'error',
    message,
    ...(help === undefined ? {} : { help }),
    origin,
    pointer: '',
    ...(related === undefined
      ? {}
      : { related: [{ origin: { ...origin, path: visible(related.path) }, message: related.message }] }),
  }
}

/** A symbolic link; what it points at is never looked at (faults T11). */
export function symlinkRefused(): Reason {
  return {
    code: 'SymlinkNotAllowed',
    message: 'a symbolic link is not followed',
    help: 'put the file itself here, or take the link away',
  }
}

/** A submodule; it is never fetched (faults T12). */
export function submoduleRefused(): Reason {
  return {
    code: 'SubmoduleNotAllowed',
    message: 'a submodule is not read',
    help: 'put the files themselves here, or make its repository a source of its own',
  }
}

/** A path that cannot be accepted; `fault` is what `pathFault` said. */
export function pathRefused(fault: string): Reason {
  return { code: 'InvalidPath', message: `the path ${fault}`, help: 'rename the file' }
}

/** A path that another one would hide (`twinsOf`). */
export function twinRefused(path: string, twin: string): Reason {
  if (path === twin)
    return { code: 'InvalidPath', message: 'the path stands twice in the tree', help: 'repair the tree' }
  const differs = path.normalize('NFC') === twin.normalize('NFC') ? 'Unicode form' : 'letter case'
  return {
    code: 'InvalidPath',
    message: `the path differs from \`${visible(twin)}\` only in ${differs}`,
    help: 'rename one of the two',
    related: { path: twin, message: 'the other file' },
  }
}

/** What cannot be opened or read; `why` is in our words. */
export function unreadable(why: string, help?: string): Reason {
  return { code: 'Unreadable', message: why, ...(help === undefined ? {} : { help }) }
}
