import type { Span } from '../calendar.ts'
import { specOf } from '../spec.ts'
import { type Decimal, decimalOf, sumOf, times, ZERO } from './decimal.ts'
import { billedAmount, type Component, componentsOf, highestOf, purchasesOf, type Use, usesOf } from './measure.ts'
import type { Run } from './runs.ts'
import { common, monthsTouched } from './window.ts'

/**
 * What a run of a subscription costs within a window: the price of each component of its plan × how much of it is billed
 * (model §2 UsagePolicy). A component that its offering does not have costs nothing.
 */
export function costOf(run: Run, uses: readonly Use[], window: Span): Decimal {
  const span = common(run, window)
  if (span === undefined || run.offering === undefined) return ZERO
  const prices = specOf(run.plan).prices ?? {}
  const own = uses.filter((use) => use.run === run)
  return sumOf(
    componentsOf(run.offering).map((component) => {
      const price = Object.hasOwn(prices, component.type) ? prices[component.type] : undefined
      return price === undefined ? ZERO : times(decimalOf(price), quantityOf(component, run, { span, uses: own }))
    }),
  )
}

interface Billed {
  readonly span: Span
  readonly uses: readonly Use[]
}

function quantityOf({ type, billingType = 'usage' }: Component, run: Run, { span, uses }: Billed): Decimal {
  switch (billingType) {
    case 'fixed':
      return decimalOf(monthsTouched(span))
    case 'one':
      return decimalOf(span.from === run.from ? 1 : 0)
    case 'few':
      return purchasesOf(usesOf(uses, type, span))
    case 'usage':
      return billedAmount(usesOf(uses, type, span))
    case 'limit':
      return highestOf(usesOf(uses, type, span))
  }
}
