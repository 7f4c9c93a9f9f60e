import type { Document, Snapshot } from '../model/document.ts'
import { type JsonObject, keyOf } from '../model/resource.ts'
import type { State } from '../model/state.ts'

/**
 * Snapshots without what goes together with an Organization that is being deleted in its cluster: everything of its namespace,
 * whether it is still there or not, as one change (model §1, "In a cluster"). An Organization that belongs to another source, or
 * that another one declares too, stays: then only this declaration of it goes, and its namespace is left as it is.
 */
export function withoutLeaving(snapshots: readonly Snapshot[], stored: State): readonly Snapshot[] {
  if (snapshots.every(({ departing = [] }) => departing.length === 0)) return snapshots
  return snapshots.map((snapshot) => {
    const { source, departing = [] } = snapshot
    const others = snapshots.filter((one) => one.source !== source)
    const names = departing.map(nameOf).filter((name) => ownerOf(name, stored) === source && !isDeclared(name, others))
    return names.length === 0 ? snapshot : withoutNamespaces(snapshot, new Set(names))
  })
}

function withoutNamespaces(snapshot: Snapshot, names: ReadonlySet<string>): Snapshot {
  const { documents, unreadable, problems } = snapshot
  const gone = unreadable.filter(
    ({ namespace, organizations }) => names.has(namespace ?? '') || organizations.some((name) => names.has(name)),
  )
  const paths = new Set(gone.map(({ path }) => path))
  return {
    ...snapshot,
    documents: documents.filter((document) => !names.has(namespaceOf(document))),
    unreadable: unreadable.filter((file) => !gone.includes(file)),
    problems: problems.filter(({ origin }) => !('path' in origin) || !paths.has(origin.path)),
  }
}

function isDeclared(name: string, snapshots: readonly Snapshot[]): boolean {
  return snapshots.some(({ documents }) =>
    documents.some((document) => document.value.kind === 'Organization' && nameOf(document) === name),
  )
}

function ownerOf(name: string, { resources }: State): string | undefined {
  return resources.get(keyOf({ kind: 'Organization', namespace: '', name }))?.origin.source
}

function nameOf(document: Document): string {
  return String(metadataOf(document).name)
}

function namespaceOf(document: Document): string {
  return String(metadataOf(document).namespace ?? '')
}

function metadataOf({ value: { metadata } }: Document): JsonObject {
  return typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) ? (metadata as JsonObject) : {}
}
