import type { FieldChange } from '../../model/change.ts'
import type { Entry } from '../../model/ledger.ts'
import type { Json, JsonObject } from '../../model/resource.ts'
import { ANYTHING, listOf, objectOf, TEXT } from '../schema.ts'

/** What a change changed: values before and after, of sets what came and what went. */
export const AUDIT_CHANGES = listOf(
  objectOf(
    {
      path: { ...TEXT, description: 'a JSON pointer into the declaration' },
      before: ANYTHING,
      after: ANYTHING,
      added: listOf(ANYTHING),
      removed: listOf(ANYTHING),
    },
    ['before', 'after', 'added', 'removed'],
  ),
)

/** What is told of one field. */
interface Told {
  readonly path: string
  readonly before?: Json | undefined
  readonly after?: Json | undefined
  readonly added?: readonly Json[]
  readonly removed?: readonly Json[]
}

/**
 * The fields of a recorded change, of a creation all that was declared. Where secrets stand is not told, at any depth, and settings only to
 * whoever sees them; of what was erased, and of a removal, there is nothing.
 */
export function auditChanges({ action, body }: Entry['changes'][number], seesSettings: boolean): readonly Told[] {
  if (body === undefined || action === 'delete') return []
  return fieldsIn(body).flatMap((field) => {
    const segments = field.path.split('/')
    if (!seesSettings && segments[2] === 'settings') return []
    return segments.some(isReference) ? [{ path: field.path }] : [cleaned(field)]
  })
}

function fieldsIn(body: NonNullable<Entry['changes'][number]['body']>): readonly Told[] {
  if ('spec' in body) return Object.entries(body.spec).map(([name, after]) => ({ path: `/spec/${name}`, after }))
  if (!('fields' in body)) return []
  return body.fields.map(toldOf)
}

function toldOf(field: FieldChange): Told {
  const { pointer: path } = field
  switch (field.type) {
    case 'value':
      return { path, before: field.before, after: field.after }
    case 'owner':
      return { path, before: field.before, after: field.after }
    case 'set':
      return { path, added: field.added, removed: field.removed }
  }
}

function cleaned({ path, before, after, added, removed }: Told): Told {
  return {
    path,
    ...(before === undefined ? {} : { before: withoutReferences(before) }),
    ...(after === undefined ? {} : { after: withoutReferences(after) }),
    ...(added === undefined ? {} : { added: added.map(withoutReferences) }),
    ...(removed === undefined ? {} : { removed: removed.map(withoutReferences) }),
  }
}

/** The same without what says where a secret stands, at any depth. */
export function withoutReferences(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutReferences)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value as JsonObject).filter(([name]) => !isReference(name))
  return Object.fromEntries(entries.map(([name, one]) => [name, withoutReferences(one)]))
}

/** Whether a field says where a secret stands (model §1.7): `secretRef`, `passwordRef`. */
export function isReference(name: string): boolean {
  return name.endsWith('Ref')
}
