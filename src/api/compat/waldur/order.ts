import type { Trouble } from '../../endpoint.ts'
import type { SystemAsked } from '../system.ts'
import { fieldError } from './fault.ts'

type Compare<T> = (left: T, right: T) => number

/**
 * Items by the words of `o`: names of `orders`, `-` turns one around, commas separate; what is equal stands as `otherwise`
 * has it, so that pages do not overlap.
 */
export function inOrder<T>(
  { query }: Pick<SystemAsked, 'query'>,
  items: readonly T[],
  orders: Readonly<Record<string, Compare<T>>>,
  otherwise: Compare<T>,
): { readonly items: readonly T[] } | Trouble {
  const steps: Compare<T>[] = []
  const words = query.texts('o').join(',').split(',')
  for (const word of words.filter((one) => one !== '')) {
    const isDescending = word.startsWith('-')
    const name = isDescending ? word.slice(1) : word
    const compare = Object.hasOwn(orders, name) ? orders[name] : undefined
    if (compare === undefined)
      return fieldError('o', `Select a valid choice. ${word} is not one of the available choices.`)
    steps.push(isDescending ? (left, right) => compare(right, left) : compare)
  }
  const sorted = items.toSorted((left, right) => {
    for (const step of steps) {
      const difference = step(left, right)
      if (difference !== 0) return difference
    }
    return otherwise(left, right)
  })
  return { items: sorted }
}
