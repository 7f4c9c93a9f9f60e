/**
 * A source could not be read now; try again later. The message carries no text of git, YAML or the network; `help` says
 * what to do where something can be done.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly code: string
  readonly help: string | undefined
  constructor(code: string, message: string, help?: string) {
    super(message)
    this.code = code
    this.help = help
  }
}

/** Somebody else has written meanwhile, or holds the lock; read again. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError'
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

/** The store cannot be read or written; the state is unchanged; exit code 74. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly help: string | undefined
  constructor(message: string, help?: string) {
    super(message)
    this.help = help
  }
}
