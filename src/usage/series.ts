import { by, groupBy } from '../lib/compare.ts'
import type { Metric, Sample } from '../model/usage.ts'
import { momentOf, type Span, timeOf } from './calendar.ts'

/** The value of one bucket; the times are RFC 3339 UTC. */
export interface Point {
  readonly start: string
  readonly end: string
  readonly value: number
}

/** One metric over time. */
export interface Series {
  readonly objectType: string
  readonly metric: string
  readonly kind: 'delta' | 'gauge'
  readonly usage: readonly Point[]
}

/**
 * The samples of one organization as series over buckets that follow one another, sorted by object type and metric (api
 * §4). Only what has data in them is given, and what is `asked` for by name. A bucket without data is 0 for a delta and
 * left out for a gauge. A gauge that several sources or projects tell is the sum of their last values.
 */
export function seriesOf(
  samples: readonly Sample[],
  buckets: readonly Span[],
  asked: readonly Metric[] = [],
): readonly Series[] {
  const within = unique(samples).flatMap((sample) => {
    const bucket = bucketAt(buckets, momentOf(sample.start))
    return bucket === undefined ? [] : [{ sample, bucket }]
  })
  const found = groupBy(within, ({ sample }) => nameOf(sample))
  const metrics = new Map<string, Metric>(
    [...within.map(({ sample }) => sample), ...asked].map((one) => [nameOf(one), one]),
  )
  return [...metrics].sort(by(([name]) => name)).map(([name, { objectType, metric, kind }]) => {
    const byBucket = Map.groupBy(found.get(name) ?? [], ({ bucket }) => bucket)
    const usage = buckets.flatMap((bucket, index) => {
      const value = totalOf(kind, byBucket.get(index)?.map(({ sample }) => sample) ?? [])
      return value === undefined ? [] : [{ start: timeOf(bucket.from), end: timeOf(bucket.until), value }]
    })
    return { objectType, metric, kind, usage }
  })
}

// A kind of its own, since nothing that adds up may be mixed with what does not.
function nameOf({ objectType, metric, kind }: Metric): string {
  return `${objectType}\u0000${metric}\u0000${kind}`
}

/**
 * Samples without repetitions, in order of time: of one source, organization, project, metric and start the last of the list
 * counts, so that reading a source again never counts anything twice (api §4).
 */
export function unique(samples: readonly Sample[]): readonly Sample[] {
  const known = new Map<string, Sample>()
  for (const sample of samples) {
    const { source, organization, project = '', start } = sample
    known.set([source, organization, project, nameOf(sample), momentOf(start)].join('\u0000'), sample)
  }
  return [...known]
    .sort(by(([key]) => key))
    .map(([, sample]) => sample)
    .sort((left, right) => momentOf(left.start) - momentOf(right.start))
}

function totalOf(kind: Metric['kind'], samples: readonly Sample[]): number | undefined {
  switch (kind) {
    case 'delta':
      return sum(samples)
    case 'gauge': {
      const last = new Map(samples.map((sample) => [`${sample.source}\u0000${sample.project ?? ''}`, sample]))
      return last.size === 0 ? undefined : sum([...last.values()])
    }
  }
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { value }) => total + value, 0)
}

/** The index of the bucket that a moment lies in, found by halves; buckets follow one another without a gap. */
function bucketAt(buckets: readonly Span[], moment: number): number | undefined {
  let low = 0
  let high = buckets.length
  while (low < high) {
    const middle = (low + high) >> 1
    const bucket = buckets[middle]
    if (bucket !== undefined && moment >= bucket.until) low = middle + 1
    else if (bucket !== undefined && moment >= bucket.from) return middle
    else high = middle
  }
  return undefined
}
