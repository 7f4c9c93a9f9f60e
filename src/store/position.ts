/**
 * The end of an entry in a segment of the ledger: at which byte its last line begins, the byte after its line end, and how
 * many lines the segment has up to there.
 */
export interface Place {
  readonly line: number
  readonly end: number
  readonly lines: number
}

/** The end of an entry in the ledger; segments are numbered from 1. */
export interface Position extends Place {
  readonly segment: number
}
