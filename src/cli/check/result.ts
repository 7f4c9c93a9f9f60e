/** What one look at the world has found. `subject` is what was looked at; `help` says how it is put right. */
export interface Result {
  readonly subject: string
  readonly status: 'ok' | 'warning' | 'failed'
  readonly message: string
  readonly help?: string
}

/** One thing to look at, and how; what is slow names itself before it begins. */
export interface Check {
  readonly subject: string
  readonly look: () => Promise<readonly Result[]>
}

/** All is well. */
export function ok(subject: string, message: string): Result {
  return { subject, status: 'ok', message }
}

/** Something that works, and should be known. */
export function warning(subject: string, message: string, help?: string): Result {
  return { subject, status: 'warning', message, ...(help === undefined ? {} : { help }) }
}

/** Something that keeps the program from its work. */
export function failed(subject: string, message: string, help?: string): Result {
  return { subject, status: 'failed', message, ...(help === undefined ? {} : { help }) }
}
