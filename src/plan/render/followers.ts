import { plural } from '../../lib/text.ts'
import type { Change } from '../../model/change.ts'
import { identityOf, type Key, keyOf } from '../../model/resource.ts'
import { followsRename } from './counts.ts'

/** How much follows a rename: updates that write down the new name, and resources that move with their organization. */
export interface Following {
  readonly references: number
  readonly resources: number
}

/** What follows each rename of a plan (by its new key), and what follows a rename of another plan. */
export interface Followers {
  readonly of: ReadonlyMap<Key, Following>
  readonly elsewhere: Following
}

const NONE: Following = { references: 0, resources: 0 }

/** Counts what follows the renames of a plan; a follower counts once, for the first rename of this plan that it names. */
export function followersOf(changes: readonly Change[]): Followers {
  const renames = renamesOf(changes)
  const of = new Map<Key, Following>()
  let elsewhere = NONE
  for (const change of changes) {
    if (!followsRename(change)) continue
    const rename = leadersOf(change).flatMap((key) => renames.get(key) ?? [])[0]
    if (rename === undefined) elsewhere = withOne(elsewhere, change)
    else of.set(rename, withOne(of.get(rename) ?? NONE, change))
  }
  return { of, elsewhere }
}

function renamesOf(changes: readonly Change[]): ReadonlyMap<Key, Key> {
  const renames = new Map<Key, Key>()
  for (const change of changes) {
    if (change.action === 'rename' && !followsRename(change)) {
      renames.set(change.key, change.key).set(change.from, change.key)
    }
  }
  return renames
}

function leadersOf(change: Change): readonly Key[] {
  switch (change.action) {
    case 'create':
    case 'delete':
      return []
    case 'update':
      return change.follows ?? []
    case 'rename':
      return [keyOf({ kind: 'Organization', namespace: '', name: identityOf(change.key).namespace })]
  }
}

function withOne({ references, resources }: Following, change: Change): Following {
  return change.action === 'rename'
    ? { references, resources: resources + 1 }
    : { references: references + 1, resources }
}

/** What follows, in words: `3 resources move with it, 12 references follow`; empty where nothing does. */
export function followingText({ references, resources }: Following): string {
  const moved = resources > 0 ? `${plural(resources, 'resource')} ${resources === 1 ? 'moves' : 'move'} with it` : ''
  const named = references > 0 ? `${plural(references, 'reference')} ${references === 1 ? 'follows' : 'follow'}` : ''
  return [moved, named].filter((text) => text !== '').join(', ')
}
