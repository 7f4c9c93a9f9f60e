import type { Trouble } from '../../endpoint.ts'
import { linksOf } from '../../paging.ts'
import type { RecordPage } from '../recorded.ts'
import type { SystemAsked, SystemValue } from '../system.ts'

const PAGE_SIZE = 10
const MOST_ON_A_PAGE = 300
const MOST_PAGES = 100_000

/**
 * The page of a list that is asked for, as Waldur cuts it (systems §1.3): `page_size` is at most 300, and 10 where it is no
 * number; a page that is not there is a 404; `page=last` is the last one. Only what is on the page is shown.
 */
export function waldurPage<T>(
  { query, address }: SystemAsked,
  items: readonly T[],
  show: (item: T) => object,
): SystemValue | Trouble {
  const size = Math.min(query.number('page_size') || PAGE_SIZE, MOST_ON_A_PAGE)
  const last = Math.max(1, Math.ceil(items.length / size))
  const word = query.text('page') ?? '1'
  const page = word === 'last' ? last : /^\d{1,9}$/.test(word) ? Number(word) : 0
  if (page < 1 || page > last) return INVALID_PAGE
  const value = items.slice((page - 1) * size, page * size).map(show)
  return { type: 'value', value, total: items.length, links: linksOf(address, page, last) }
}

/** A page of what has no known end: there is no last one, and one that has nothing on it is empty. */
export function pageIn({ query }: SystemAsked): (RecordPage & { readonly page: number }) | Trouble {
  const limit = Math.min(query.number('page_size') || PAGE_SIZE, MOST_ON_A_PAGE)
  const page = query.number('page') ?? (query.has('page') ? 0 : 1)
  return page < 1 || page > MOST_PAGES ? INVALID_PAGE : { page, skip: (page - 1) * limit, limit }
}

const INVALID_PAGE: Trouble = {
  type: 'problem',
  problem: { status: 404, title: 'Not Found', detail: 'Invalid page.' },
}
