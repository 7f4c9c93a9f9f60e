import * as assert from 'uvu/assert'
import { changeFinalizer } from '../../src/cluster/finalizer.ts'
import { listOrganizations } from '../../src/cluster/release.ts'
import { ask } from '../../src/kubernetes/body.ts'
import { type Cluster, openCluster } from '../../src/kubernetes/cluster.ts'
import { type Collection, collectionOf } from '../../src/kubernetes/collection.ts'
import { listAll } from '../../src/kubernetes/list.ts'
import { isOlder } from '../../src/kubernetes/version.ts'
import { type WatchEvent, watchOnce } from '../../src/kubernetes/watch.ts'
import type { JsonObject } from '../../src/model/resource.ts'
import { untilTrue } from '../support/waiting.ts'

/** An API server that a test may write to. */
export interface WritableCluster {
  readonly kubeconfig: string
  /** Makes or changes an object, as `kubectl apply` does. */
  apply(kind: string, namespace: string, name: string, spec: Readonly<Record<string, unknown>>): void
  /** Writes the status alone. */
  report(kind: string, namespace: string, name: string, status: Readonly<Record<string, unknown>>): void
  remove(kind: string, namespace: string, name: string): void
  /** Makes a namespace that is being deleted and does not come to its end. */
  terminate(namespace: string): void
  /** Takes the definition of a kind away, with all that it held; what is given back makes it again. */
  undefine(kind: string): () => void
  /** Forgets all versions but the newest; absent where nobody can be asked to. */
  forget?(): Promise<void>
}

/** What defines a test. */
export type Test = (name: string, work: () => Promise<void>) => void

const USERS = collectionOf('User')
const signal = new AbortController().signal
const reading = { signal, timeoutMs: 20_000, mostBytes: 2 ** 30 }

