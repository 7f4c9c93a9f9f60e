import { canonical } from '../../lib/canonical.ts'
import { groupBy } from '../../lib/compare.ts'
import { sha256 } from '../../lib/digest.ts'
import { plural } from '../../lib/text.ts'
import type { Document, Snapshot, UnreadableFile } from '../../model/document.ts'
import type { Hold } from '../../model/hold.ts'
import { type JsonObject, keyOf, type StoredResource } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { identify } from '../../schemas/identify.ts'
import { labelled } from './deleted.ts'
import { approvalsOf, capped } from './guard.ts'

/**
 * `EmptySource`: a source that was read completely declares nothing, though the store holds what it declared before
 * (model §4). What other tools read, such as a Namespace, declares nothing. A source with something unreadable removes nothing anyway (model §5). The hold's
 * digest covers source, code, what it declared before, and the revision that declares nothing.
 */
export function emptySource(snapshot: Snapshot, stored: State): Hold | undefined {
  if (!snapshot.complete || snapshot.unreadable.some(mayHoldAnything) || snapshot.documents.some(isDeclaration))
    return undefined
  const owned = [...stored.resources.values()].filter(
    (resource) => resource.origin.source === snapshot.source && !isLeaving(resource, snapshot),
  )
  if (owned.length === 0) return undefined
  const digest = digestOf(snapshot, owned)
  const { source, revision } = snapshot
  return {
    code: 'EmptySource',
    scope: { type: 'source', source },
    digest,
    message: `source ${source} declares nothing at ${revision}, but ${plural(owned.length, 'stored resource')} came from it`,
    evidence: { source, revision, ...kindsOf(owned), names: capped(labelled(owned)) },
    next: [`put the declarations of ${source} back, or correct its path or branch`, ...approvalsOf(digest)],
  }
}

function isDeclaration({ value }: Document): boolean {
  return identify(value).type !== 'ignored'
}

function digestOf({ source, revision }: Snapshot, owned: readonly StoredResource[]): string {
  const from = sha256(canonical(owned.map((resource) => `${keyOf(resource)} ${resource.digest}`).sort()))
  return sha256(canonical({ source, code: 'EmptySource', from, to: revision }))
}

function kindsOf(owned: readonly StoredResource[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...groupBy(owned, ({ kind }) => kind)].map(([kind, { length }]) => [kind, length]))
}

/** Of a namespace that could not be listed whole it is known that it holds only what is stored of it. */
function mayHoldAnything({ namespace }: UnreadableFile): boolean {
  return namespace === undefined
}

/** An organization that is being deleted in its cluster was meant to go, and is held by itself. */
function isLeaving({ kind, namespace, name }: StoredResource, { departing = [] }: Snapshot): boolean {
  const organization = kind === 'Organization' ? name : namespace
  return departing.some(({ value: { metadata } }) => (metadata as JsonObject | undefined)?.name === organization)
}
