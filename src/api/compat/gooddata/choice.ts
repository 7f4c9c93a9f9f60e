import { byText } from '../../../lib/compare.ts'
import { once } from '../../../lib/once.ts'
import type { JsonObject } from '../../../model/resource.ts'
import { badParameter, type Trouble } from '../../endpoint.ts'
import type { SystemAsked } from '../system.ts'
import { readFilter, type ValuesOf } from './filter.ts'
import type { Entities } from './jsonapi.ts'
import type { Scene } from './scene.ts'

/** The entities that a list has, in its order. */
export interface Chosen {
  readonly items: readonly never[]
}

/** What a list has after `filter` and `sort`; sorted by identifier where nothing else is asked for. */
export function chosenIn(kind: Entities<never>, { query }: SystemAsked, scene: Scene): Chosen | Trouble {
  const names = ['id', ...kind.attributes, ...Object.keys(kind.relations).map((name) => `${name}.id`)]
  const valuesIn = valuesOf(kind, scene)
  const text = query.text('filter')
  const filter = text === undefined ? () => true : readFilter(text, names, valuesIn)
  if ('fault' in filter) return badParameter('filter', filter.fault)
  const steps: { readonly name: string; readonly sign: number }[] = []
  for (const word of query.texts('sort')) {
    const [name = '', direction = 'asc'] = word.split(',')
    if (!names.includes(name) || !['asc', 'desc'].includes(direction.toLowerCase()))
      return badParameter('sort', `is a name and a direction, \`id,asc\` or \`id,desc\`: ${names.join(', ')}`)
    steps.push({ name, sign: direction.toLowerCase() === 'desc' ? -1 : 1 })
  }
  const rows = kind
    .of(scene)
    .filter(filter)
    .map((item) => ({
      item,
      id: kind.id(item, scene),
      values: once(() => steps.map(({ name }) => valuesIn(item, name).join())),
    }))
    .sort((left, right) => {
      for (const [at, { sign }] of steps.entries()) {
        const difference = byText(left.values()[at] ?? '', right.values()[at] ?? '')
        if (difference !== 0) return sign * difference
      }
      return byText(left.id, right.id)
    })
  return { items: rows.map(({ item }) => item) }
}

/**
 * Gives what an entity has under a name: its identifier, an attribute, or the identifiers of what it leads to. It is asked of
 * one entity after the other, so that the attributes of the last are kept.
 */
function valuesOf(kind: Entities<never>, scene: Scene): ValuesOf<never> {
  let last: { readonly item: unknown; readonly attributes: JsonObject } | undefined
  return (item, name) => {
    if (name === 'id') return [kind.id(item, scene)]
    const relation = name.endsWith('.id') ? kind.relations[name.slice(0, -3)] : undefined
    if (relation !== undefined) return relation.of(item, scene).map((one) => relation.to().id(one as never, scene))
    if (last?.item !== item) last = { item, attributes: kind.attributesOf(item, scene) }
    const value = last.attributes[name]
    if (value === undefined || value === null) return []
    return (Array.isArray(value) ? value : [value]).map((one) =>
      typeof one === 'object' ? JSON.stringify(one) : String(one),
    )
  }
}
