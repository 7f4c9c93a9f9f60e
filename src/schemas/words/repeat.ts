import type { Json } from '../../model/resource.ts'
import type { Fault, Words } from '../decoded.ts'
import { itemKeyOf } from '../keywords.ts'
import { named, type Spot } from './place.ts'

/** One fault for each item that repeats one before it in a set or a keyed list; both places are named. */
export function repetitions(spot: Spot, toDocument: (pointer: string) => string): Fault[] {
  const { field, pointer } = spot
  const key = field['x-key']
  const placeAt = (index: number): string => toDocument(`${pointer}/${index}${key === undefined ? '' : `/${key}`}`)
  return repeats(spot).map(({ index, before, text }) => {
    const tell = (): Words => ({
      code: 'InvalidField',
      message: `${named(text)} stands twice in ${spot.label}`,
      help: key === undefined ? 'take one of them away' : `give one of them another ${named(key)}`,
      related: [{ pointer: placeAt(before), at: 'value', message: 'here the first time' }],
    })
    return { severity: 'error', pointer: placeAt(index), at: 'value', tell }
  })
}

interface Repeat {
  readonly index: number
  readonly before: number
  readonly text: string
}

function repeats({ field, value }: Spot): Repeat[] {
  const keyOf = itemKeyOf(field)
  const first = new Map<string, number>()
  const found: Repeat[] = []
  for (const [index, item] of (value as readonly Json[]).entries()) {
    const text = keyOf(item)
    if (text === undefined) continue
    const before = first.get(text)
    if (before === undefined) first.set(text, index)
    else found.push({ index, before, text })
  }
  return found
}
