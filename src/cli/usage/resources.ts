import { groupBy } from '../../lib/compare.ts'
import { boundsOf } from '../../usage/bounds.ts'
import { momentOf, monthsAfter } from '../../usage/calendar.ts'
import { countsOf } from '../../usage/counts.ts'
import { type ResourceCounts, resourceCounts } from '../../usage/resources.ts'
import { useText } from '../entitlements/bar.ts'
import { EXIT } from '../exit.ts'
import type { Terminal } from '../terminal.ts'
import { type Asked, headOf, type Showing, write } from './answer.ts'

/** How many objects an organization has now, and what limits their number. */
export interface ResourceFacts {
  readonly name: string
  readonly counts: ResourceCounts
  readonly limits: Readonly<Partial<Record<keyof ResourceCounts, number>>>
}

/** A gauge that was told longer ago says nothing of now. */
const MONTHS_BACK = -2

/** How many objects organizations have at the instant; what is measured elsewhere as it was told last. */
export async function resourceFacts({ names, stored, read }: Asked): Promise<readonly ResourceFacts[]> {
  const { state, instant } = stored
  const until = momentOf(instant) + 1
  const samples = await read(names, { from: monthsAfter(until, MONTHS_BACK), until })
  const own = groupBy(samples, ({ organization }) => organization)
  return names.flatMap((name) => {
    const counts = countsOf(name, state, instant)
    if (counts === undefined) return []
    const limitOf = boundsOf(name, state, instant)
    const found = resourceCounts(counts, own.get(name) ?? [])
    const limits = Object.keys(found).flatMap((metric) => {
      const limit = limitOf({ metric, objectType: '', kind: 'gauge', usage: [] })
      return limit === undefined ? [] : [[metric, limit]]
    })
    return [{ name, counts: found, limits: Object.fromEntries(limits) }]
  })
}

const COLUMNS = [
  { header: 'ORGANIZATION' },
  { header: 'OBJECTS' },
  { header: 'COUNT', align: 'right' },
  { header: 'LIMIT', align: 'right' },
  { header: 'USE' },
] as const

/** Shows how many objects there are. */
export function showResources(facts: readonly ResourceFacts[], { form, stored }: Showing, terminal: Terminal): number {
  const rows = (isDrawn: boolean) =>
    facts.flatMap(({ name, counts, limits }) =>
      Object.entries(counts).map(([metric, count]) => {
        const limit = limits[metric as keyof ResourceCounts]
        const use = limit === undefined ? ['', ''] : [`${limit}`, useText(count, limit, isDrawn)]
        return [name, metric, `${count}`, ...use]
      }),
    )
  const value = { ...headOf(stored), resources: facts.map(({ name, counts, limits }) => ({ name, counts, limits })) }
  write({ form, columns: COLUMNS, rows, value }, terminal)
  return EXIT.done
}
