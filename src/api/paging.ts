import { byText } from '../lib/compare.ts'
import { badParameter, type Listing, type Trouble } from './endpoint.ts'
import type { Parameter, Query } from './parameter.ts'

const PAGE_SIZE = 50
const MOST_ON_A_PAGE = 300

/** A page of a list, with what it says of the whole. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly total: number
  /** The addresses of the pages around it, by relation. */
  readonly links: readonly { readonly rel: 'first' | 'prev' | 'next' | 'last'; readonly url: string }[]
}

/** The parameters that every list knows: names, labels where its items have some, order, and page. */
export function listParameters(orders: readonly string[], hasLabels: boolean): readonly Parameter[] {
  return [
    { name: 'name', type: 'text', description: 'what the name contains, in upper or lower case' },
    { name: 'name_exact', type: 'text', description: 'the name' },
    ...(hasLabels
      ? [
          {
            name: 'label',
            type: 'text',
            repeats: true,
            description: 'a label, `key=value`; all that are given count',
          } as const,
        ]
      : []),
    {
      name: 'o',
      type: 'text',
      description: `order: ${orders.join(', ')}; \`-\` before one turns it around, commas separate`,
    },
    { name: 'page', type: 'integer', least: 1, most: 1_000_000, description: 'the page, from 1 on' },
    {
      name: 'page_size',
      type: 'integer',
      least: 1,
      most: MOST_ON_A_PAGE,
      description: `how many stand on a page (${PAGE_SIZE})`,
    },
  ]
}

/** The page of a list that a query asks for. */
export function pageOf<T>(listing: Listing<T>, query: Query, url: string): Page<T> | Trouble {
  const sorted = inOrder(listing, query)
  if ('type' in sorted) return sorted
  const size = query.number('page_size') ?? PAGE_SIZE
  const page = query.number('page') ?? 1
  const total = sorted.items.length
  const items = sorted.items.slice((page - 1) * size, page * size)
  return { items, total, links: linksOf(url, page, Math.max(1, Math.ceil(total / size))) }
}

/** The whole list that a query asks for, as one page. */
export function wholeOf<T>(listing: Listing<T>, query: Query): Page<T> | Trouble {
  const sorted = inOrder(listing, query)
  return 'type' in sorted ? sorted : { items: sorted.items, total: sorted.items.length, links: [] }
}

function inOrder<T>(listing: Listing<T>, query: Query): Items<T> | Trouble {
  const chosen = chosenBy(listing, query)
  return 'type' in chosen ? chosen : sortedBy(listing, chosen.items, query.text('o'))
}

type Items<T> = { readonly items: readonly T[] }

function chosenBy<T>({ items, name, labels }: Listing<T>, query: Query): Items<T> | Trouble {
  let left = items
  const part = query.text('name')?.toLowerCase()
  if (name !== undefined && part !== undefined) left = left.filter((item) => name(item).toLowerCase().includes(part))
  const exact = query.text('name_exact')
  if (name !== undefined && exact !== undefined) left = left.filter((item) => name(item) === exact)
  for (const label of query.texts('label')) {
    const at = label.indexOf('=')
    if (at < 1) return badParameter('label', 'is a key and a value: `team=platform`')
    const [key, value] = [label.slice(0, at), label.slice(at + 1)]
    left = left.filter(
      (item) => labels !== undefined && Object.hasOwn(labels(item), key) && labels(item)[key] === value,
    )
  }
  return { items: left }
}

function sortedBy<T>({ orders }: Listing<T>, items: readonly T[], order: string | undefined): Items<T> | Trouble {
  if (order === undefined) return { items }
  const keys: { readonly of: (item: T) => string | number; readonly sign: number }[] = []
  for (const word of order.split(',')) {
    const name = word.startsWith('-') ? word.slice(1) : word
    const of = Object.hasOwn(orders, name) ? orders[name] : undefined
    if (of === undefined) return badParameter('o', `names what lists are sorted by: ${Object.keys(orders).join(', ')}`)
    keys.push({ of, sign: word.startsWith('-') ? -1 : 1 })
  }
  const compared = (left: T, right: T): number => {
    for (const { of, sign } of keys) {
      const difference = compare(of(left), of(right))
      if (difference !== 0) return sign * difference
    }
    return 0
  }
  // Sorting keeps the order of what is equal, so that pages never overlap.
  return { items: [...items].sort(compared) }
}

function compare(left: string | number, right: string | number): number {
  return typeof left === 'number' && typeof right === 'number' ? left - right : byText(String(left), String(right))
}

/** The addresses of the pages around a page, of as many as there are. */
export function linksOf(url: string, page: number, last: number): Page<never>['links'] {
  const to = (rel: Page<never>['links'][number]['rel'], number: number) => ({
    rel,
    url: changed(url, { page: String(number) }),
  })
  return [
    to('first', 1),
    ...(page > 1 ? [to('prev', Math.min(page - 1, last))] : []),
    ...(page < last ? [to('next', page + 1)] : []),
    to('last', last),
  ]
}

/** An address with other parameters. */
export function changed(url: string, change: Readonly<Record<string, string>>): string {
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  const parameters = new URLSearchParams(query)
  for (const [name, value] of Object.entries(change)) parameters.set(name, value)
  return `${path}?${parameters}`
}
