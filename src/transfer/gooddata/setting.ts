import { isObject } from '../../access/fields.ts'
import type { Json } from '../../model/resource.ts'
import { given } from '../reading/declaration.ts'
import { contentOf, type Spot } from '../reading/reading.ts'

/** The settings at a spot: `content` is the value, and what stands alone in it under `value` is that. What is none of GoodData's stays as it is, and is refused when it is checked. */
export function settingsAt(spot: Spot): Json | undefined {
  const settings = contentOf(spot)
  if (!Array.isArray(settings)) return settings
  return settings.map((setting: Json) => {
    if (!isObject(setting)) return setting
    const { id, type, content } = setting
    return given({ key: id, type, value: content === undefined ? undefined : valueIn(content) })
  })
}

function valueIn(content: Json): Json {
  if (!isObject(content)) return content
  const { value, ...others } = content
  return value === undefined || isObject(value) || Object.keys(others).length > 0 ? content : value
}
