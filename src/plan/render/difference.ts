import { equal } from '../../lib/compare.ts'
import type { Json, JsonObject } from '../../model/resource.ts'
import { isList, isObject, keyFieldOf } from './json-value.ts'
import { withField, withItem } from './label.ts'
import { isSensitive, referenceText, SENSITIVE } from './secret.ts'
import { type Extent, itemTexts, pairText, valueText, wrapped } from './value.ts'
import { widthOf } from './width.ts'

/** One line, or a few, below a change: `+ email : "ada@acme.example"`. The label is aligned by whoever prints it. */
export interface Row {
  readonly sign: '+' | '-' | '~'
  readonly label: string
  readonly texts: readonly string[]
}

/** A value at a labelled place; `field` is the field that holds it, `sensitive` says that it must not be shown. */
export interface Place {
  readonly label: string
  readonly field: string
  readonly sensitive: boolean
}

const WRAP = 88
const LINE_MOST = 80
const SHORT_LISTS = 20

/** A value that came or went: lists of plain values item by item, anything else on one line. */
export function oneSided(sign: '+' | '-', value: Json, place: Place, extent: Extent): Row {
  if (place.sensitive) return { sign, label: place.label, texts: [SENSITIVE] }
  const plainList = isList(value) && value.length > 0 && !value.some((item) => typeof item === 'object')
  const texts = plainList
    ? wrapped(itemTexts(value, place.field, extent), WRAP)
    : [valueText(value, place.field, extent)]
  return { sign, label: place.label, texts }
}

/** What differs between two values, as rows down to the smallest part that a reader would edit; sorted by label. */
export function differenceRows(before: Json, after: Json, place: Place, extent: Extent): readonly Row[] {
  if (place.sensitive) return [{ sign: '~', label: place.label, texts: [SENSITIVE] }]
  if (isObject(before) && isObject(after) && !isReference(before, after, place.field)) {
    return objectRows(before, after, place, extent)
  }
  if (isList(before) && isList(after)) return listRows(before, after, place, extent)
  return [{ sign: '~', label: place.label, texts: [pairText(before, after, place.field, extent)] }]
}

function isReference(before: Json, after: Json, field: string): boolean {
  return referenceText(field, before) !== undefined || referenceText(field, after) !== undefined
}

function objectRows(before: JsonObject, after: JsonObject, place: Place, extent: Extent): readonly Row[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names.flatMap((name) => {
    const sides = [own(before, name), own(after, name)] as const
    const sensitive = isSensitive(before, name) || isSensitive(after, name)
    return sidedRows(sides, { label: withField(place.label, name), field: name, sensitive }, extent)
  })
}

function own(value: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined
}

/** The rows of one value of which either side may be missing; none where both sides are equal. */
export function sidedRows(
  [before, after]: readonly [Json | undefined, Json | undefined],
  place: Place,
  extent: Extent,
): readonly Row[] {
  if (before === undefined) return after === undefined ? [] : [oneSided('+', after, place, extent)]
  if (after === undefined) return [oneSided('-', before, place, extent)]
  return equal(before, after) ? [] : differenceRows(before, after, place, extent)
}

function listRows(before: readonly Json[], after: readonly Json[], place: Place, extent: Extent): readonly Row[] {
  const field = keyFieldOf(before, after)
  if (field !== undefined) return keyedRows(before, after, { field, place, extent })
  if (before.length + after.length <= SHORT_LISTS) {
    const pair = pairText(before, after, place.field, { full: true })
    if (widthOf(pair) <= LINE_MOST) return [{ sign: '~', label: place.label, texts: [pair] }]
  }
  const added = without(after, before)
  const removed = without(before, after)
  if (added.length + removed.length === 0) return [{ sign: '~', label: place.label, texts: ['(another order)'] }]
  return [
    ...(added.length > 0 ? [oneSided('+', added, place, extent)] : []),
    ...(removed.length > 0 ? [oneSided('-', removed, place, extent)] : []),
  ]
}

/** The items of the first list that the second has fewer of. */
function without(items: readonly Json[], others: readonly Json[]): readonly Json[] {
  const left = new Map<string, number>()
  for (const other of others) left.set(JSON.stringify(other), (left.get(JSON.stringify(other)) ?? 0) + 1)
  return items.filter((item) => {
    const count = left.get(JSON.stringify(item)) ?? 0
    left.set(JSON.stringify(item), count - 1)
    return count <= 0
  })
}

function keyedRows(
  before: readonly Json[],
  after: readonly Json[],
  how: { readonly field: string; readonly place: Place; readonly extent: Extent },
): readonly Row[] {
  const [was, is] = [byKey(before, how.field), byKey(after, how.field)]
  const keys = [...new Set([...was.keys(), ...is.keys()])].sort()
  const rows = keys.flatMap((key) => {
    const place = { label: withItem(how.place.label, key), field: how.place.field, sensitive: false }
    return sidedRows([was.get(key), is.get(key)], place, how.extent)
  })
  return rows.length > 0 ? rows : [{ sign: '~', label: how.place.label, texts: ['(another order)'] }]
}

function byKey(list: readonly Json[], field: string): ReadonlyMap<string, Json> {
  return new Map(list.flatMap((item) => (isObject(item) ? [[String(item[field]), item] as const] : [])))
}
