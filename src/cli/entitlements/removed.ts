import { identityOf, type Key, keyOf } from '../../model/resource.ts'
import { createFolding } from '../../store/fold.ts'
import { isOf } from '../../usage/spec.ts'
import type { RemovedSubscription } from '../../usage/subscriptions.ts'
import type { Stored } from '../stored.ts'

/**
 * The subscriptions of an organization that were removed and are stored no more, as the ledger tells them; what was sealed
 * away or erased is not among them. Without any, the ledger is read once and nothing of it is replayed.
 */
export async function removedSubscriptions(
  organization: string,
  stored: Stored,
): Promise<readonly RemovedSubscription[]> {
  const removals = new Map<number, readonly Key[]>()
  for await (const { seq, changes } of stored.entries()) {
    const keys = changes.flatMap(({ kind, action, body }) =>
      kind === 'Subscription' && action === 'delete' && body !== undefined ? [body.key as Key] : [],
    )
    const own = keys.filter((key) => identityOf(key).namespace === organization)
    if (own.length > 0) removals.set(seq, own)
  }
  return removals.size === 0 ? [] : asTheyWere(removals, stored)
}

async function asTheyWere(
  removals: ReadonlyMap<number, readonly Key[]>,
  stored: Stored,
): Promise<readonly RemovedSubscription[]> {
  const last = new Map<Key, RemovedSubscription>()
  const folding = createFolding(stored.base)
  for await (const entry of stored.entries()) {
    const keys = removals.get(entry.seq)
    if (keys !== undefined) {
      const { resources } = folding.state()
      for (const resource of keys.flatMap((key) => resources.get(key) ?? [])) {
        if (isOf('Subscription')(resource)) last.set(keyOf(resource), { resource, at: entry.time })
      }
    }
    folding.add(entry)
  }
  const { resources } = stored.state
  return [...last.values()].filter(({ resource, at }) => {
    const organization = resources.get(keyOf({ kind: 'Organization', namespace: '', name: resource.namespace }))
    // What was removed before its creation belonged to another organization of that name.
    return !resources.has(keyOf(resource)) && organization !== undefined && organization.createdAt <= at
  })
}
