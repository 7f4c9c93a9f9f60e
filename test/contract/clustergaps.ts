import * as assert from 'uvu/assert'
import { openCluster } from '../../src/kubernetes/cluster.ts'
import { collectionOf } from '../../src/kubernetes/collection.ts'
import { linesOf } from '../../src/kubernetes/lines.ts'
import { listAll } from '../../src/kubernetes/list.ts'
import { isOlder } from '../../src/kubernetes/version.ts'
import { watchOnce } from '../../src/kubernetes/watch.ts'
import { SourceError } from '../../src/model/errors.ts'
import type { JsonObject } from '../../src/model/resource.ts'
import { listEverything } from '../../src/sources/cluster/listing.ts'
import type { Test, WritableCluster } from './cluster.ts'

const USERS = collectionOf('User')
const signal = new AbortController().signal
const reading = { signal, timeoutMs: 20_000, mostBytes: 2 ** 30 }

/** What an API server does where something is missing: versions that it has forgotten, definitions, namespaces that are going. */
export function clusterGaps(test: Test, own: () => Promise<WritableCluster>): void {
  const opened = async () => {
    const writable = await own()
    return { writable, cluster: openCluster({ kubeconfig: writable.kubeconfig }) }
  }

  test('a watch ends when it is asked to, and the next one goes on behind the last thing it said, a bookmark too', async () => {
    const { writable, cluster } = await opened()
    writable.apply('User', 'acme', 'dora', { email: 'dora@acme.example' })
    const before = await listAll(cluster, USERS, reading)
    const from = before.type === 'listed' ? before.resourceVersion : ''
    writable.apply('User', 'acme', 'emil', { email: 'emil@acme.example' })
    const query = { watch: '1', allowWatchBookmarks: 'true', resourceVersion: from, timeoutSeconds: '3' }
    const { message } = await cluster.call({ verb: 'watch', ...USERS, query }, { signal })
    const said: JsonObject[] = []
    for await (const line of linesOf(message, 2 ** 20)) said.push(JSON.parse(line ?? '{}'))
    // When bookmarks come is the server's to say: some send one before they end a watch, older ones each minute only.
    assert.equal(
      said.map(({ type }) => type).filter((type) => type !== 'BOOKMARK'),
      ['ADDED'],
    )
    const versions = said.map(versionOf)
    const last = versions.at(-1) ?? ''
    assert.not.ok(
      versions.some((version) => isOlder(last, version)),
      versions.join(', '),
    )
    const stopping = new AbortController()
    const events: unknown[] = []
    const onOpen = (): void => writable.remove('User', 'acme', 'emil')
    const onEvent = (event: { readonly type: string }): void => {
      events.push(event.type)
      stopping.abort()
    }
    const watching = { from: last, silenceMs: 20_000, signal: stopping.signal, onOpen, onEvent }
    await watchOnce(cluster, USERS, watching)
    assert.equal(events, ['DELETED'])
  })

  test('versions that are forgotten are said to be: of a list, in the midst of one, and of a watch', async () => {
    const { writable, cluster } = await opened()
    for (const name of ['dora', 'fred']) writable.apply('User', 'acme', name, { email: `${name}@acme.example` })
    const before = await listAll(cluster, USERS, reading)
    const at = before.type === 'listed' ? before.resourceVersion : ''
    if (writable.forget !== undefined) {
      const forget = writable.forget
      writable.apply('User', 'acme', 'gina', { email: 'gina@acme.example' })
      let pages = 0
      const torn = {
        ...cluster,
        async call(...asked: Parameters<typeof cluster.call>) {
          if (++pages === 2) await change(writable, forget)
          return cluster.call(...asked)
        },
      }
      assert.is((await listAll(torn, USERS, { ...reading, pageSize: 1 })).type, 'expired')
      assert.is((await listAll(cluster, USERS, { ...reading, at })).type, 'expired')
    }
    const onEvent = (): void => undefined
    assert.is((await watchOnce(cluster, USERS, { from: '1', silenceMs: 20_000, signal, onEvent })).type, 'expired')
  })

  test('a namespace that is being deleted is listed as that, and what lies elsewhere as ever', async () => {
    const { writable, cluster } = await opened()
    writable.apply('User', 'acme', 'dora', { email: 'dora@acme.example' })
    writable.terminate('leaving')
    const { terminating, objects } = await listEverything(cluster, reading)
    assert.equal(terminating, ['leaving'])
    assert.ok(objects.some(({ kind, items }) => kind === 'User' && items.length > 0))
  })

  test('without one of its definitions nothing is listed, and made again it is another one', async () => {
    const { writable, cluster } = await opened()
    const before = await listEverything(cluster, reading)
    const define = writable.undefine('Host')
    const missing = await listEverything(cluster, reading).catch((error: unknown) => error)
    assert.instance(missing, SourceError)
    assert.is((missing as SourceError).code, 'DefinitionMissing')
    assert.is(await codeOf(listAll(cluster, collectionOf('Host'), reading)), 'DefinitionMissing')
    define()
    const after = await listEverything(cluster, reading)
    assert.is.not(after.definitions.get('Host'), before.definitions.get('Host'))
    assert.is(after.definitions.get('User'), before.definitions.get('User'))
  })
}

/** Two writes, so that what was listed before is older than what is remembered. */
async function change(writable: WritableCluster, forget: () => Promise<void>): Promise<void> {
  for (const firstName of ['A', 'B']) writable.apply('User', 'acme', 'gina', { email: 'gina@acme.example', firstName })
  await forget()
}

function versionOf({ object }: JsonObject): string {
  const { metadata } = object as JsonObject
  return String((metadata as JsonObject).resourceVersion)
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (error: unknown) => (error instanceof SourceError ? error.code : `another error: ${error}`),
  )
}
