import { segmentsOf } from '../../lib/pointer.ts'
import type { Change, FieldChange } from '../../model/change.ts'
import type { Json, Resource } from '../../model/resource.ts'
import { oneSided, type Place, type Row, sidedRows } from './difference.ts'
import { labelOf, withField } from './label.ts'
import { isSensitiveAt } from './secret.ts'
import { type Extent, pairText } from './value.ts'

const BRIEF_MOST = 8

/**
 * What a change does to the fields of its resource: every difference of an update or rename in the order of the plan;
 * of a create or delete the first eight fields, and how many more there are.
 */
export function fieldRows(change: Change, extent: Extent): readonly Row[] {
  switch (change.action) {
    case 'create':
      return allFields('+', change.after, extent)
    case 'delete':
      return allFields('-', change.before, extent)
    case 'update':
    case 'rename':
      return change.fields.flatMap((field) => changedField(field, change, extent))
  }
}

function allFields(sign: '+' | '-', resource: Resource, extent: Extent): readonly Row[] {
  const places: (readonly [string, Json, string])[] = [
    ...Object.entries(resource.spec).map(([name, value]) => [withField('', name), value, name] as const),
    ...Object.entries(resource.labels).map(([name, value]) => [withField('labels', name), value, name] as const),
    ...Object.entries(resource.annotations).map(
      ([name, text]) => [withField('annotations', name), text, name] as const,
    ),
  ]
  const shown = extent.full ? places : places.slice(0, BRIEF_MOST)
  const rows = shown.map(([label, value, field]) => oneSided(sign, value, { label, field, sensitive: false }, extent))
  const left = places.length - shown.length
  return left > 0
    ? [...rows, { sign, label: '…', texts: [`and ${left} more ${left === 1 ? 'field' : 'fields'}`] }]
    : rows
}

function changedField(
  field: FieldChange,
  change: { readonly before: Resource; readonly after: Resource },
  extent: Extent,
): readonly Row[] {
  switch (field.type) {
    case 'owner':
      return [{ sign: '~', label: 'source', texts: [pairText(field.before, field.after, 'source', extent)] }]
    case 'value':
      return sidedRows([field.before, field.after], placeOf(field.pointer, change), extent)
    case 'set': {
      const place = placeOf(field.pointer, change)
      return [
        ...(field.added.length > 0 ? [oneSided('+', field.added, place, extent)] : []),
        ...(field.removed.length > 0 ? [oneSided('-', field.removed, place, extent)] : []),
      ]
    }
  }
}

function placeOf(pointer: string, change: { readonly before: Resource; readonly after: Resource }): Place {
  const names = segmentsOf(pointer).filter((segment) => !/^\d+$/.test(segment))
  const known = labelOf(pointer, change.after)
  return {
    label: /\[\d+\]/.test(known) ? labelOf(pointer, change.before) : known,
    field: names.at(-1) ?? 'spec',
    sensitive: isSensitiveAt(change.before, pointer) || isSensitiveAt(change.after, pointer),
  }
}
