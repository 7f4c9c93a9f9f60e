import { segmentsOf } from '../../lib/pointer.ts'
import type { Entry, Recorded } from '../../model/ledger.ts'
import { identityOf, type Json, type Key, keyOf, type StoredResource } from '../../model/resource.ts'
import { isOf } from '../../usage/spec.ts'
import type { RemovedSubscription } from '../../usage/subscriptions.ts'
import type { Asked } from '../endpoint.ts'

type Subscription = StoredResource & { readonly kind: 'Subscription' }

/** The subscriptions of all organizations after an entry of the ledger: those that there are, and the last of each name that was removed. */
interface Walk {
  readonly sealed: number
  readonly alive: Map<string, Subscription>
  readonly last: Map<Key, RemovedSubscription>
  seq: number
}

/** How far each ledger was read, by who came last: what was read once is not read again when it goes on. */
const walks = new WeakMap<Asked['recorded'], Walk>()
const turns = new WeakMap<Asked['recorded'], Promise<unknown>>()

/**
 * The subscriptions of an organization that were removed up to the head of a view and are stored there no more, as the
 * ledger tells them; what was sealed away or erased is not among them. Reads of the ledger what it has not read yet. Throws
 * `StoreError`.
 */
export async function removedSubscriptions(
  { recorded, view }: Asked,
  organization: StoredResource,
): Promise<readonly RemovedSubscription[]> {
  const { head, resources } = view.state
  const found = (turns.get(recorded) ?? Promise.resolve()).then(async () => {
    const { last } = await walkTo(recorded, head.seq)
    // Another reader may go on from here as soon as this is over.
    return [...last.values()].filter(
      // What was removed before its creation belonged to another organization of that name.
      ({ resource, at }) =>
        resource.namespace === organization.name && !resources.has(keyOf(resource)) && organization.createdAt <= at,
    )
  })
  turns.set(
    recorded,
    found.catch(() => undefined),
  )
  return found
}

async function walkTo(recorded: Asked['recorded'], head: number): Promise<Walk> {
  const sealed = await recorded.sealed()
  const known = walks.get(recorded)
  const isGoingOn = known !== undefined && known.sealed === sealed && known.seq <= head
  const walk = isGoingOn ? known : { sealed, seq: sealed, alive: new Map(), last: new Map() }
  // One that fails on its way is not gone on with.
  if (isGoingOn) walks.delete(recorded)
  for await (const entry of recorded.entries({ from: walk.seq + 1, to: head })) {
    // What was told before is told no more.
    if (entry.type === 'erased' && isGoingOn) return walkTo(recorded, head)
    addEntry(walk, entry)
  }
  walk.seq = head
  // A walk through the past does not take the place of one that has come further.
  if (known === undefined || known.sealed !== sealed || known.seq <= head) walks.set(recorded, walk)
  return walk
}

function addEntry({ alive, last }: Walk, entry: Entry): void {
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
