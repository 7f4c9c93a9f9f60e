import type { Sample, SampleQuery, SampleStore } from '../../src/model/usage.ts'
import { unique } from '../../src/usage/series.ts'

/** A delta of the component `cpu` of acme in short. */
export function sample(start: string, value: number, more: Partial<Sample> = {}): Sample {
  const measured = {
    source: 'meter',
    organization: 'acme',
    objectType: 'machine',
    metric: 'cpu_hours',
    component: 'cpu',
  }
  return { ...measured, kind: 'delta', start, value, ...more }
}

/** Samples that are kept as long as the test runs; a sample takes the place of one before it. */
export function createMemorySamples(samples: readonly Sample[] = []): SampleStore {
  let kept = unique(samples)
  return {
    async add(more) {
      kept = unique([...kept, ...more])
    },
    async read({ organizations, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY }: SampleQuery = {}) {
      return kept.filter(({ organization, start }) => {
        const moment = Date.parse(start)
        return organizations?.has(organization) !== false && from <= moment && moment < until
      })
    },
  }
}
