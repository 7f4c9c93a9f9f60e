/** For how long use counts against a limit (model §2 UsagePolicy). */
export const PERIODS = ['total', 'month', 'quarter', 'year'] as const
export type Period = (typeof PERIODS)[number]

/**
 * What a usage policy limits, in a window of a period: the use of a component, or without one the cost. Both numbers are
 * exact decimals as text.
 */
export interface Limited {
  readonly component?: string
  readonly period: Period
  readonly current: string
  readonly limit: string
}

/** A usage policy that has fired: since when (RFC 3339 UTC), and which of its limits were exceeded when that was recorded. */
export interface FiredPolicy {
  readonly since: string
  readonly exceeded: readonly Limited[]
}
