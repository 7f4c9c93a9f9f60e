import type { Body } from '../../endpoint.ts'
import { lenientQuery } from '../query.ts'
import type { SystemAsked } from '../system.ts'

const TEXTS = { type: ['array', 'null'], items: { type: 'string' } }

/** With what entities are searched for: what a list is asked with in its address, and pages of 100 where nothing is said. */
export const SEARCH_BODY: Body = {
  isNeeded: true,
  schema: {
    type: 'object',
    properties: {
      filter: { type: ['string', 'null'] },
      includes: TEXTS,
      metaInclude: TEXTS,
      page: {
        type: 'object',
        properties: { index: { type: 'integer', minimum: 0 }, size: { type: 'integer', minimum: 1 } },
      },
      sort: {
        type: ['array', 'null'],
        items: {
          type: 'object',
          required: ['property'],
          properties: { property: { type: 'string' }, direction: { enum: ['ASC', 'DESC', 'asc', 'desc'] } },
        },
      },
    },
  },
}

/** As `SEARCH_BODY` has it. */
interface Search {
  readonly filter?: string | null
  readonly includes?: readonly string[] | null
  readonly metaInclude?: readonly string[] | null
  readonly page?: { readonly index?: number; readonly size?: number }
  readonly sort?: readonly { readonly property: string; readonly direction?: string }[] | null
}

const PAGE_SIZE = 100

/** The question of a search as a list is asked it in its address, to which links of the answer lead then. */
export function searched(asked: SystemAsked): SystemAsked {
  const { filter, includes, metaInclude, page = {}, sort } = (asked.body ?? {}) as Search
  const origin = asked.query.text('origin')
  const pairs = [
    ...(origin === undefined ? [] : [['origin', origin]]),
    ...(typeof filter === 'string' ? [['filter', filter]] : []),
    ...(includes ?? []).map((one) => ['include', one]),
    ...(metaInclude ?? []).map((one) => ['metaInclude', one]),
    ...(sort ?? []).map(({ property, direction = 'ASC' }) => ['sort', `${property},${direction}`]),
    ['page', String(page.index ?? 0)],
    ['size', String(page.size ?? PAGE_SIZE)],
  ] as [string, string][]
  const search = `?${new URLSearchParams(pairs)}`
  const [path = ''] = asked.address.split('?')
  return { ...asked, query: lenientQuery(search), address: `${path.replace(/\/search$/, '')}${search}` }
}
