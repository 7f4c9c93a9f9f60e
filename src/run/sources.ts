import type { Config } from '../config.ts'
import type { Log, Scrubber } from '../lib/log.ts'
import type { Clock, Source } from '../model/ports.ts'
import type { ClusterAround } from './clusters.ts'
import { clusterTold } from './clusters.ts'
import { type Opening, openSource } from './open.ts'
import { createWatch, type Watch, type Watching } from './watch.ts'

/** What is said of `approvers` where a source is a cluster (model §4, "Approval"). */
export const NO_APPROVERS = {
  message: 'its `approvers` approve nothing: who wrote an object or an annotation, no cluster tells',
  help: 'approve with `charter approve`, take `approvers` away so that an annotation counts, or let Git be the source',
} as const

/** What the sources of the running program are opened with. */
export interface SourcesAround {
  readonly environment: Opening['environment']
  readonly clock: Clock
  readonly log: Log & Scrubber
}

/** Opens the configured sources, each with its watch; and gives what else is opened as they are. */
export function openSources(
  config: Config,
  { environment, clock, log }: SourcesAround,
  metrics: ClusterAround['metrics'] & { readonly fetched: NonNullable<Watching['fetched']> },
): { readonly opening: Opening; readonly sources: readonly Source[]; readonly watches: readonly Watch[] } {
  const told = (source: string) => clusterTold(source, { log, metrics })
  const opening = { config, environment, onSecret: (secret: { reveal(): string }) => log.hide(secret.reveal()), told }
  const sources = config.sources.map((source) => openSource(source, opening))
  const watches = sources.map((source) => createWatch(source, { clock, log, fetched: metrics.fetched }))
  for (const { name, from, approvers } of config.sources) {
    if (from.type === 'kubernetes' && approvers !== undefined)
      log.warn('approvers of a cluster approve nothing', { source: name, help: NO_APPROVERS.help })
  }
  return { opening, sources, watches }
}
