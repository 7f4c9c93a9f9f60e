/**
 * A source could not be read now; try again later. The message carries no text of git, YAML or the network; `help` says
 * what to do where something can be done. `class` tells kinds of one code apart: `SourceUnavailable` is `dns`, `network`,
 * `tls` or `server`.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly code: string
  readonly help: string | undefined
  readonly class: string | undefined
  constructor(code: string, message: string, help?: string, kind?: string) {
    super(message)
    this.code = code
    this.help = help
    this.class = kind
  }
}

/**
 * Why somebody else was first: a running process holds the folder (`Locked`), has taken it over or gone on in it
 * (`Fenced`), or what was read is no longer so (`Outdated`).
 */
export const CONFLICT_CODES = ['Locked', 'Fenced', 'Outdated'] as const
export type ConflictCode = (typeof CONFLICT_CODES)[number]

/** Somebody else has written meanwhile, or holds the lock; read again; exit code 73. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError'
  readonly code: ConflictCode
  readonly help: string
  constructor(code: ConflictCode, message: string, help: string) {
    super(message)
    this.code = code
    this.help = help
  }
}

/** A wrong option, argument or configuration file; exit code 2. `help` says what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly help: string | undefined
  constructor(message: string, help?: string) {
    super(message)
    this.help = help
  }
}

/** Why a store cannot be read or written (docs/storage.md); each has a text in `charter explain`. */
export const STORE_CODES = [
  'StoreFull',
  'StoreFailed',
  'StateReadOnly',
  'StateNotOwned',
  'StateMissing',
  'LedgerMissing',
  'StateForeign',
  'StateSymlink',
  'StateNewer',
  'StateCorrupt',
  'StateRollback',
  'SealedAway',
] as const
export type StoreCode = (typeof STORE_CODES)[number]

/** What a store only tells, and goes on: its folder lies in memory. */
export const NOTICE_CODES = ['NotDurable'] as const
export type NoticeCode = (typeof NOTICE_CODES)[number]

/** The store cannot be read or written; the state is unchanged; exit code 74. The message names the place, `help` the next step. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreCode
  readonly help: string
  constructor(code: StoreCode, message: string, help: string) {
    super(message)
    this.code = code
    this.help = help
  }
}
