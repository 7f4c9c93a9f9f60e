import { byText } from '../../lib/compare.ts'
import type { JsonObject } from '../../model/resource.ts'
import type { Named, Setting } from './fact.ts'

/** A set of names as it is written: sorted, each once. */
export function nameSet(things: readonly Pick<Named, 'name'>[]): readonly string[] {
  return [...new Set(things.map((thing) => thing.name))].sort(byText)
}

/** Settings as they are written. */
export function settingList(settings: readonly Setting[]): readonly JsonObject[] {
  return settings.map(({ key, value }) => ({ key, value }))
}
