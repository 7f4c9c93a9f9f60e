import { groupBy } from '../../lib/compare.ts'
import type { Span } from '../../usage/calendar.ts'
import { type Consumption, consumptionOf } from '../../usage/consumption.ts'
import { EXIT } from '../exit.ts'
import type { Terminal } from '../terminal.ts'
import { type Asked, headOf, type Showing, write } from './answer.ts'
import { numberText } from './rows.ts'

/** What an organization consumed, newest month first. */
export interface ConsumptionFacts {
  readonly name: string
  readonly months: readonly Consumption[]
}

/** What organizations consumed in calendar months that follow one another. */
export async function consumptionFacts(
  { names, read }: Asked,
  months: readonly Span[],
): Promise<readonly ConsumptionFacts[]> {
  const [first, last] = [months[0], months.at(-1)]
  if (first === undefined || last === undefined) return []
  const samples = groupBy(await read(names, { from: first.from, until: last.until }), (one) => one.organization)
  return names.map((name) => ({ name, months: consumptionOf(samples.get(name) ?? [], months) }))
}

const COLUMNS = [
  { header: 'ORGANIZATION' },
  { header: 'MONTH' },
  { header: 'API CALLS', align: 'right' },
  { header: 'STORAGE USED', align: 'right' },
] as const

/** Shows consumption; a storage that nobody told is empty. */
export function showConsumption(
  facts: readonly ConsumptionFacts[],
  { form, stored }: Showing,
  terminal: Terminal,
): number {
  const rows = () =>
    facts.flatMap(({ name, months }) =>
      months.map(({ month, apiCalls, storageUsed }) => [
        name,
        month,
        numberText(apiCalls),
        storageUsed === undefined ? '' : numberText(storageUsed),
      ]),
    )
  const value = { ...headOf(stored), consumption: facts.map(({ name, months }) => ({ name, months })) }
  write({ form, columns: COLUMNS, rows, value }, terminal)
  return EXIT.done
}
