import { createTracing } from '../../access/provenance.ts'
import { visible } from '../../lib/text.ts'
import { trieOf, trieSetOf } from '../../lib/trie.ts'
import { SourceError } from '../../model/errors.ts'
import type { Entry } from '../../model/ledger.ts'
import { type Key, keyOf, type StoredResource } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { emptyState } from '../../store/fold.ts'
import type { Stored } from '../stored.ts'
import type { Query, Server } from './client.ts'
import { entriesOn } from './ledger.ts'
import { resourceOf } from './resource.ts'

/** What of a server's state is asked for: of one organization or all, of some kinds or all, at which moment. */
export interface Wanted {
  readonly organization?: string | undefined
  readonly kinds?: readonly string[]
  readonly at?: string | undefined
  readonly seq?: string | undefined
  /** Whether entries of the ledger are wanted, too. */
  readonly withLedger?: boolean
}

/**
 * What a server stores, as far as it is asked for and shown to whoever asks: resources alone, nothing of what stands besides
 * them in a state. Throws as `Server` does.
 */
export async function storedOn(
  server: Server,
  { organization, kinds, at, seq, withLedger = false }: Wanted,
): Promise<Stored> {
  const query: Query = { organization, kind: kinds, at, seq }
  const { value, ...told } = await server.records('/declarations', query)
  const resources = new Map<Key, StoredResource>()
  for await (const line of value) {
    const resource = resourceOf(line)
    if (resource === undefined) throw unknown(server)
    resources.set(keyOf(resource), resource)
  }
  const base = emptyState('')
  const hash = withLedger ? await hashOf(server, told.seq) : ''
  const state: State = {
    ...base,
    head: { seq: told.seq, hash: hash ?? '' },
    resources: trieOf(resources),
    everUsed: trieSetOf(new Set([...resources.values()].map(({ uid }) => uid))),
  }
  const isLedgerHidden = !withLedger || hash === undefined
  const entries = (): AsyncIterable<Entry> =>
    tracesOn(server, { resources, to: isLedgerHidden ? 0 : told.seq, organization })
  return { state, instant: told.instant, base, isLedgerHidden, entries }
}

/** The hash of an entry; `undefined` where the ledger is not shown to whoever asks, '' where the entry is not told. */
async function hashOf(server: Server, seq: number): Promise<string | undefined> {
  try {
    const { hash } = (await server.ask<{ readonly hash?: unknown }>(seq === 0 ? '/ledger/head' : `/ledger/${seq}`))
      .value
    return typeof hash === 'string' ? hash : ''
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    if (error.code === 'NotThere') return undefined
    if (error.code === 'SealedAway') return ''
    throw error
  }
}

/** Of what entries are wanted: which changed these resources, up to a number; they are all of one organization, or of any. */
interface Asked {
  readonly resources: ReadonlyMap<Key, StoredResource>
  readonly to: number
  readonly organization: string | undefined
}

/**
 * The entries of a server's ledger that changed some resources, oldest first, without the bodies of their changes. Those of the
 * organization are asked for alone, unless something came from elsewhere: it was called otherwise before.
 */
async function* tracesOn(server: Server, { resources, to, organization }: Asked): AsyncGenerator<Entry> {
  if (to === 0) return
  const uids = new Set([...resources.values()].map(({ uid }) => uid))
  if (organization !== undefined) {
    const own: Entry[] = []
    for await (const entry of entriesOn(server, { to }, { organization })) own.push(entry)
    if (tellsAll(own, [...resources.values()])) {
      yield* own
      return
    }
  }
  for await (const entry of entriesOn(server, { to })) if (entry.changes.some(({ uid }) => uids.has(uid))) yield entry
}

/** Whether entries hold the creation and the last change of all resources. */
function tellsAll(entries: readonly Entry[], resources: readonly StoredResource[]): boolean {
  const tracing = createTracing(new Set(resources.map(({ uid }) => uid)))
  for (const entry of entries) tracing.add(entry)
  return resources.every(({ uid, createdAt, updatedAt }) => {
    const { created, changed } = tracing.of(uid)
    return created?.time === createdAt && changed?.time === updatedAt
  })
}

function unknown({ base }: Server): SourceError {
  return new SourceError(
    'ServerUnavailable',
    `the server ${visible(base)} tells a resource that this version does not know`,
    'use the same version of Charter here and there',
  )
}
