import type { JsonObject } from '../../model/resource.ts'
import { timeOf } from '../../usage/calendar.ts'
import type { Bounded, UsageFacts } from './facts.ts'

/** The usage of an organization or a group for programs (schemas/output/usage.schema.json). */
export function factsValue({ subject, buckets, series }: UsageFacts): JsonObject {
  const [first, last] = [buckets[0], buckets.at(-1)]
  return {
    name: subject.name,
    ...(subject.type === 'group' ? { organizations: subject.organizations } : {}),
    ...(first === undefined || last === undefined ? {} : { start: timeOf(first.from), end: timeOf(last.until) }),
    series: series.map(seriesValue),
  }
}

function seriesValue({ objectType, metric, kind, project, component, limit, usage }: Bounded): JsonObject {
  return {
    objectType,
    metric,
    kind,
    ...(component === undefined ? {} : { component }),
    ...(project === undefined ? {} : { project }),
    ...(limit === undefined ? {} : { limit }),
    usage: usage.map((point) => ({ ...point })),
  }
}
