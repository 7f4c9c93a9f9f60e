import type { Sample } from '../model/usage.ts'
import type { Counts } from './counts.ts'

/** How many of each sort of object an organization has now (api §3, endpoint 24; systems §3.3). */
export interface ResourceCounts {
  readonly projects: number
  readonly users: number
  readonly deployments: number
  readonly deployment_versions: number
  readonly pipelines: number
  readonly pipeline_versions: number
  readonly buckets: number
  readonly environments: number
}

/** What is declared is counted; of the rest the latest gauge of that name, 0 where there is none. Samples in order of time. */
export function resourceCounts(counts: Counts, samples: readonly Sample[]): ResourceCounts {
  const latest = (metric: string): number => latestGauge(samples, metric)
  return {
    projects: counts.projects,
    users: counts.users,
    deployments: latest('deployments'),
    deployment_versions: latest('deployment_versions'),
    pipelines: latest('pipelines'),
    pipeline_versions: latest('pipeline_versions'),
    buckets: latest('buckets'),
    environments: counts.environments,
  }
}

/** The sum of the latest values of a gauge, 0 where there is none. Samples in order of time. */
export function latestGauge(samples: readonly Sample[], metric: string): number {
  const own = samples.filter((sample) => sample.metric === metric && sample.kind === 'gauge')
  const last = new Map(
    own.map(({ source, project = '', objectType, value }) => [`${source}\u0000${project}\u0000${objectType}`, value]),
  )
  return [...last.values()].reduce((sum, value) => sum + value, 0)
}
