import { entries, flag, isObject, text } from '../../access/fields.ts'
import type { JsonObject } from '../../model/resource.ts'

/**
 * The settings of a declaration as GoodData has them, by their keys: a value that is no object stands in one. Secret settings
 * are left out, and what is worked out of others: a link and a property mean something in Charter alone.
 */
export function settingsIn(spec: JsonObject): readonly JsonObject[] {
  return entries(spec, 'settings').flatMap(({ item }) => {
    const [id, type, { value }] = [text(item, 'key'), text(item, 'type'), item]
    if (id === undefined || value === undefined || flag(item, 'secret')) return []
    return [{ id, ...(type === undefined ? {} : { type }), content: isObject(value) ? value : { value } }]
  })
}
