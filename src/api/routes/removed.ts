import { segmentsOf } from '../../lib/pointer.ts'
import type { Entry, Recorded } from '../../model/ledger.ts'
import { identityOf, type Json, type Key, keyOf, type StoredResource } from '../../model/resource.ts'
import { isOf } from '../../usage/spec.ts'
import type { RemovedSubscription } from '../../usage/subscriptions.ts'
import type { Asked } from '../endpoint.ts'

type Subscription = StoredResource & { readonly kind: 'Subscription' }

/**
 * The subscriptions of an organization that were removed up to the head of a view and are stored there no more, as the
 * ledger tells them; what was sealed away or erased is not among them. Reads the ledger once. Throws `StoreError`.
 */
export async function removedSubscriptions(
  { recorded, view }: Asked,
  organization: StoredResource,
): Promise<readonly RemovedSubscription[]> {
  const { head, resources } = view.state
  const alive = new Map<string, Subscription>()
  const last = new Map<Key, RemovedSubscription>()
  for await (const entry of recorded.entries({ to: head.seq })) {
    for (const change of entry.changes) {
      if (change.kind === 'Organization' && change.action === 'rename') moveAll(alive, last, change)
      if (change.kind !== 'Subscription') continue
      const resource = alive.get(change.uid)
      if (change.action === 'delete') {
        alive.delete(change.uid)
        if (resource !== undefined) last.set(keyOf(resource), { resource, at: entry.time })
      } else follow(alive, change, entry)
    }
  }
  return [...last.values()].filter(
    // What was removed before its creation belonged to another organization of that name.
    ({ resource, at }) =>
      resource.namespace === organization.name && !resources.has(keyOf(resource)) && organization.createdAt <= at,
  )
}

type Change = Entry['changes'][number]

/** Keeps up with one that is created or changed; of what was erased nothing is known. */
function follow(alive: Map<string, Subscription>, change: Change, entry: Entry): void {
  if (change.body === undefined) {
    alive.delete(change.uid)
    return
  }
  if (change.action === 'create') {
    const created = createdBy(change, entry)
    if (isOf('Subscription')(created)) alive.set(change.uid, created)
    return
  }
  const resource = alive.get(change.uid)
  if (resource === undefined || change.action === 'delete') return
  const spec: Record<string, Json> = { ...resource.spec }
  for (const field of change.body.fields) {
    const [part, name] = segmentsOf(field.pointer)
    if (field.type !== 'value' || part !== 'spec' || name === undefined) continue
    if (field.after === undefined) delete spec[name]
    else spec[name] = field.after
  }
  alive.set(change.uid, { ...resource, spec })
}

function createdBy(
  { uid, digest, body }: Extract<Recorded, { readonly action: 'create' }>,
  { time }: Entry,
): StoredResource {
  const { key, owner, path = '', line = 0, apiVersion, labels, annotations, spec } = body
  const origin = { source: owner, path, line, column: 0 }
  const content = { apiVersion, labels, annotations, spec, digest, origin }
  return { ...identityOf(key as Key), ...content, uid, version: 1, createdAt: time, updatedAt: time }
}

/** An organization that is renamed takes along what it has and what it had. */
function moveAll(alive: Map<string, Subscription>, last: Map<Key, RemovedSubscription>, { body }: Change): void {
  if (body === undefined || !('from' in body) || body.from === undefined) return
  const from = identityOf(body.from as Key).name
  const namespace = identityOf(body.key as Key).name
  for (const [uid, one] of alive) if (one.namespace === from) alive.set(uid, { ...one, namespace })
  for (const [key, { resource, at }] of [...last]) {
    if (resource.namespace !== from) continue
    const moved = { ...resource, namespace }
    last.delete(key)
    last.set(keyOf(moved), { resource: moved, at })
  }
}
