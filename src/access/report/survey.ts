import { byText } from '../../lib/compare.ts'
import type { Key, StoredResource } from '../../model/resource.ts'
import { type AccessIndex, accessIndexOf } from '../indexed.ts'

/** What a report on access is made of: what is stored, its index, the organizations that are meant, by name, and the moment (milliseconds). */
export interface Survey {
  readonly resources: ReadonlyMap<Key, StoredResource>
  readonly index: AccessIndex
  readonly organizations: readonly string[]
  readonly moment: number
}

/** A survey of what is stored at a moment (milliseconds): of one organization, or of all of them. */
export function surveyOf(resources: ReadonlyMap<Key, StoredResource>, moment: number, organization?: string): Survey {
  const meant = [...resources.values()].filter(
    ({ namespace }) => namespace !== '' && (organization === undefined || namespace === organization),
  )
  const organizations = organization === undefined ? organizationsIn(resources) : [organization]
  return { resources, index: accessIndexOf(meant), organizations, moment }
}

/** The names of the organizations that are stored, sorted. */
export function organizationsIn(resources: ReadonlyMap<Key, StoredResource>): readonly string[] {
  const names: string[] = []
  for (const { kind, name } of resources.values()) if (kind === 'Organization') names.push(name)
  return names.sort(byText)
}
