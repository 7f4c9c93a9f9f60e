import { equal } from '../../src/lib/compare.ts'
import { pointerOf } from '../../src/lib/pointer.ts'
import type { FieldChange } from '../../src/model/change.ts'
import type { Json, JsonObject, Resource } from '../../src/model/resource.ts'
import { kindDefinition } from '../../src/schemas/kinds.ts'

/** What differs between two resources of one kind, as a plan would record it: sets and keyed lists by their members. */
export function fieldsBetween(before: Resource, after: Resource): FieldChange[] {
  const { sets, keyed } = kindDefinition(after.kind)
  const lists = new Set([...sets, ...keyed.map(({ path }) => path)].map((path) => pointerOf(path)))
  const root = ({ labels, annotations, spec }: Resource): JsonObject => ({ labels, annotations, spec })
  return differences([], root(before), root(after), lists)
}

function differences(
  path: readonly string[],
  before: Json | undefined,
  after: Json | undefined,
  lists: ReadonlySet<string>,
): FieldChange[] {
  if (equal(before, after)) return []
  const pointer = pointerOf(path)
  if (lists.has(pointer)) {
    const [had, has] = [listOf(before), listOf(after)]
    const without = (items: readonly Json[], others: readonly Json[]) =>
      items.filter((item) => !others.some((other) => equal(item, other)))
    return [{ type: 'set', pointer, added: without(has, had), removed: without(had, has) }]
  }
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...names].flatMap((name) => differences([...path, name], own(before, name), own(after, name), lists))
  }
  return [
    {
      type: 'value',
      pointer,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ]
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
