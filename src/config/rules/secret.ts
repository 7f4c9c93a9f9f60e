import { pointerOf } from '../../lib/pointer.ts'
import type { JsonObject } from '../../model/resource.ts'
import { configurationField } from '../../schemas/configuration.ts'
import type { Fault } from '../../schemas/decoded.ts'
import { childOf, type Field } from '../../schemas/field.ts'
import { below, type Part, stands, wrong } from './fault.ts'

/** A reference to a secret by its place in the configuration. */
export interface FoundRef {
  readonly pointer: string
  readonly part: Part
}

/** Every reference to a secret, in the order of the text. */
export function secretRefsIn(value: JsonObject): readonly FoundRef[] {
  return found({ way: [], value }, configurationField())
}

function found(part: Part, field: Field): FoundRef[] {
  const { way, value } = part
  if (field['x-secret-ref'] === true) return [{ pointer: pointerOf(way), part }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => {
    const child = childOf(field, name)
    const step = Array.isArray(value) ? Number(name) : name
    return child === undefined ? [] : found({ way: [...way, step], value: item }, child)
  })
}

/** References by file need the folder below which the files lie. */
export function secretFaults(value: JsonObject): Fault[] {
  if (stands(below(below({ way: [], value }, 'secrets'), 'directory'))) return []
  return secretRefsIn(value)
    .map(({ part }) => below(part, 'file'))
    .filter(stands)
    .map((file) =>
      wrong(file, 'a secret is named by its file, but no secrets directory is set', 'set `secrets.directory`'),
    )
}
