import { plural } from '../../lib/text.ts'
import type { State } from '../../model/state.ts'
import type { ExportOptions } from '../export.ts'

/** Says how much of a past state was erased since, of one organization or of all. */
export function erasedWarnings({ erased }: State, { organization }: ExportOptions): readonly string[] {
  const own = [...erased.values()].filter((one) => organization === undefined || one.organization === organization)
  return own.length === 0 ? [] : [`${plural(own.length, 'resource')} of that moment erased since, left out`]
}
