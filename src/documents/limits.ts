/**
 * What a file may cost before it is refused. `fileBytes` counts the bytes of a file; everything else counts in one file:
 * `depth` levels of nesting, `aliases` places that repeat an anchor, `nodes` values with aliases counted in full,
 * `keyLength` UTF-16 units of a field name, `documents`, and `problems` that are told one by one. A document is a mapping; where
 * `isListTaken` it may be a list as well, as other systems write them.
 */
export interface Limits {
  readonly fileBytes: number
  readonly depth: number
  readonly aliases: number
  readonly nodes: number
  readonly keyLength: number
  readonly documents: number
  readonly problems: number
  readonly isListTaken?: boolean
}

/** The limits that serve where the configuration names none (model §3, first row). */
export const DEFAULT_LIMITS: Limits = {
  fileBytes: 1_048_576,
  depth: 100,
  aliases: 100,
  nodes: 200_000,
  keyLength: 1024,
  documents: 10_000,
  problems: 100,
}
