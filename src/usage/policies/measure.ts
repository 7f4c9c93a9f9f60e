import type { Sample } from '../../model/usage.ts'
import type { Span } from '../calendar.ts'
import { specOf } from '../spec.ts'
import { type Decimal, decimalOf, isGreater, sumOf, ZERO } from './decimal.ts'
import type { Offering, Run } from './runs.ts'
import { monthNumber } from './window.ts'

/** A sample of a component, when it was (milliseconds), and the run of the subscription whose offering has that component. */
export interface Use {
  readonly sample: Sample
  readonly moment: number
  readonly run: Run
}

/** A component of an offering, as it is billed. */
export type Component = NonNullable<ReturnType<typeof componentsOf>[number]>

/** The components of an offering. */
export function componentsOf(offering: Offering) {
  return specOf(offering).components ?? []
}

/** The uses of one component within a span, in order of time. */
export function usesOf(uses: readonly Use[], component: string, { from, until }: Span): readonly Use[] {
  return uses.filter(({ sample, moment }) => sample.component === component && from <= moment && moment < until)
}

/** How much is used in a window: deltas added up, and of each gauge the last value (api §4.4). */
export function amountOf(uses: readonly Use[]): Decimal {
  return sumOf([...deltas(uses), ...lastOfEach(uses, seriesOf)])
}

/** How much is billed as used: deltas added up, and of each gauge the last value of each calendar month. */
export function billedAmount(uses: readonly Use[]): Decimal {
  return sumOf([...deltas(uses), ...lastOfEach(uses, (use) => `${monthNumber(use.moment)} ${seriesOf(use)}`)])
}

/** The highest value that all series together had at any moment; each goes on with its last value until the next. */
export function highestOf(uses: readonly Use[]): Decimal {
  const levels = new Map<string, Decimal>()
  let highest = ZERO
  for (const [index, use] of uses.entries()) {
    levels.set(seriesOf(use), decimalOf(use.sample.value))
    // What is told of one moment is one state of things.
    if (uses[index + 1]?.moment === use.moment) continue
    const level = sumOf(levels.values())
    if (isGreater(level, highest)) highest = level
  }
  return highest
}

/** How many purchases there are: one a sample, but for those of nothing. */
export function purchasesOf(uses: readonly Use[]): Decimal {
  return decimalOf(uses.filter(({ sample }) => sample.value !== 0).length)
}

function deltas(uses: readonly Use[]): readonly Decimal[] {
  return uses.filter(({ sample }) => sample.kind === 'delta').map(({ sample }) => decimalOf(sample.value))
}

function lastOfEach(uses: readonly Use[], series: (use: Use) => string): readonly Decimal[] {
  const gauges = uses.filter(({ sample }) => sample.kind === 'gauge')
  const last = new Map(gauges.map((use) => [series(use), use.sample.value]))
  return [...last.values()].map(decimalOf)
}

/** What one source tells of one matter, over and over. */
function seriesOf({ sample }: Use): string {
  const { source, organization, project = '', objectType, metric } = sample
  return [source, organization, project, objectType, metric].join('\u0000')
}
