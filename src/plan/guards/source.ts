import { canonical } from '../../lib/canonical.ts'
import { groupBy } from '../../lib/compare.ts'
import { sha256 } from '../../lib/digest.ts'
import { plural } from '../../lib/text.ts'
import type { Document, Snapshot } from '../../model/document.ts'
import type { Hold } from '../../model/hold.ts'
import { keyOf, type StoredResource } from '../../model/resource.ts'
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
  if (!snapshot.complete || snapshot.unreadable.length > 0 || snapshot.documents.some(isDeclaration)) return undefined
  const owned = [...stored.resources.values()].filter(({ origin }) => origin.source === snapshot.source)
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
