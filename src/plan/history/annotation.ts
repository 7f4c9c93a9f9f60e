import { mayDeclare } from '../../desired/permit.ts'
import type { Document, Snapshot } from '../../model/document.ts'
import { type Json, type JsonObject, keyOf } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { isBeginningOfDigest } from './trailers.ts'

/** The annotation by which an Organization approves what is held of it; it is read here, and stored nowhere (model §1.9). */
export const APPROVE_ANNOTATION = 'charter.sh/approve'

/** A digest, or the beginning of one, that the document of an organization approves. */
export interface Annotated {
  readonly organization: string
  readonly digest: string
  readonly snapshot: Snapshot
  readonly path: string
}

/**
 * What the documents of organizations approve. It counts from the source that declares the organization: its stored owner,
 * else the first that declares it and may. Where the annotation holds no digest it is left out, with a warning.
 */
export function annotatedIn(
  snapshots: readonly Snapshot[],
  stored: State,
): { readonly annotated: readonly Annotated[]; readonly warnings: readonly string[] } {
  const annotated: Annotated[] = []
  const warnings: string[] = []
  for (const [organization, declaring] of declarationsOf(snapshots)) {
    const owner = stored.resources.get(keyOf({ kind: 'Organization', namespace: '', name: organization }))?.origin
      .source
    const isRead = snapshots.some(({ source }) => source === owner)
    const source =
      owner !== undefined && !isRead
        ? owner
        : (declaring.find(({ snapshot }) => snapshot.source === owner) ?? declaring[0])?.snapshot.source
    for (const { snapshot, document } of declaring.filter(({ snapshot }) => snapshot.source === source)) {
      const value = annotationOf(document)
      if (value === undefined) continue
      if (isBeginningOfDigest(value)) {
        annotated.push({ organization, digest: value.toLowerCase(), snapshot, path: document.file.path })
      } else {
        warnings.push(
          `the annotation \`${APPROVE_ANNOTATION}\` of organization ${organization} counts for nothing: write the digest of the plan, or eight or more of its first characters`,
        )
      }
    }
  }
  return { annotated, warnings }
}

interface Declaration {
  readonly snapshot: Snapshot
  readonly document: Document
}

/** The documents of organizations by name, of sources that may declare them, in the order of the sources. */
function declarationsOf(snapshots: readonly Snapshot[]): ReadonlyMap<string, readonly Declaration[]> {
  const found = new Map<string, Declaration[]>()
  for (const snapshot of snapshots) {
    if (snapshot.allowedKinds?.has('Organization') === false) continue
    for (const document of [...snapshot.documents, ...(snapshot.departing ?? [])]) {
      const { kind, metadata } = document.value
      const name = kind === 'Organization' && isObject(metadata) ? metadata.name : undefined
      if (typeof name !== 'string' || !mayDeclare(name, snapshot)) continue
      const others = found.get(name)
      if (others === undefined) found.set(name, [{ snapshot, document }])
      else others.push({ snapshot, document })
    }
  }
  return found
}

function annotationOf({ value: { metadata } }: Document): string | undefined {
  const annotations = isObject(metadata) ? metadata.annotations : undefined
  const value = isObject(annotations) ? annotations[APPROVE_ANNOTATION] : undefined
  return typeof value === 'string' ? value.trim() : undefined
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
