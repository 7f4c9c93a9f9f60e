import { locate } from '../documents/place.ts'
import { shownPointer } from '../lib/shown.ts'
import { placeAt } from '../model/document.ts'
import type { Finding, Problem } from '../model/problem.ts'
import type { Key, Origin, StoredResource } from '../model/resource.ts'
import { documentPointer } from '../schemas/pointer.ts'
import type { Declared } from './view.ts'

/** Where things are: the declarations of this pass, and the stored resources for what none declares. */
export interface Places {
  readonly declared: ReadonlyMap<Key, Declared>
  readonly stored: ReadonlyMap<Key, StoredResource>
}

/** The place of a field of a declared resource, in its document; `pointer` goes into the resource's normal form. */
export function placeOf(declared: Declared, pointer: string): Pick<Problem, 'origin' | 'pointer' | 'length'> {
  const { document, resource, base } = declared
  const inDocument = documentPointer(resource, base, pointer, document.value)
  const { length, ...place } = locate(document, inDocument, 'value')
  return { origin: placeAt(document, place), pointer: shownPointer(inDocument), length }
}

/** A law's finding with its places looked up. */
export function problemOf(finding: Finding, places: Places): Problem {
  const { code, message, help, notes } = finding
  const related = (finding.related ?? []).map((other) => ({
    origin: originOf(other.key, other.pointer, places),
    message: other.message,
  }))
  const declared = places.declared.get(finding.key)
  const place =
    declared === undefined
      ? { origin: originOf(finding.key, finding.pointer, places), pointer: shownPointer(finding.pointer) }
      : placeOf(declared, finding.pointer)
  return {
    code,
    severity: finding.severity ?? 'error',
    message,
    ...(help === undefined ? {} : { help }),
    ...(notes === undefined ? {} : { notes }),
    ...place,
    ...(related.length === 0 ? {} : { related }),
  }
}

function originOf(key: Key, pointer: string, places: Places): Origin {
  const declared = places.declared.get(key)
  if (declared !== undefined) return placeOf(declared, pointer).origin
  return places.stored.get(key)?.origin ?? { source: '', path: key, line: 1, column: 1 }
}
