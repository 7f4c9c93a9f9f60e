import type { Status, UsageStatus } from '../model/status.ts'

/** What changes between two passes: when a source is read next, and how usage is measured. */
export interface Live {
  readonly nextAt: (source: string) => string | undefined
  readonly usage?: () => UsageStatus
}

/** A status with what changes between two passes, which is worked out for whoever looks at it: requests are many. */
export function liveStatus(standing: Status, { nextAt, usage }: Live): Status {
  const status: Status = {
    ...standing,
    get sources() {
      return standing.sources.map((source) => {
        const next = nextAt(source.name)
        return next === undefined ? source : { ...source, nextAt: next }
      })
    },
  }
  return usage === undefined ? status : Object.defineProperty(status, 'usage', { get: usage, enumerable: true })
}
