import type { Secret } from '../lib/secret.ts'
import type { SecretRef, UsageSourceSpec } from '../model/kinds.generated.ts'
import type { Sample } from '../model/usage.ts'
import type { Fetch } from './call.ts'

/** A UsageSource as it is stored. */
export interface UsageSource {
  readonly name: string
  readonly spec: UsageSourceSpec
}

/** A span of time in milliseconds, half-open. */
export interface Window {
  readonly from: number
  readonly until: number
}

/** The secret that a source refers to, or why it cannot be had. */
export type Resolve = (ref: SecretRef) => Promise<Secret | { readonly message: string; readonly help?: string }>

/**
 * What reading works with: the configuration's `usage`, what finds secrets, the stored organization that a text of the source names,
 * and the time for which a source with a history is asked.
 */
export interface Metering {
  readonly allowedHosts: ReadonlySet<string>
  readonly directory?: string | undefined
  readonly resolve: Resolve
  readonly fetch: Fetch
  readonly organizationOf: (text: string) => string | undefined
  readonly window: Window
  readonly signal: AbortSignal
  /** RFC 3339 UTC. */
  readonly now: string
}

/** What all samples of a source have in common. */
export function commonOf({ name, spec }: UsageSource): Omit<Sample, 'organization' | 'start' | 'value' | 'project'> {
  const { metric, objectType = '', component, kind = 'delta' } = spec
  return { source: name, metric, objectType, kind, ...(component === undefined ? {} : { component }) }
}
