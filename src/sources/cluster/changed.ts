import type { Document, Snapshot } from '../../model/document.ts'

/** A change of one object: how it will be, or that it will be gone. */
export type ObjectChange =
  | { readonly type: 'applied'; readonly document: Document }
  | { readonly type: 'deleted'; readonly path: string; readonly organization: string }

/** The snapshot of a cluster as it would be after a change. An Organization that is deleted takes along what lies in its namespace. */
export function withChange(snapshot: Snapshot, change: ObjectChange): Snapshot {
  const { documents } = snapshot
  switch (change.type) {
    case 'applied': {
      const { path } = change.document.file
      const others = documents.filter(({ file }) => file.path !== path)
      const found = others.findIndex(({ file }) => file.path > path)
      const at = found === -1 ? others.length : found
      return changed(snapshot, [...others.slice(0, at), change.document, ...others.slice(at)])
    }
    case 'deleted': {
      const { path, organization } = change
      if (path !== `Organization/${organization}`) {
        return changed(
          snapshot,
          documents.filter(({ file }) => file.path !== path),
        )
      }
      const departing = [...(snapshot.departing ?? []), ...documents.filter(({ file }) => file.path === path)]
      const others = documents.filter(({ file }) => organizationOf(file.path) !== organization)
      return { ...changed(snapshot, others), departing }
    }
  }
}

/** What a snapshot declares of an object, by its path. */
export function documentAt({ files, documents }: Snapshot, path: string): Document | undefined {
  return files.has(path) ? documents.find(({ file }) => file.path === path) : undefined
}

function changed(snapshot: Snapshot, documents: readonly Document[]): Snapshot {
  return { ...snapshot, documents, files: new Map(documents.map(({ file }) => [file.path, file])) }
}

/** `User/acme/ada` and `Organization/acme` belong to `acme`, `Offering/cloud` to nobody. */
function organizationOf(path: string): string {
  const [kind, first = '', second] = path.split('/')
  return second === undefined && kind !== 'Organization' ? '' : first
}
