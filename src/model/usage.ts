/** What is measured: `delta` values add up, of `gauge` values the last one counts. `objectType` may be empty. */
export interface Metric {
  readonly objectType: string
  readonly metric: string
  readonly kind: 'delta' | 'gauge'
}

/**
 * One measured value: by which source (the name of a UsageSource, or `charter` for what is counted here), of which
 * organization, for which component of an offering and in which project, where that is told. `start` is RFC 3339.
 */
export interface Sample extends Metric {
  readonly source: string
  readonly organization: string
  readonly component?: string
  readonly project?: string
  readonly start: string
  readonly value: number
}

/** Which samples are asked for: of some organizations, of a time (milliseconds, `until` not included); absent: of all. */
export interface SampleQuery {
  readonly organizations?: ReadonlySet<string>
  readonly from?: number
  readonly until?: number
}

/**
 * Where samples are kept, beside the ledger. A sample is the same as one before it by source, organization, project,
 * metric and start; the one that was added last counts, so that reading a source again never counts anything twice
 * (api §4). `read` gives each once, in order of time. Both throw `StoreError`.
 */
export interface SampleStore {
  add(samples: readonly Sample[]): Promise<void>
  read(query?: SampleQuery): Promise<readonly Sample[]>
}
