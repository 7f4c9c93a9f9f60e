import { badParameter, type Trouble } from '../../endpoint.ts'
import type { SystemAsked } from '../system.ts'

const PAGE_SIZE = 20
const MOST_ON_A_PAGE = 1000

/** A page of a list, counted from 0 on. */
export interface PageAt {
  readonly page: number
  readonly size: number
}

/** The page that is asked for (systems §3.2). */
export function pageIn(asked: SystemAsked): PageAt | Trouble {
  const [page, size] = [wholeNumber(asked, 'page', 0), wholeNumber(asked, 'size', PAGE_SIZE)]
  if (page === undefined) return badParameter('page', 'is a whole number from 0 on')
  if (size === undefined || size < 1 || size > MOST_ON_A_PAGE)
    return badParameter('size', `is a whole number from 1 to ${MOST_ON_A_PAGE}`)
  return { page, size }
}

function wholeNumber({ query }: SystemAsked, name: string, otherwise: number): number | undefined {
  return query.has(name) ? query.number(name) : otherwise
}