/** What Charter relies on in every API server, and the fake one has to do as well: lists, versions, watches, conflicts, finalizers. */
export function clusterContract(test: Test, own: () => Promise<WritableCluster>): void {
  const opened = async () => {
    const writable = await own()
    return { ...writable, writable, cluster: openCluster({ kubeconfig: writable.kubeconfig }) }
  }

  test('a list of pages shows one moment, also when something changes between them', async () => {
    const { writable, cluster } = await opened()
    for (const name of ['ada', 'grace', 'linus']) writable.apply('User', 'acme', name, emailOf(name))
    const first = await page(cluster, USERS, { limit: '2' })
    writable.apply('User', 'acme', 'mia', emailOf('mia'))
    writable.remove('User', 'acme', 'linus')
    const second = await page(cluster, USERS, { limit: '2', continue: first.next })
    assert.equal([...first.names, ...second.names], ['ada', 'grace', 'linus'])
    assert.is(second.version, first.version)
    assert.equal([first.remaining, second.next], [1, ''])
    const now = await listAll(cluster, USERS, { ...reading, pageSize: 1 })
    assert.equal(namesIn(now.type === 'listed' ? now.items : []), ['ada', 'grace', 'mia'])
    const then = await listAll(cluster, USERS, { ...reading, at: first.version, pageSize: 2 })
    assert.equal(namesIn(then.type === 'listed' ? then.items : []), ['ada', 'grace', 'linus'])
    const elsewhere = await listAll(cluster, collectionOf('Host'), { ...reading, at: first.version })
    assert.is(elsewhere.type === 'listed' ? elsewhere.resourceVersion : '', first.version)
  })

  test('a watch tells everything since a version, in order; a status leaves the generation', async () => {
    const { writable, cluster } = await opened()
    writable.apply('User', 'acme', 'ada', emailOf('ada'))
    const before = await listAll(cluster, USERS, reading)
    const from = before.type === 'listed' ? before.resourceVersion : ''
    writable.apply('User', 'acme', 'bill', emailOf('bill'))
    const stopping = new AbortController()
    const events: WatchEvent[] = []
    const onEvent = (event: WatchEvent): void => void events.push(event)
    const watching = watchOnce(cluster, USERS, { from, silenceMs: 20_000, signal: stopping.signal, onEvent })
    await untilTrue(() => events.length === 1)
    writable.report('User', 'acme', 'bill', { observedGeneration: 1 })
    writable.apply('User', 'acme', 'bill', { ...emailOf('bill'), firstName: 'Bill' })
    writable.remove('User', 'acme', 'bill')
    await untilTrue(() => events.length >= 4)
    stopping.abort()
    const end = await watching
    assert.equal(
      events.map(({ type, object }) => `${type} ${metadataOf(object).name} ${metadataOf(object).generation}`),
      ['ADDED bill 1', 'MODIFIED bill 1', 'MODIFIED bill 2', 'DELETED bill 2'],
    )
    const versions = [from, ...events.map(({ object }) => String(metadataOf(object).resourceVersion))]
    assert.ok(versions.slice(1).every((version, index) => isOlder(versions[index] ?? '', version)))
    assert.equal(end.type === 'closed' && end.resourceVersion, versions.at(-1))
  })

  test('who writes with an old version, or means another object, is refused', async () => {
    const { writable, cluster } = await opened()
    writable.apply('Organization', '', 'acme', { displayName: 'Acme' })
    const { path, resource } = collectionOf('Organization')
    const patch = (metadata: Readonly<Record<string, unknown>>) => {
      const body = { type: 'application/merge-patch+json', text: JSON.stringify({ metadata }) }
      return ask(cluster, { verb: 'patch', resource, path: `${path}/acme`, method: 'PATCH', body }, reading)
    }
    const acme = (await listOrganizations(cluster, reading)).find(({ name }) => name === 'acme')
    const { uid, resourceVersion } = acme ?? { uid: '', resourceVersion: '' }
    assert.is((await patch({ uid, resourceVersion: '1', finalizers: ['example.com/a'] })).status, 409)
    const other = await patch({ uid: 'another', resourceVersion, finalizers: ['example.com/a'] })
    assert.ok([409, 422].includes(other.status), `${other.status}`)
    assert.is((await patch({ uid, resourceVersion, finalizers: ['example.com/a'] })).status, 200)
    assert.is((await patch({ uid, resourceVersion, finalizers: [] })).status, 409)
  })

  test('an Organization with the finalizer stays when it is deleted, and goes when it loses it', async () => {
    const { writable, cluster } = await opened()
    writable.apply('Organization', '', 'umbrella', { displayName: 'Umbrella' })
    const umbrella = async () => (await listOrganizations(cluster, reading)).find(({ name }) => name === 'umbrella')
    const first = await umbrella()
    assert.ok(first)
    await changeFinalizer(cluster, { action: 'add', organization: first }, reading)
    writable.remove('Organization', '', 'umbrella')
    const waiting = await umbrella()
    assert.equal([waiting?.isDeleting, waiting?.hasFinalizer], [true, true])
    assert.is(await changeFinalizer(cluster, { action: 'remove', organization: first }, reading), true)
    assert.is(await umbrella(), undefined)
  })
}

function emailOf(name: string) {
  return { email: `${name}@acme.example` }
}

function metadataOf({ metadata }: JsonObject): JsonObject {
  return metadata as JsonObject
}

function namesIn(items: readonly JsonObject[]): readonly unknown[] {
  return items.map((item) => metadataOf(item).name)
}

async function page(cluster: Cluster, { path, resource }: Collection, query: Readonly<Record<string, string>>) {
  const { body = {} } = await ask(cluster, { verb: 'list', resource, path, query }, reading)
  const { resourceVersion, continue: next = '', remainingItemCount } = metadataOf(body)
  const names = namesIn(body.items as readonly JsonObject[])
  return { names, version: String(resourceVersion), next: String(next), remaining: remainingItemCount }
}
