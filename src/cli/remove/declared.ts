import { locate } from '../../documents/place.ts'
import { valueAt } from '../../lib/pointer.ts'
import type { Document, Snapshot } from '../../model/document.ts'
import type { Json, Kind, Resource } from '../../model/resource.ts'
import { decode } from '../../schemas/decode.ts'
import { kindDefinition } from '../../schemas/kinds.ts'
import { valuesAt } from '../../schemas/traits.ts'

/** A resource with its declaration: a document, or the item of an inline list at `base` in it. */
export interface Declared {
  readonly resource: Resource
  readonly document: Document
  readonly base: string
}

/** Everything a snapshot declares that can be read, in the order of its files. */
export function declaredIn({ documents }: Snapshot): readonly Declared[] {
  return documents.flatMap((document) =>
    decode(document, (pointer, at) => locate(document, pointer, at)).resources.map(({ resource, base }) => ({
      resource,
      document,
      base,
    })),
  )
}

/** The organization that a resource belongs to; an Organization belongs to its own. */
export function organizationOf({ kind, namespace, name }: Resource): string {
  return kind === 'Organization' ? name : namespace
}

/** A place in a document where a name stands, as it is written there; `isItem` where it is one of a list. */
export interface Mention {
  readonly declared: Declared
  readonly pointer: string
  readonly field: string
  readonly isItem: boolean
}

/** Where a declaration names a resource of a kind. */
export function mentionsIn(declared: Declared, kind: Kind, name: string): readonly Mention[] {
  const { resource, document, base } = declared
  const pointer = base === '' ? '/spec' : base
  const start = { value: (valueAt(document.value, pointer) ?? null) as Json, pointer }
  return kindDefinition(resource.kind)
    .references.filter((reference) => reference.kind === kind)
    .flatMap(({ path }) =>
      valuesAt(start, path, 1)
        .filter(({ value }) => value === name)
        .map((found) => ({
          declared,
          pointer: found.pointer,
          field: path
            .slice(1)
            .filter((segment) => segment !== '*')
            .join('.'),
          isItem: path.at(-1) === '*',
        })),
    )
}
