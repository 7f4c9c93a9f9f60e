import type { JsonObject, Kind } from '../model/resource.ts'

/** One printer column of a kind: header and JSON path as kubectl writes it (`.spec.displayName`). */
export interface Column {
  readonly name: string
  readonly jsonPath: string
  readonly type: 'string' | 'integer' | 'boolean' | 'date'
  readonly priority?: number
}

/**
 * A field that names other resources. `path` holds property names from the resource down, `*` for every item of a list
 * (`['spec', 'members', '*']`). `weak` references may dangle: they are a warning (`DataSource.alternativeDataSource`).
 */
export interface Reference {
  readonly path: readonly string[]
  readonly kind: Kind
  readonly weak: boolean
}

/**
 * A field no two resources may share: in their organization, or in the whole installation. `folded`: letter case does
 * not count. `orName`: where the field is left out, the resource's name counts in its place.
 */
export interface Unique {
  readonly path: readonly string[]
  readonly within: 'organization' | 'installation'
  readonly folded: boolean
  readonly orName?: boolean
}

/** What the program knows of a kind, all of it read from `schemas/<Kind>.json` (design idea 4). */
export interface KindDefinition {
  readonly kind: Kind
  readonly plural: string
  readonly singular: string
  readonly scope: 'global' | 'organization'
  readonly shortNames: readonly string[]
  readonly columns: readonly Column[]
  readonly title: string
  readonly description: string
  /** The schema of the whole document, local references inlined. */
  readonly schema: JsonObject
  readonly references: readonly Reference[]
  readonly uniques: readonly Unique[]
  /** Paths of the fields that are sets, and of lists keyed by one of their fields. */
  readonly sets: readonly (readonly string[])[]
  readonly keyed: readonly { readonly path: readonly string[]; readonly key: string }[]
  /** Paths of the fields that hold a SecretRef. */
  readonly secretRefs: readonly (readonly string[])[]
}
