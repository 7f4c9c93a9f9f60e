import { canonical } from '../../lib/canonical.ts'
import { by, groupBy } from '../../lib/compare.ts'
import { sha256 } from '../../lib/digest.ts'
import { plural } from '../../lib/text.ts'
import type { Document, Snapshot, SourcePolicy, UnreadableFile } from '../../model/document.ts'
import type { Problem } from '../../model/problem.ts'
import { keyOf } from '../../model/resource.ts'
import { refusal } from '../refusal.ts'
import { byPlace } from '../snapshot.ts'
import type { Inventoried } from './memory.ts'
import type { Found } from './object.ts'

/** Whose snapshot it is, and what that source may do. */
export interface DeclaredSettings {
  readonly source: string
  readonly privileged: boolean
  readonly policy: SourcePolicy | undefined
}

/**
 * What a cluster declares. An object that is being deleted is not declared any more; Organizations among them are told apart,
 * for their namespaces go with them (`withoutLeaving`). A namespace that is being deleted is a list that loses its end: it stands
 * among what is unreadable (model §1, "In a cluster").
 */
export function declaredBy(inventoried: Inventoried, settings: DeclaredSettings): Snapshot {
  const { objects, lost, terminating, approval } = inventoried
  const { source, privileged, policy } = settings
  const all = [...objects.values()]
  const departing = all.filter(({ kind, isDeleting }) => kind === 'Organization' && isDeleting)
  const standing = all.filter(({ isDeleting }) => !isDeleting)
  const documents = standing.flatMap(({ content }) => (content.type === 'document' ? [content.document] : []))
  const refused = standing.flatMap(({ content }) => (content.type === 'unreadable' ? [content] : []))
  const missing = [...lost.values()]
  const unreadable = [...refused.map(({ file }) => file), ...terminating.map(namespaceFile), ...missing.map(lostFile)]
  const problems = [
    ...refused.map(({ problem }) => problem),
    ...terminating.map((name) => namespaceProblem(name, source)),
    ...lostProblems(missing, source),
  ]
  return {
    ...policy,
    source,
    privileged,
    complete: true,
    revision: revisionOf(standing, unreadable),
    documents,
    unreadable: unreadable.sort(by(({ path }) => path)),
    problems: problems.sort(byPlace),
    files: new Map(documents.map(({ file }) => [file.path, file])),
    writers: objects,
    departing: departing.flatMap(documentOf),
    ...(approval === undefined ? {} : { approval }),
  }
}

function documentOf({ content }: Found): readonly Document[] {
  return content.type === 'document' ? [content.document] : []
}

/**
 * Resource versions are left out: they change with every status that is written. So is what declares nothing any more: that somebody
 * approves its removal, or that it is gone at last, must not take back what was approved of the source as a whole.
 */
function revisionOf(standing: readonly Found[], unreadable: readonly UnreadableFile[]): string {
  const told = ({ path, uid, generation, digest }: Found): string => `${path} ${uid} ${generation} ${digest}`
  return sha256(canonical([standing.map(told), unreadable.map(({ path }) => path)]))
}

/** It says nothing of organizations: which it concerns, if any, shows in what is stored. */
function namespaceFile(namespace: string): UnreadableFile {
  return { path: namespacePath(namespace), organizations: [], held: [], namespace }
}

function namespacePath(namespace: string): string {
  return `Namespace/${namespace}`
}

function namespaceProblem(namespace: string, source: string): Problem {
  const message = `the namespace \`${namespace}\` is being deleted: nothing that vanishes from it is removed`
  const help = `to remove the organization, delete it too and approve that: kubectl delete organization ${namespace}`
  return { ...refusal(source, namespacePath(namespace), { code: 'Unreadable', message, help }), severity: 'warning' }
}

function lostFile(found: Found): UnreadableFile {
  const { kind, path, organization } = found
  const organizations = organization === '' ? [] : [organization]
  // What an Organization held beside itself, the inventory knows.
  return { path, organizations, ...(kind === 'Organization' ? {} : { held: [keyOf(found)] }) }
}

function lostProblems(lost: readonly Found[], source: string): readonly Problem[] {
  return [...groupBy(lost, ({ kind }) => kind)].flatMap(([kind, objects]): Problem[] => {
    const [first] = objects
    if (first === undefined) return []
    const message = `the definition of ${kind} was removed and made again: ${plural(objects.length, 'object')} that it held ${objects.length === 1 ? 'is' : 'are'} not back, and what they declared stays`
    const help = 'apply the objects again; or start charter anew, to have them removed'
    return [{ ...refusal(source, first.path, { code: 'Unreadable', message, help }), severity: 'warning' }]
  })
}
