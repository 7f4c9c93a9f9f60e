import { type AccessPath, groupsAlong, shownPathOn } from '../../access/path.ts'
import { createTracing, type Mark, type Provenance } from '../../access/provenance.ts'
import type { Question } from '../../access/question.ts'
import { groundKey, restingOn } from '../../access/resting.ts'
import { type Key, keyOf, type StoredResource } from '../../model/resource.ts'
import type { Known } from './known.ts'

/** A resource on a path, with the entries that created and last changed it. */
export interface Support extends Provenance {
  readonly resource: StoredResource
  /** Whether the ledger, which would tell that, is not shown to whoever asks. */
  readonly isHidden: boolean
}

/** A path with what it rests on, nearest to the user first; `ground` is what gives the permission, where that is stored. */
export interface TracedPath {
  readonly question: Question
  readonly path: AccessPath
  readonly text: string
  readonly groups: readonly string[]
  readonly supports: readonly Support[]
  readonly ground: Support | undefined
}

/** Finds for each path what it rests on, and where in the ledger that comes from: one walk through it for all of them. */
export async function tracedPaths(
  known: Known,
  paths: readonly { readonly question: Question; readonly path: AccessPath }[],
): Promise<readonly TracedPath[]> {
  const { organization, index, stored } = known
  const { resources } = stored.state
  const resting = paths.map(({ question, path }) =>
    restingOn(index, organization, question, path).flatMap((key) => resources.get(key) ?? []),
  )
  const tracing = createTracing(new Set(resting.flat().map(({ uid }) => uid)))
  for await (const entry of stored.entries()) tracing.add(entry)
  const isHidden = stored.isLedgerHidden ?? false
  const support = (resource: StoredResource): Support => ({ resource, isHidden, ...tracing.of(resource.uid) })
  return paths.map(({ question, path }, place) => {
    const supports = (resting[place] ?? []).map(support)
    const ground = groundKey(organization, path)
    return {
      question,
      path,
      text: shownPathOn(organization, path),
      groups: groupsAlong(path.via),
      supports,
      ground: supports.find(({ resource }) => keyOfSupport(resource) === ground),
    }
  })
}

/** When a mark was made, in words: `2026-11-22T12:00:00.000Z entry 4 commit 1a2b3c4d5e6f`; `sealed away` where none is known. */
export function markText(mark: Mark | undefined, isHidden: boolean): string {
  if (mark === undefined) return isHidden ? '' : 'sealed away'
  const commit = mark.commit === undefined ? '' : ` commit ${mark.commit.slice(0, 12)}`
  return `${mark.time} entry ${mark.seq}${commit}`
}

function keyOfSupport({ kind, namespace, name }: StoredResource): Key {
  return keyOf({ kind, namespace, name })
}
