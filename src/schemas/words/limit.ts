import { plural } from '../../lib/text.ts'
import type { Words } from '../decoded.ts'
import type { Field } from '../field.ts'
import type { Spot } from './place.ts'

type Limit =
  | 'minLength'
  | 'maxLength'
  | 'minimum'
  | 'maximum'
  | 'exclusiveMinimum'
  | 'exclusiveMaximum'
  | 'minItems'
  | 'maxItems'
  | 'minProperties'
  | 'maxProperties'

/** What to say where something is too long, too short, too large or too small: the limit, and how much stands there. */
export function limitWords(limit: Limit, { field, label, value }: Spot): Words {
  return { code: 'InvalidField', message: `${label} ${rule(limit, field[limit] ?? 0, value)}` }
}

function rule(limit: Limit, bound: number, value: unknown): string {
  switch (limit) {
    case 'minLength':
      return bound === 1 ? 'must not be empty' : `must have at least ${plural(bound, 'character')}, not ${size(value)}`
    case 'maxLength':
      return `must have at most ${plural(bound, 'character')}, not ${size(value)}`
    case 'minItems':
      return bound === 1 ? 'must not be empty' : `must have at least ${plural(bound, 'item')}, not ${size(value)}`
    case 'maxItems':
      return `must have at most ${plural(bound, 'item')}, not ${size(value)}`
    case 'minProperties':
      return bound === 1 ? 'must not be empty' : `must have at least ${plural(bound, 'field')}, not ${size(value)}`
    case 'maxProperties':
      return `must have at most ${plural(bound, 'field')}, not ${size(value)}`
    case 'minimum':
      return `must be at least ${bound}, not ${value}`
    case 'maximum':
      return `must be at most ${bound}, not ${value}`
    case 'exclusiveMinimum':
      return `must be more than ${bound}, not ${value}`
    case 'exclusiveMaximum':
      return `must be less than ${bound}, not ${value}`
  }
}

function size(value: unknown): number {
  if (typeof value === 'string') return [...value].length
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0
}

/** The limits of a field in words, for `charter explain`: `at most 255 characters`, `from 0 to 1`. */
export function limits(field: Field): string[] {
  const ranges = [
    range(field.minLength, field.maxLength, (bound) => plural(bound, 'character')),
    range(field.minItems, field.maxItems, (bound) => plural(bound, 'item')),
    range(field.minProperties, field.maxProperties, (bound) => plural(bound, 'field')),
    range(field.minimum, field.maximum, String),
    field.exclusiveMinimum === undefined ? undefined : `more than ${field.exclusiveMinimum}`,
    field.exclusiveMaximum === undefined ? undefined : `less than ${field.exclusiveMaximum}`,
  ]
  return ranges.flatMap((text) => text ?? [])
}

function range(
  least: number | undefined,
  most: number | undefined,
  text: (bound: number) => string,
): string | undefined {
  if (least === undefined) return most === undefined ? undefined : `at most ${text(most)}`
  return most === undefined ? `at least ${text(least)}` : `from ${least} to ${text(most)}`
}
