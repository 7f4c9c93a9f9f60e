import type { Json } from '../model/resource.ts'
import type { Limits } from './limits.ts'
import { numberFault } from './plain.ts'

/** Why a value that came as JSON, and not as text, cannot be taken; `code` as for texts (model §3, first row). */
export interface ValueFault {
  readonly code: 'TooDeep' | 'TooLarge' | 'Syntax'
  readonly message: string
}

/** Holds a value to the limits that hold for texts: depth, number of values, length of names, exact numbers. */
export function valueFault(value: Json, limits: Pick<Limits, 'depth' | 'nodes' | 'keyLength'>): ValueFault | undefined {
  const waiting: { readonly value: Json; readonly depth: number }[] = [{ value, depth: 1 }]
  let nodes = 0
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (++nodes > limits.nodes) return tooLarge(`it holds more than ${limits.nodes} values`)
    const { value: found, depth } = one
    if (typeof found === 'number') {
      const why = numberFault(String(found), found)
      if (why !== undefined) return { code: 'Syntax', message: why }
    }
    if (typeof found !== 'object' || found === null) continue
    if (depth > limits.depth) {
      return { code: 'TooDeep', message: `it is nested more than ${limits.depth} levels deep` }
    }
    if (!Array.isArray(found) && Object.keys(found).some((name) => name.length > limits.keyLength))
      return tooLarge(`it holds a name of more than ${limits.keyLength} characters`)
    for (const inner of Object.values(found)) waiting.push({ value: inner as Json, depth: depth + 1 })
  }
  return undefined
}

function tooLarge(message: string): ValueFault {
  return { code: 'TooLarge', message }
}
