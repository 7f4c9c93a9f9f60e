import { segmentsOf } from '../../lib/pointer.ts'
import type { Json } from '../../model/resource.ts'
import { isList, isObject, itemAt, keyFieldOf } from './json-value.ts'
import { nameText } from './value.ts'

/** A label made longer by a field: `contact.email`, `annotations["team/owner"]`. */
export function withField(label: string, name: string): string {
  const text = nameText(name)
  if (label === '') return text
  return text === name ? `${label}.${text}` : `${label}[${text}]`
}

/** A label made longer by an item of a list: `settings[theme]`. */
export function withItem(label: string, item: string): string {
  return `${label}[${/^[\w.-]{1,64}$/.test(item) ? item : nameText(item)}]`
}

/**
 * A pointer into a resource as a reader of its YAML would say it: `/spec/contact/email` is `contact.email`, and an item
 * of a list goes by its key where it has one (`settings[theme].value`).
 */
export function labelOf(pointer: string, resource: unknown): string {
  const segments = segmentsOf(pointer)
  let current = resource as Json | undefined
  let label = ''
  for (const [depth, segment] of segments.entries()) {
    const list = isList(current) ? current : undefined
    if (list !== undefined) {
      current = itemAt(list, segment)
      label = withItem(label, keyOf(list, current) ?? segment)
    } else {
      current = isObject(current) && Object.hasOwn(current, segment) ? current[segment] : undefined
      if (depth > 0 || segment !== 'spec') label = withField(label, segment)
    }
  }
  return label === '' ? 'spec' : label
}

function keyOf(list: readonly Json[], item: Json | undefined): string | undefined {
  const field = keyFieldOf(list)
  const key = field !== undefined && isObject(item) ? item[field] : undefined
  return typeof key === 'string' ? key : undefined
}
