import { segmentsOf } from '../lib/pointer.ts'
import type { JsonObject } from '../model/resource.ts'
import type { Fault } from './decoded.ts'
import { stepInto } from './locate.ts'

/** Faults by where they stand in the text of the document; those of one place in the order in which they were found. */
export function inOrder(faults: readonly Fault[], document: JsonObject): Fault[] {
  if (faults.length < 2) return [...faults]
  const rankOf = ranks(document)
  const ranked = faults.map((each) => ({ each, rank: rankOf(each.pointer) }))
  return ranked.sort((left, right) => compare(left.rank, right.rank)).map(({ each }) => each)
}

/** Answers a pointer with the position of each of its segments among its siblings; what is not there stands first. */
function ranks(document: JsonObject): (pointer: string) => readonly number[] {
  const positions = new Map<object, Map<string, number>>()
  const positionsIn = (parent: object): Map<string, number> => {
    const known = positions.get(parent)
    if (known !== undefined) return known
    const made = new Map(Object.keys(parent).map((name, index) => [name, index]))
    positions.set(parent, made)
    return made
  }
  return (pointer) => {
    let current: unknown = document
    return segmentsOf(pointer).map((segment) => {
      if (typeof current !== 'object' || current === null) return -1
      const position = positionsIn(current).get(segment) ?? -1
      current = stepInto(current, segment)
      return position
    })
  }
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
