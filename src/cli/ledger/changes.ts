import type { Change } from '../../model/change.ts'
import type { Entry } from '../../model/ledger.ts'
import { identityOf, type Key, keyOf, type StoredResource } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'

/** The states before and after an entry. */
export interface Around {
  readonly before: State
  readonly after: State
}

/**
 * The changes of an entry as its plan showed them, in their order, from the states around it, but for those that have been
 * erased since. A resource is found by its
 * uid, because the ledger may name it by the namespace that the same entry renamed.
 */
export function changesOf({ changes }: Pick<Entry, 'changes'>, { before, after }: Around): readonly Change[] {
  const was = finderIn(before)
  const is = finderIn(after)
  return changes.flatMap((change) => changeOf(change, was, is) ?? [])
}

type Finder = (uid: string, key: string) => StoredResource | undefined

function changeOf(recorded: Entry['changes'][number], was: Finder, is: Finder): Change | undefined {
  if (recorded.body === undefined) return undefined
  const { uid, body } = recorded
  const commit = recorded.commit === undefined ? {} : { commit: recorded.commit }
  const key = body.key as Key
  switch (recorded.action) {
    case 'create': {
      const after = is(uid, key)
      return after && { action: 'create', key, uid, after, ...commit }
    }
    case 'delete': {
      const before = was(uid, key)
      return before && { action: 'delete', key, before, ...commit }
    }
    case 'update': {
      const { fields, follows } = recorded.body
      const sides = sidesOf(was(uid, key), is(uid, key))
      const following = follows === undefined ? {} : { follows: follows as readonly Key[] }
      return sides && { action: 'update', key, ...sides, fields, ...following, ...commit }
    }
    case 'rename': {
      const { fields, from = key } = recorded.body
      const sides = sidesOf(was(uid, from), is(uid, key))
      return sides && { action: 'rename', key, from: keyOf(identityOf(from as Key)), ...sides, fields, ...commit }
    }
  }
}

function sidesOf(
  before: StoredResource | undefined,
  after: StoredResource | undefined,
): { readonly before: StoredResource; readonly after: StoredResource } | undefined {
  return before === undefined || after === undefined ? undefined : { before, after }
}

function finderIn({ resources }: State): Finder {
  let byUid: Map<string, StoredResource> | undefined
  return (uid, key) => {
    const named = resources.get(key as Key)
    if (named?.uid === uid) return named
    byUid ??= new Map([...resources.values()].map((resource) => [resource.uid, resource]))
    return byUid.get(uid)
  }
}
