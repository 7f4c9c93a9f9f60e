import type { Key } from './resource.ts'
import type { Head } from './state.ts'

/** An identity that a file declares, and the line (1-based) at which its document starts. */
export interface HeldIdentity {
  readonly key: Key
  readonly line: number
}

/**
 * What is known of one file: `stamp` of its content (`SourceText`), and the identities it held when it was last read, in
 * the order of their keys. A file that could not be read to its end keeps those of before; where there is no before,
 * `isKnown` is false, and it may hold anything.
 */
export interface FileRecord {
  readonly stamp: string
  readonly isKnown: boolean
  readonly held: readonly HeldIdentity[]
}

/**
 * What one source held at the revision that was last read of it. `applied` is the revision of it that the ledger called the
 * last applied one then: where that has moved since, a pass was not written down, and the record is out of date.
 */
export interface SourceRecord {
  readonly revision: string
  readonly applied: string | undefined
  readonly files: ReadonlyMap<string, FileRecord>
}

/** What changes in the record of a source: `files` that are gone stand as `undefined`. Without `from`, everything is given. */
export interface SourceUpdate {
  readonly source: string
  readonly revision: string
  readonly applied: string | undefined
  /** The revision of the record to which this is the difference. */
  readonly from?: string
  readonly files: ReadonlyMap<string, FileRecord | undefined>
}

/**
 * A pass that left nothing to do, so that a start that finds all of it as it was has nothing to do either: the ledger's
 * head after it, the sources in order, each with its revision and the digest of its configuration, the version of the
 * program, and the time span (RFC 3339 UTC) in which no declared window begins or ends; `until` is absent where none does.
 */
export interface Settled {
  readonly head: Head
  readonly program: string
  readonly sources: readonly SettledSource[]
  readonly since: string
  readonly until?: string
}

export interface SettledSource {
  readonly name: string
  readonly revision: string
  readonly configuration: string
}

/**
 * What is remembered of what sources held (design §5): derived from them, and made anew where it is lost. `record` never
 * throws: what cannot be written is told and forgotten.
 */
export interface Inventory {
  of(source: string): SourceRecord | undefined
  settled(): Settled | undefined
  /** Writes down what was read, and whether that settled everything. */
  record(updates: readonly SourceUpdate[], settled?: Settled): Promise<void>
}
