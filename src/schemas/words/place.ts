import { pointerOf, segmentsOf } from '../../lib/pointer.ts'
import { shown } from '../../lib/shown.ts'
import { shortened } from '../../lib/text.ts'
import type { Json } from '../../model/resource.ts'
import { childOf, type Field } from '../field.ts'
import { stepInto } from '../locate.ts'
import type { Judging } from '../shape.ts'

/** Where a mistake is: its pointer into the resource, the schema there, and what stands there. */
export interface Spot {
  readonly pointer: string
  readonly field: Field
  readonly value: Json | undefined
  /** The field in words: `` `email` ``, ``an item of `members` ``, ``label `team` ``. */
  readonly label: string
  /** Pointer of the reference to a secret that this is, or is part of. */
  readonly secret?: string
}

/** Walks a pointer through schema and value at once; `undefined` where the schema does not lead there. */
export function spotAt(shape: Judging, body: unknown, pointer: string): Spot | undefined {
  let field: Field | undefined = shape.body
  let value: unknown = body
  let secret: string | undefined
  const segments = segmentsOf(pointer)
  for (const [index, segment] of segments.entries()) {
    field = childOf(field, segment)
    if (field === undefined) return undefined
    value = stepInto(value, segment)
    if (field['x-secret-ref'] === true) secret ??= pointerOf(segments.slice(0, index + 1))
  }
  const spot = { pointer, field, value: value as Json | undefined, label: labelOf(segments, shape) }
  return secret === undefined ? spot : { ...spot, secret }
}

function labelOf(segments: readonly string[], shape: Judging): string {
  const last = segments[segments.length - 1] ?? ''
  const above = segments[segments.length - 2]
  if (segments.length === 0) return `the ${shape.kind}`
  if (above === undefined) return last === 'spec' ? shape.kind : named(last)
  if (segments.length === 2 && above === 'labels') return `label ${named(last)}`
  if (segments.length === 2 && above === 'annotations') return `annotation ${named(last)}`
  const parents = segments.slice(0, -1)
  let parent: Field | undefined = shape.body
  for (const segment of parents) parent = parent && childOf(parent, segment)
  if (parent?.type === 'array') return `an item of ${labelOf(parents, shape)}`
  return parent?.properties === undefined ? `${named(last)} in ${named(above)}` : named(last)
}

/** A name from outside between backticks: escaped, cut where it is long (faults Y23), hidden where it looks like a secret. */
export function named(text: string): string {
  return `\`${shortened(shown(text), 60)}\``
}

/** Names in a sentence: `` `a`, `b` and `c` `` (or with `or`). */
export function choice(names: readonly string[], word: 'and' | 'or'): string {
  const all = names.map(named)
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} ${word} ${all[all.length - 1]}`
}

/** An example of a scalar field as one writes it, or `undefined`. */
export function exampleOf(field: Field): string | undefined {
  const example = field.examples?.[0]
  return example === undefined || typeof example === 'object' ? undefined : String(example)
}
