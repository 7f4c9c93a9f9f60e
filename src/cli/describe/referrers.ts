import { by, byText } from '../../lib/compare.ts'
import { segmentsOf } from '../../lib/pointer.ts'
import { type Identity, KINDS, type Kind, keyOf, type Resource } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { kindDefinition } from '../../schemas/kinds.ts'
import { referencesOf } from '../../schemas/references.ts'

/** A resource that names another, and the fields by which it does: `members`, `assignee.user`. */
export interface Referrer extends Identity {
  readonly fields: readonly string[]
}

/** Who names a resource, by kind, organization and name. A name means a resource of the referrer's own organization (model §1.3). */
export function referrersOf(target: Identity, { resources }: State): readonly Referrer[] {
  const naming = new Set<Kind>(
    KINDS.filter((kind) => kindDefinition(kind).references.some((reference) => reference.kind === target.kind)),
  )
  const found: Referrer[] = []
  for (const resource of resources.values()) {
    const { kind, namespace, name } = resource
    if (!naming.has(kind) || !isWithin(resource, target)) continue
    const fields = fieldsThatName(resource, target)
    if (fields.length > 0) found.push({ kind, namespace, name, fields })
  }
  return found.sort(by((referrer) => keyOf(referrer)))
}

function isWithin({ kind, namespace, name }: Resource, target: Identity): boolean {
  return target.namespace === '' || target.namespace === (kind === 'Organization' ? name : namespace)
}

function fieldsThatName(resource: Resource, { kind, name }: Identity): readonly string[] {
  const pointers = referencesOf(resource).filter((reference) => reference.kind === kind && reference.name === name)
  const fields = pointers.map(({ pointer }) =>
    segmentsOf(pointer)
      .slice(1)
      .filter((segment) => !/^\d+$/.test(segment))
      .join('.'),
  )
  return [...new Set(fields)].sort(byText)
}
