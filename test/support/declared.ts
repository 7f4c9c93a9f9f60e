import { writeDocuments } from '../../src/documents/write.ts'
import type { Snapshot } from '../../src/model/document.ts'
import { API_VERSION, identityOf, type JsonObject, type Key } from '../../src/model/resource.ts'
import { type SourceLiteral, textSnapshot } from './installation.ts'

/** Specs by key (`User/acme/ada`), with `annotations` and `labels` beside their fields. */
export type Declarations = Readonly<Record<string, JsonObject>>

/** The text that declares resources, in the order given; an Organization without a displayName gets one. */
export function declaring(declarations: Declarations): string {
  return writeDocuments(Object.entries(declarations).map(([key, literal]) => documentOf(key as Key, literal)))
}

/** What a source declares, by file; the source `local`, privileged and whole, where nothing else is said. */
export function declaredIn(files: Readonly<Record<string, Declarations>>, source?: SourceLiteral): Snapshot {
  const texts = Object.entries(files).map(([path, declarations]) => [path, declaring(declarations)])
  return textSnapshot(Object.fromEntries(texts), source)
}

/** What a source declares in one file. */
export function declared(declarations: Declarations, source?: SourceLiteral): Snapshot {
  return declaredIn({ 'all.yaml': declarations }, source)
}

/** An organization with one admin, `root`: the least that stands. */
export function standing(name: string, spec: JsonObject = {}): Declarations {
  return { [`Organization//${name}`]: spec, [`User/${name}/root`]: { admin: true } }
}

function documentOf(key: Key, { annotations, labels, ...spec }: JsonObject): JsonObject {
  const { kind, namespace, name } = identityOf(key)
  const metadata = {
    ...(namespace === '' ? {} : { namespace }),
    name,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  }
  const full = kind === 'Organization' || kind === 'OrganizationGroup' ? { displayName: `The ${name}`, ...spec } : spec
  return { apiVersion: API_VERSION, kind, metadata, spec: full }
}
