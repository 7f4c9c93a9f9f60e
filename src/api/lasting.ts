import { boundariesAfter, momentOf } from '../access/windows.ts'
import { KINDS } from '../model/resource.ts'
import type { Catalog } from './catalog.ts'
import type { Asked } from './endpoint.ts'

/** What was worked out, and between which moments nothing of it changes. */
interface Lasting {
  readonly from: number
  readonly until: number
  readonly rows: Promise<readonly unknown[]>
}

/** So many rows are kept of one state: those of the questions that were asked last. */
const MOST_ROWS = 50_000
const MOST_QUESTIONS = 16

/** With the catalog of a state goes what was made of it. */
const kept = new WeakMap<Catalog, Map<string, Lasting>>()

/**
 * Rows that follow from an organization's stored state and a moment alone, made once for all pages of them: they are the same until a
 * window of that organization opens or closes. `question` tells apart what is asked of one organization.
 */
export async function lastingRows<T>(
  { catalog, view }: Pick<Asked, 'catalog' | 'view'>,
  { organization, question }: { readonly organization: string; readonly question: string },
  make: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const moment = momentOf(view.instant)
  const own = kept.get(catalog) ?? new Map<string, Lasting>()
  kept.set(catalog, own)
  const name = JSON.stringify([organization, question])
  const known = own.get(name)
  own.delete(name)
  if (known !== undefined && known.from <= moment && moment < known.until) {
    own.set(name, known)
    return known.rows as Promise<readonly T[]>
  }
  const [until = Number.POSITIVE_INFINITY] = boundariesAfter(resourcesIn(catalog, organization), moment)
  const rows = make()
  own.set(name, { from: moment, until, rows })
  void forget(own, name, rows)
  return rows
}

/** What failed is not kept, what is too much neither, and of too many questions not those that were asked longest ago. */
async function forget(own: Map<string, Lasting>, name: string, rows: Promise<readonly unknown[]>): Promise<void> {
  const isKept = await rows.then(
    ({ length }) => length <= MOST_ROWS,
    () => false,
  )
  if (!isKept && own.get(name)?.rows === rows) own.delete(name)
  let total = 0
  for (const [other, { rows: all }] of [...own].reverse()) {
    total += (await all.catch(() => [])).length
    if (total > MOST_ROWS) own.delete(other)
  }
  for (const other of own.keys()) {
    if (own.size <= MOST_QUESTIONS) break
    own.delete(other)
  }
}

function resourcesIn(catalog: Catalog, organization: string) {
  return KINDS.flatMap((kind) => catalog.of(organization, kind))
}
