import { by, groupBy } from '../lib/compare.ts'
import type { Resource } from '../model/resource.ts'
import type { Metric, Sample } from '../model/usage.ts'
import type { Span } from './calendar.ts'
import { COUNT_METRICS } from './counts.ts'
import { type Series, seriesOf } from './series.ts'
import { isOf, specOf } from './spec.ts'
import type { Stored } from './stored.ts'

/** What of usage is asked for: metrics by name (none: all that have data), objects of one type, and whether by project. */
export interface Question {
  readonly metrics: readonly string[]
  readonly objectType?: string
  readonly isByProject: boolean
}

/** A metric over time: of one project (`''`: of none) where that is asked for, and the component that it counts for. */
export interface Measured extends Series {
  readonly project?: string
  readonly component?: string
}

/** The series of one organization that a question asks for, by object type, metric and project; `known` as `metricsIn` gives it. */
export function measuredOf(
  samples: readonly Sample[],
  buckets: readonly Span[],
  question: Question,
  known: readonly Metric[],
): readonly Measured[] {
  const own = samples.filter((sample) => isAsked(sample, question))
  const components = new Map(own.flatMap((one) => (one.component === undefined ? [] : [[nameOf(one), one.component]])))
  const asked = question.metrics.length === 0 ? [] : known.filter((metric) => isAsked(metric, question))
  const withComponent = (series: Series): Measured => {
    const component = components.get(nameOf(series))
    return component === undefined ? series : { ...series, component }
  }
  if (!question.isByProject) return seriesOf(own, buckets, asked).map(withComponent)
  return [...groupBy(own, ({ project = '' }) => project)]
    .flatMap(([project, some]) => seriesOf(some, buckets).map((series) => ({ ...withComponent(series), project })))
    .sort(by((series) => `${nameOf(series)}\u0000${series.project}`))
}

/** The metrics that a state knows of: those of its usage sources, and what Charter counts itself. */
export function metricsIn({ resources }: Stored): readonly Metric[] {
  return metricsAmong(resources.values())
}

/** The same, of the resources among which its usage sources are. */
export function metricsAmong(resources: Iterable<Resource>): readonly Metric[] {
  const sources = [...resources].filter(isOf('UsageSource')).map((source): Metric => {
    const { metric, objectType = '', kind = 'delta' } = specOf(source)
    return { metric, objectType, kind }
  })
  return [...sources, ...COUNT_METRICS]
}

function isAsked({ metric, objectType }: Metric, question: Question): boolean {
  if (question.objectType !== undefined && question.objectType !== objectType) return false
  return question.metrics.length === 0 || question.metrics.includes(metric)
}

function nameOf({ objectType, metric, kind }: Metric): string {
  return `${objectType}\u0000${metric}\u0000${kind}`
}
