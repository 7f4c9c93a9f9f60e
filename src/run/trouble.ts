import { ConflictError, StoreError } from '../model/errors.ts'
import type { Clock } from '../model/ports.ts'
import type { Trouble } from '../model/status.ts'

/** Troubles of a store that pass by themselves or by an operator's hand, without losing anything. */
export const PASSING: readonly string[] = ['StoreFull', 'StateReadOnly']

/** Why a pass failed as a whole, for the how many-th time in a row. */
export function troubleOf(error: unknown, before: Trouble | undefined, clock: Clock): Trouble {
  const attempts = (before?.attempts ?? 0) + 1
  const since = before?.since ?? clock.now()
  if (error instanceof StoreError || error instanceof ConflictError) {
    const { code, message, help } = error
    return { code, message, ...(help === undefined ? {} : { help }), since, attempts }
  }
  return {
    code: 'InternalError',
    message: 'a pass failed because of a bug in charter; please report it',
    since,
    attempts,
  }
}

/** Where a bug lies: places in the program, without the message, which may quote what was read. */
export function traceOf(error: unknown): { readonly trace?: readonly string[] } {
  if (!(error instanceof Error) || error instanceof StoreError || error instanceof ConflictError) return {}
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { trace: [error.name, ...places.map((line) => line.trim())] }
}
