import type { JsonObject } from './resource.ts'

/** What a record says was done: a token came for the first time in a while, or what it was refused or given. */
export const ACCESS_ACTIONS = ['LOGIN', 'READ', 'EXPORT', 'DENIED'] as const
/** Whether it was answered with what was asked for. */
export const ACCESS_STATUSES = ['SUCCESS', 'FAILURE'] as const

/**
 * A read of an organization (api §5), which keeps its uid and the name that it had then. Without an organization: somebody
 * whose token does not count, and who therefore has no `user`. `path` is without its query, `ip` the address that asked.
 */
export interface AccessRecord {
  readonly timestamp: string
  readonly id: string
  readonly organization?: string
  readonly organizationUid?: string
  readonly user?: string
  /** The uid of the User, where it is one of that organization. */
  readonly userId?: string
  readonly action: (typeof ACCESS_ACTIONS)[number]
  readonly status: (typeof ACCESS_STATUSES)[number]
  readonly method: string
  readonly path: string
  readonly ip: string
  readonly statusCode: number
}

/**
 * Which records of an organization (its uid) are wanted: of a time (milliseconds, infinite where it is open, `end` not
 * included), so many after passing over `skip`, from a place on; without one from the newest on.
 */
export interface AccessQuery {
  readonly organization: string
  readonly start: number
  readonly end: number
  readonly limit: number
  readonly skip: number
  readonly place: JsonObject | undefined
  isWanted(record: AccessRecord): boolean
}

/** Records, newest first, and where reading goes on: there may be less than was wanted, because one reading looks only so far. */
export interface AccessPage {
  readonly found: readonly AccessRecord[]
  readonly next: { readonly place: JsonObject; readonly skip: number } | undefined
}

/**
 * Who has read what. `add` returns at once and never throws: what cannot be written is dropped, and whoever opened the log is
 * told. `read` finds what was added before it, and throws `StoreError`. `close` writes what waits.
 */
export interface AccessLog {
  add(record: AccessRecord): void
  read(query: AccessQuery): Promise<AccessPage>
  close(): Promise<void>
}
