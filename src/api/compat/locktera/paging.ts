import { badParameter, type Trouble } from '../../endpoint.ts'
import { linksOf } from '../../paging.ts'
import type { RecordPage } from '../recorded.ts'
import type { SystemAsked, SystemValue } from '../system.ts'

const LIMIT = 100
const MOST = 1000
const MOST_PAGES = 100_000

/** A page that is asked for. */
export interface Page extends RecordPage {
  readonly page: number
}

/** Which page is asked for: `page` from 1 on, `limit` on each (systems §2.3). */
export function pageIn({ query }: Pick<SystemAsked, 'query'>): Page | Trouble {
  const [page, limit] = [wholeNumber(query.text('page') ?? '1'), wholeNumber(query.text('limit') ?? String(LIMIT))]
  if (page < 1 || page > MOST_PAGES) return badParameter('page', `is a whole number from 1 to ${MOST_PAGES}`)
  if (limit < 1 || limit > MOST) return badParameter('limit', `is a whole number from 1 to ${MOST}`)
  return { page, skip: (page - 1) * limit, limit }
}

function wholeNumber(word: string): number {
  return /^\d{1,9}$/.test(word) ? Number(word) : 0
}

/** The page of a list that is asked for; only what is on it is shown. */
export function lockteraPage<T>(
  asked: SystemAsked,
  items: readonly T[],
  show: (item: T) => unknown,
): SystemValue | Trouble {
  const at = pageIn(asked)
  if ('type' in at) return at
  const value = items.slice(at.skip, at.skip + at.limit).map(show)
  const last = Math.max(1, Math.ceil(items.length / at.limit))
  return { type: 'value', value, total: items.length, links: linksOf(asked.address, at.page, last) }
}
