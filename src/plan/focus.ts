import { declaredIn } from '../desired/declare.ts'
import { type DocumentDelta, documentDelta } from '../desired/delta.ts'
import { isSeenByOthers } from '../desired/pass.ts'
import { equal, groupBy } from '../lib/compare.ts'
import type { Document, Snapshot } from '../model/document.ts'
import { type Identity, identityOf, type Key, keyOf, type Resource, type StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'

/** What differs between two passes: documents of all sources, and the stored resources that are no longer the same. */
export interface Difference {
  readonly documents: DocumentDelta
  readonly stored: readonly Key[]
}

/** What differs between two passes; `undefined` where that cannot be told, or sources are read otherwise than before. */
export function differenceOf(
  before: { readonly snapshots: readonly Snapshot[]; readonly stored: State },
  after: { readonly snapshots: readonly Snapshot[]; readonly stored: State },
): Difference | undefined {
  if (before.snapshots.length !== after.snapshots.length) return undefined
  const removed: Document[] = []
  const added: Document[] = []
  for (const [index, snapshot] of after.snapshots.entries()) {
    const old = before.snapshots[index]
    if (old === undefined || !isReadAlike(old, snapshot)) return undefined
    const delta = documentDelta(old.documents, snapshot.documents)
    removed.push(...delta.removed)
    added.push(...delta.added)
  }
  const [was, now] = [before.stored.resources, after.stored.resources]
  const stored = was === now ? [] : now.changedSince?.(was)
  return stored === undefined ? undefined : { documents: { removed, added }, stored }
}

function isReadAlike(before: Snapshot, after: Snapshot): boolean {
  return (
    before.source === after.source &&
    before.privileged === after.privileged &&
    before.prune === after.prune &&
    before.allowedKinds === after.allowedKinds &&
    equal(before.allowedOrganizations, after.allowedOrganizations) &&
    after.complete &&
    (after.departing ?? []).length === 0 &&
    equal(before.unreadable, after.unreadable) &&
    equal(before.problems, after.problems)
  )
}

/**
 * The organizations that a difference touches; `undefined` where it touches anything by which others are judged: a global
 * resource, an Organization, a Revocation, what has to be unique in the installation. One that is only written anew, with
 * the same content, does not count.
 */
export function organizationsTouched(
  { documents, stored }: Difference,
  before: State,
  after: State,
): ReadonlySet<string> | undefined {
  const [removed, added] = [documents.removed, documents.added].map(resourcesIn)
  if (removed === undefined || added === undefined) return undefined
  const was = stored.flatMap((key) => before.resources.get(key) ?? [])
  const now = stored.flatMap((key) => after.resources.get(key) ?? [])
  if (seenByOthers(removed) !== seenByOthers(added) || seenByOthers(was) !== seenByOthers(now)) return undefined
  return new Set([...removed, ...added, ...was, ...now].map(organizationOf).filter((name) => name !== ''))
}

/** What documents declare; `undefined` where one of them is wrong. */
function resourcesIn(documents: readonly Document[]): readonly Resource[] | undefined {
  const decoded = documents.map(declaredIn)
  if (decoded.some(({ problems, broken }) => problems.length > 0 || broken.length > 0)) return undefined
  return decoded.flatMap(({ declared }) => declared.map(({ resource }) => resource))
}

/** What others see of resources, as one text. */
function seenByOthers(resources: readonly Resource[]): string {
  const seen = resources.filter(({ kind }) => isSeenByOthers(kind))
  return seen
    .map((resource) => `${keyOf(resource)} ${resource.digest} ${resource.origin.source}`)
    .sort()
    .join('\n')
}

function organizationOf({ kind, namespace, name }: Identity): string {
  return kind === 'Organization' ? name : namespace
}

/** The documents of each organization in the order in which they were read; `undefined` where one speaks of several. */
export function documentsByOrganization(
  snapshots: readonly Snapshot[],
): ReadonlyMap<string, readonly Document[]> | undefined {
  const groups = new Map<string, Document[]>()
  for (const { documents } of snapshots) {
    for (const document of documents) {
      const name = organizationOfDocument(document)
      if (name === undefined) return undefined
      const group = groups.get(name)
      if (group === undefined) groups.set(name, [document])
      else group.push(document)
    }
  }
  return groups
}

/** The organization that a document speaks of, '' for a global resource or none; `undefined` for several. */
function organizationOfDocument(document: Document): string | undefined {
  const [first, ...others] = declaredIn(document).declared
  if (first === undefined) return ''
  const name = organizationOf(first.resource)
  return others.every(({ resource }) => organizationOf(resource) === name) ? name : undefined
}

/** The documents of organizations after a difference; `undefined` where one of those that are new speaks of several. */
export function documentsAfter(
  before: ReadonlyMap<string, readonly Document[]>,
  names: ReadonlySet<string>,
  { removed, added }: DocumentDelta,
  snapshots: readonly Snapshot[],
): ReadonlyMap<string, readonly Document[]> | undefined {
  const gone = new Set(removed)
  if (added.some((document) => organizationOfDocument(document) === undefined)) return undefined
  const arrived = groupBy(added, (document) => organizationOfDocument(document) ?? '')
  const rank = new Map(snapshots.map(({ source }, index) => [source, index]))
  const rankOf = ({ file }: Document): number => rank.get(file.source) ?? 0
  const inOrder = (left: Document, right: Document): number => {
    if (rankOf(left) !== rankOf(right)) return rankOf(left) - rankOf(right)
    if (left.file.path !== right.file.path) return left.file.path < right.file.path ? -1 : 1
    return left.index - right.index
  }
  const own = [...names].map((name): [string, readonly Document[]] => {
    const stayed = (before.get(name) ?? []).filter((document) => !gone.has(document))
    return [name, [...stayed, ...(arrived.get(name) ?? [])].sort(inOrder)]
  })
  return new Map(own)
}

/** What is stored of organizations: what was there before, as it is now. */
export function resourcesAfter(
  before: Iterable<StoredResource>,
  names: ReadonlySet<string>,
  changed: readonly Key[],
  { resources }: State,
): ReadonlyMap<Key, StoredResource> {
  const all = new Map([...before].map((resource): [Key, StoredResource] => [keyOf(resource), resource]))
  for (const key of changed) {
    const now = resources.get(key)
    if (now === undefined) all.delete(key)
    else if (names.has(organizationOf(identityOf(key)))) all.set(key, now)
  }
  return all
}

/** How many identities documents declare. */
export function keysDeclaredIn(documents: readonly Document[]): number {
  return new Set(documents.flatMap((document) => declaredIn(document).declared.map(({ key }) => key))).size
}
