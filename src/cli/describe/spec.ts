import { pointerOf } from '../../lib/pointer.ts'
import type { Json, JsonObject, StoredResource } from '../../model/resource.ts'
import { isList, isObject, keyFieldOf } from '../../plan/render/json-value.ts'
import { withField, withItem } from '../../plan/render/label.ts'
import { isSensitive, referenceText, SENSITIVE } from '../../plan/render/secret.ts'
import { itemTexts, valueText } from '../../plan/render/value.ts'
import { complete } from '../../schemas/complete.ts'

/** One field of a spec as a reader would say it: `contact.email`, its value, and whether nobody declared it. */
export interface SpecRow {
  readonly label: string
  readonly value: string
  readonly isDefault: boolean
}

/** Every field of a resource with its value, defaults filled in and marked, down to the smallest part that has a name. */
export function specRows(resource: StoredResource, full: boolean): readonly SpecRow[] {
  return objectRows(complete(resource), resource.spec, { label: '', full })
}

interface At {
  readonly label: string
  readonly full: boolean
}

function objectRows(value: JsonObject, declared: Json | undefined, { label, full }: At): readonly SpecRow[] {
  return Object.entries(value).flatMap(([name, property]) => {
    const own = isObject(declared) && Object.hasOwn(declared, name) ? declared[name] : undefined
    const at = { label: withField(label, name), full }
    if (isSensitive(value, name)) return [{ label: at.label, value: SENSITIVE, isDefault: own === undefined }]
    return valueRows(name, property, own, at)
  })
}

function valueRows(field: string, value: Json, declared: Json | undefined, at: At): readonly SpecRow[] {
  const isWhole = referenceText(field, value) !== undefined
  if (!isWhole && isObject(value) && Object.keys(value).length > 0) return objectRows(value, declared, at)
  if (isList(value) && value.some(isObject)) return listRows(value, declared, at)
  const text = isList(value) ? itemTexts(value, field, at).join(', ') : valueText(value, field, at)
  return [{ label: at.label, value: text, isDefault: declared === undefined }]
}

/** A list of objects item by item; defaults are filled in without moving items, so both sides stand at the same places. */
function listRows(value: readonly Json[], declared: Json | undefined, at: At): readonly SpecRow[] {
  const key = keyFieldOf(value)
  return value.flatMap((item, index) => {
    const name = key !== undefined && isObject(item) ? String(item[key]) : String(index)
    const own = isList(declared) ? declared[index] : undefined
    const label = withItem(at.label, name)
    return isObject(item)
      ? objectRows(item, own, { ...at, label })
      : [{ label, value: valueText(item, '', at), isDefault: own === undefined }]
  })
}

/** Pointers of the fields that nobody declared, for programs; they lead into the completed spec. */
export function defaultPointers(resource: StoredResource): readonly string[] {
  const found: string[] = []
  const visit = (value: Json, declared: Json | undefined, pointer: string): void => {
    if (declared === undefined) found.push(pointer)
    else if (isList(value)) {
      value.forEach((item, index) => {
        visit(item, isList(declared) ? declared[index] : undefined, `${pointer}/${index}`)
      })
    } else if (isObject(value)) {
      for (const [name, property] of Object.entries(value)) {
        const own = isObject(declared) && Object.hasOwn(declared, name) ? declared[name] : undefined
        visit(property, own, `${pointer}${pointerOf([name])}`)
      }
    }
  }
  visit(complete(resource), resource.spec, '/spec')
  return found
}
