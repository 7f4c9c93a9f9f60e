import { canonical } from '../lib/canonical.ts'
import { by, byText, equal } from '../lib/compare.ts'
import { pointerOf } from '../lib/pointer.ts'
import type { FieldChange } from '../model/change.ts'
import type { Json, JsonObject, Resource } from '../model/resource.ts'
import { type Comparison, comparisonOf } from '../schemas/comparison.ts'

/**
 * What differs between two resources of one kind, field by field, sorted by pointer: of a set its members added and
 * removed, of everything else the value before and after. Identity, origin and uid are not compared.
 */
export function fieldChanges(before: Resource, after: Resource): readonly FieldChange[] {
  const changes: FieldChange[] = []
  if (before.apiVersion !== after.apiVersion) {
    changes.push({ type: 'value', pointer: '/apiVersion', before: before.apiVersion, after: after.apiVersion })
  }
  compareFields(['labels'], [before.labels, after.labels], () => ({ type: 'value' }), changes)
  compareFields(['annotations'], [before.annotations, after.annotations], () => ({ type: 'value' }), changes)
  compare(['spec'], [before.spec, after.spec], comparisonOf(after.kind), changes)
  return changes.sort(by(({ pointer }) => pointer))
}

type Pair<T> = readonly [before: T, after: T]

function compare(
  path: readonly string[],
  pair: Pair<Json | undefined>,
  shape: Comparison,
  changes: FieldChange[],
): void {
  const [before, after] = pair
  if (equal(before, after)) return
  switch (shape.type) {
    case 'object':
      if (isObject(before) && isObject(after)) {
        compareFields(path, [before, after], (name) => shape.fields.get(name) ?? { type: 'value' }, changes)
        return
      }
      break
    case 'map':
      if (isObject(before) && isObject(after)) {
        compareFields(path, [before, after], () => shape.of, changes)
        return
      }
      break
    case 'set':
      changes.push(setChange(path, [asList(before), asList(after)]))
      return
    case 'value':
      break
  }
  changes.push({
    type: 'value',
    pointer: pointerOf(path),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  })
}

function compareFields(
  path: readonly string[],
  [before, after]: Pair<JsonObject>,
  shapeOfField: (name: string) => Comparison,
  changes: FieldChange[],
): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    compare([...path, name], [before[name], after[name]], shapeOfField(name), changes)
  }
}

function setChange(path: readonly string[], [before, after]: Pair<readonly Json[]>): FieldChange {
  const had = new Set(before.map(canonical))
  const has = new Set(after.map(canonical))
  const sorted = (items: readonly Json[]): Json[] =>
    [...items].sort((left, right) => byText(canonical(left), canonical(right)))
  return {
    type: 'set',
    pointer: pointerOf(path),
    added: sorted(after.filter((item) => !had.has(canonical(item)))),
    removed: sorted(before.filter((item) => !has.has(canonical(item)))),
  }
}

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
