import type { ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Snapshot } from '../../src/model/document.ts'
import { SourceError } from '../../src/model/errors.ts'
import type { ClusterTold } from '../../src/sources/cluster/watching.ts'
import { type KubernetesOptions, type KubernetesSource, openKubernetes } from '../../src/sources/kubernetes.ts'
import {
  type FakeCluster,
  fakeObject,
  type Interference,
  refusing,
  sendStatus,
  startFakeCluster,
} from '../support/fakecluster.ts'
import { untilTrue } from '../support/waiting.ts'

const USERS = 'users.charter.sh'
const FAST = { times: { quietMs: 60, longestMs: 400 }, retryMs: 20, random: () => 0 }

/** Does some work with a cluster that holds an organization with three people. */
async function withAcme(work: (fake: FakeCluster) => Promise<void>): Promise<void> {
  const fake = await startFakeCluster()
  try {
    fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Acme' }))
    for (const name of ['ada', 'grace', 'linus']) fake.apply(userNamed(name))
    await work(fake)
  } finally {
    await fake.stop()
  }
}

function userNamed(name: string, more: Readonly<Record<string, unknown>> = {}) {
  return fakeObject('User', 'acme', name, { email: `${name}@acme.example`, ...more })
}

function opened(fake: FakeCluster, options: KubernetesOptions = {}): KubernetesSource {
  return openKubernetes({ kubeconfig: fake.kubeconfig, ...FAST, ...options })
}

function pathsOf({ documents }: Snapshot): readonly string[] {
  return documents.map(({ file }) => file.path)
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'no error'
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    assert.not.match(`${error.message} ${error.help}`, /secret/)
    return error.code
  }
}

const ALL = ['Organization/acme', 'User/acme/ada', 'User/acme/grace', 'User/acme/linus']

test('everything is listed at one version: what changes between two pages is not seen', () =>
  withAcme(async (fake) => {
    let isDone = false
    fake.interfere(({ resource, query }) => {
      if (resource === USERS && query.has('continue') && !isDone) {
        isDone = true
        fake.apply(userNamed('bill'))
        fake.remove(USERS, 'acme', 'linus')
      }
      return false
    })
    const source = opened(fake, { pageSize: 1 })
    assert.equal(pathsOf(await source.fetch()), ALL)
    assert.ok(isDone)
    const versions = fake.requests.map(({ query }) => query.get('resourceVersion')).filter((one) => one !== null)
    assert.is(new Set(versions).size, 1)
    assert.ok(
      fake.requests.every(
        ({ query }) => !query.has('resourceVersion') || query.get('resourceVersionMatch') === 'Exact',
      ),
    )
    assert.equal(pathsOf(await source.fetch()), [
      'Organization/acme',
      'User/acme/ada',
      'User/acme/bill',
      'User/acme/grace',
    ])
  }))

test('a version that is gone in mid-list begins all of it again, and five times is enough', () =>
  withAcme(async (fake) => {
    let left = 1
    fake.interfere(({ resource, query }) => {
      if (resource === USERS && query.has('continue') && left-- > 0) fake.compact()
      return false
    })
    assert.equal(pathsOf(await opened(fake, { pageSize: 1 }).fetch()), ALL)
    left = Number.POSITIVE_INFINITY
    assert.is(await codeOf(opened(fake, { pageSize: 1 }).fetch()), 'ListIncomplete')
  }))

/** A list of users at the version that is asked for. */
interface UserList {
  readonly kind: unknown
  readonly metadata: Readonly<Record<string, unknown>>
  readonly items: readonly unknown[] | null
}

/** Answers lists of users in the place of the fake. */
function usersSay(change: (list: UserList) => Partial<UserList>): Interference {
  let asked: string | null = null
  return ({ resource, isWatch, query }, response) => {
    if (resource !== USERS || isWatch) return false
    asked = query.get('resourceVersion') ?? asked
    const metadata = { resourceVersion: asked }
    const item = {
      metadata: { name: 'ada', namespace: 'acme', uid: 'a', resourceVersion: '1', generation: 1 },
      spec: {},
    }
    const list = { kind: 'UserList', metadata, items: [item] }
    response.writeHead(200).end(JSON.stringify({ ...list, ...change(list) }))
    return true
  }
}

const INCOMPLETE: Readonly<Record<string, readonly [(list: UserList) => Partial<UserList>, RegExp]>> = {
  'a page that is missing': [
    ({ metadata }) => ({ metadata: { ...metadata, remainingItemCount: 2 } }),
    /ends although 2 more objects remain/,
  ],
  'another version': [() => ({ metadata: { resourceVersion: '9' } }), /different versions/],
  'no version': [() => ({ metadata: {} }), /has no version/],
  'pages without end': [({ metadata }) => ({ metadata: { ...metadata, continue: 'again' } }), /do not end/],
  'no list': [() => ({ kind: 'Status' }), /is no list/],
  'no items': [() => ({ items: null }), /is no list/],
  'an object without metadata': [() => ({ items: [{ spec: {} }] }), /an object without metadata/],
  'an object without a name': [
    () => ({ items: [{ metadata: { uid: 'a', resourceVersion: '1' } }] }),
    /without identity/,
  ],
  'an object twice': [({ items }) => ({ items: [...(items ?? []), ...(items ?? [])] }), /one twice/],
}

for (const [what, [change, why]] of Object.entries(INCOMPLETE)) {
  test(`${what} makes a list that counts for nothing`, () =>
    withAcme(async (fake) => {
      const source = opened(fake)
      await source.fetch()
      fake.interfere(usersSay(change))
      const error = await source.fetch().catch((one: unknown) => one)
      assert.instance(error, SourceError)
      assert.is((error as SourceError).code, 'ListIncomplete')
      assert.match((error as SourceError).message, why)
    }))
}

test('an answer that breaks off, garbage and an endless one count for nothing', () =>
  withAcme(async (fake) => {
    const usersOnly = (answer: (response: ServerResponse) => void): Interference => {
      return ({ resource }, response) => {
        if (resource !== USERS) return false
        answer(response)
        return true
      }
    }
    fake.interfere(usersOnly((response) => response.writeHead(200).end('{"kind":"UserList","items":[')))
    assert.is(await codeOf(opened(fake).fetch()), 'ListIncomplete')
    fake.interfere(
      usersOnly((response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"kind":"UserList",')
        setTimeout(() => response.destroy(), 20)
      }),
    )
    assert.is(await codeOf(opened(fake).fetch()), 'SourceUnavailable')
    fake.interfere(usersOnly((response) => void response.writeHead(200).write('{')))
    assert.is(await codeOf(opened(fake, { timeoutMs: 100 }).fetch()), 'ClusterTimeout')
    fake.interfere(usersOnly(() => undefined))
    const stopping = new AbortController()
    setTimeout(() => stopping.abort(), 50)
    assert.is(await codeOf(opened(fake).fetch(stopping.signal)), 'Cancelled')
  }))

for (const [status, code] of [
  [401, 'AuthenticationFailed'],
  [403, 'AccessForbidden'],
  [404, 'DefinitionMissing'],
  [500, 'SourceUnavailable'],
] as const) {
  test(`an API server that answers ${status} is ${code}, and its words are not repeated`, () =>
    withAcme(async (fake) => {
      fake.interfere(refusing(status, ({ resource }) => resource === USERS))
      assert.is(await codeOf(opened(fake).fetch()), code)
    }))
}

test('an overloaded server is asked again after the time that it names, and not before', () =>
  withAcme(async (fake) => {
    const times: number[] = []
    fake.interfere(({ resource }, response) => {
      if (resource !== USERS) return false
      times.push(performance.now())
      if (times.length > 2) return false
      sendStatus(response, 429, { 'retry-after': '1' })
      return true
    })
    assert.equal(pathsOf(await opened(fake).fetch()), ALL)
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    assert.is(times.length, 3)
    assert.ok(
      gaps.every((gap) => gap >= 990),
      `waited ${gaps}`,
    )
  }))

test('a list and an object that are older than before are not believed', () =>
  withAcme(async (fake) => {
    let stale = 0
    const told: ClusterTold = {
      stale: (count) => {
        stale += count
      },
      doubt: () => undefined,
      unwatched: () => undefined,
      watched: () => undefined,
    }
    const source = opened(fake, { told })
    fake.apply(userNamed('ada', { firstName: 'Ada' }))
    const first = await source.fetch()
    fake.interfere(({ resource }, response) => {
      if (resource !== 'customresourcedefinitions.apiextensions.k8s.io') return false
      response.writeHead(200).end(JSON.stringify({ kind: 'List', metadata: { resourceVersion: '99' }, items: [] }))
      return true
    })
    assert.is(await codeOf(source.fetch()), 'StaleRead')
    assert.is(stale, 1)
    fake.interfere()
    fake.apply({ ...userNamed('ada'), metadata: { name: 'ada', namespace: 'acme', generation: 1 } })
    const second = await source.fetch()
    assert.is(stale, 2)
    assert.is(second.revision, first.revision)
  }))

test('a definition that is missing or being removed keeps everything', () =>
  withAcme(async (fake) => {
    const source = opened(fake)
    await source.fetch()
    const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' }
    fake.apply({ ...definition, metadata: { name: USERS, deletionTimestamp: '2026-01-01T00:00:00Z' } })
    assert.is(await codeOf(source.fetch()), 'DefinitionMissing')
    for (const name of ['ada', 'grace', 'linus']) fake.remove(USERS, 'acme', name)
    fake.remove('customresourcedefinitions.apiextensions.k8s.io', '', USERS)
    assert.is(await codeOf(source.fetch()), 'DefinitionMissing')
    fake.apply({ ...definition, metadata: { name: USERS } })
    const remade = await source.fetch()
    assert.equal(
      remade.unreadable.map(({ path }) => path),
      ['User/acme/ada', 'User/acme/grace', 'User/acme/linus'],
    )
    fake.apply(userNamed('ada'))
    assert.equal(
      (await source.fetch()).unreadable.map(({ path }) => path),
      ['User/acme/grace', 'User/acme/linus'],
    )
  }))

test('an object that cannot be taken is named, and keeps what it held', () =>
  withAcme(async (fake) => {
    let deep: unknown = 'end'
    for (let level = 0; level < 120; level++) deep = { deep }
    fake.apply(fakeObject('User', 'acme', 'ada', { email: 'ada@acme.example', settings: deep }))
    const { unreadable, problems, documents } = await opened(fake).fetch()
    assert.equal(unreadable, [{ path: 'User/acme/ada', organizations: ['acme'], held: ['User/acme/ada'] }])
    assert.equal(
      problems.map(({ code, severity }) => [code, severity]),
      [['TooDeep', 'error']],
    )
    assert.is(documents.length, 3)
  }))

test('the namespace that charter itself runs in is no organization’s, and nothing of it is declared', () =>
  withAcme(async (fake) => {
    const { documents, problems, unreadable } = await opened(fake, { ownNamespace: 'acme' }).fetch()
    assert.equal(documents, [])
    assert.equal([...new Set(problems.map(({ code }) => code))], ['InvalidName'])
    assert.match(problems[0]?.message ?? '', /no organization is called `acme`: charter itself runs in that namespace/)
    assert.equal(
      unreadable.map(({ held }) => held?.length),
      [1, 1, 1, 1],
    )
  }))

test('what the report of the source approves is read with it, and is no part of its revision', () =>
  withAcme(async (fake) => {
    const source = opened(fake, { name: 'cluster' })
    const before = await source.fetch()
    assert.not('approval' in before)
    const report = (name: string, digest: string) =>
      fake.apply(fakeObject('ReconcileReport', '', name, undefined, { annotations: { 'charter.sh/approve': digest } }))
    report('another', 'aaaaaaaa')
    assert.not('approval' in (await source.fetch()))
    report('cluster', ' cafecafe ')
    const after = await source.fetch()
    assert.equal([after.approval, after.revision], ['cafecafe', before.revision])
    fake.interfere(refusing(403, ({ path }) => path.includes('/reconcilereports')))
    assert.not('approval' in (await source.fetch()))
    fake.interfere(refusing(500, ({ path }) => path.includes('/reconcilereports')))
    assert.is(await codeOf(source.fetch()), 'SourceUnavailable')
  }))

test('very many objects at once lead to one look', () =>
  withAcme((fake) =>
    whileWatched(
      fake,
      async (watched) => {
        for (let count = 0; count < 2000; count++) fake.apply(userNamed(`user-${count}`))
        await untilTrue(() => watched.changes === 1)
        assert.is((await watched.source.fetch()).documents.length, 2004)
        await pause(1800)
        assert.is(watched.changes, 1)
      },
      { times: { quietMs: 1500, longestMs: 30_000 } },
    ),
  ))

test('what the API server and kubectl add is not declared', () =>
  withAcme(async (fake) => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', team: 'a' }
    const more = { annotations, managedFields: [{}], creationTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x/y'] }
    fake.apply({ ...fakeObject('User', 'acme', 'ada', { email: 'ada@acme.example' }, more), status: { ready: true } })
    const { documents } = await opened(fake).fetch()
    assert.equal(documents.find(({ file }) => file.path === 'User/acme/ada')?.value, {
      apiVersion: 'charter.sh/v1alpha1',
      kind: 'User',
      metadata: { namespace: 'acme', name: 'ada', annotations: { team: 'a' } },
      spec: { email: 'ada@acme.example' },
    })
  }))

/** Watches while some work is done; tells how often something was to be looked at, and what went wrong. */
async function whileWatched(
  fake: FakeCluster,
  work: (watched: Watched) => Promise<void>,
  options: KubernetesOptions = {},
): Promise<void> {
  const heard: string[] = []
  const watched = { source: opened(fake, { ...options, told: toldTo(heard) }), changes: 0, heard }
  await watched.source.fetch()
  const stopping = new AbortController()
  const watching = watched.source.watch(() => void watched.changes++, stopping.signal)
  try {
    await untilTrue(() => fake.requests.filter(({ isWatch }) => isWatch).length >= 21)
    await work(watched)
  } finally {
    stopping.abort()
    await watching
  }
}

interface Watched {
  readonly source: KubernetesSource
  changes: number
  readonly heard: string[]
}

function toldTo(heard: string[]): ClusterTold {
  return {
    stale: (count) => void heard.push(`stale ${count}`),
    doubt: (resource, doubt) => void heard.push(`${doubt} ${resource}`),
    unwatched: (resource, error) => void heard.push(`${(error as SourceError).code} ${resource}`),
    watched: () => undefined,
  }
}

test('an event only says that there is something to look at, and a status is nothing', () =>
  withAcme((fake) =>
    whileWatched(fake, async (watched) => {
      fake.apply({ ...userNamed('ada'), status: { ready: true } })
      fake.apply(fakeObject('Namespace', '', 'elsewhere', {}))
      await pause(200)
      assert.is(watched.changes, 0)
      fake.remove(USERS, 'acme', 'linus')
      await untilTrue(() => watched.changes === 1)
      assert.equal(pathsOf(await watched.source.fetch()), ALL.slice(0, 3))
    }),
  ))

test('an organization that never rests is read after the longest time, and delays no other', () =>
  withAcme((fake) =>
    whileWatched(
      fake,
      async (watched) => {
        const from = performance.now()
        let count = 0
        const restless = setInterval(() => fake.apply(userNamed('ada', { firstName: `${count++}` })), 10)
        fake.apply(fakeObject('Organization', '', 'initech', { displayName: 'Initech' }))
        await untilTrue(() => watched.changes === 1)
        const early = await watched.source.fetch()
        assert.ok(pathsOf(early).includes('Organization/initech'))
        const ada = ({ documents }: Snapshot) =>
          documents.find(({ file }) => file.path === 'User/acme/ada')?.value.spec as Readonly<Record<string, unknown>>
        assert.equal(ada(early), { email: 'ada@acme.example' })
        await untilTrue(() => watched.changes === 2)
        assert.ok(performance.now() - from >= 4990)
        assert.ok(Number(ada(await watched.source.fetch()).firstName) > 0)
        clearInterval(restless)
      },
      { times: { quietMs: 1000, longestMs: 5000 } },
    ),
  ))

test('a watch that is closed, broken off or silent goes on where it was', () =>
  withAcme((fake) =>
    whileWatched(
      fake,
      async (watched) => {
        fake.hangUp()
        fake.apply(userNamed('bill'))
        await untilTrue(() => watched.changes === 1)
        assert.equal(pathsOf(await watched.source.fetch()).length, 5)
        const before = fake.requests.length
        await untilTrue(() => fake.requests.length > before + 21)
        fake.apply(userNamed('steve'))
        await untilTrue(() => watched.changes === 2)
        assert.equal(watched.heard, [])
      },
      { silenceMs: 300 },
    ),
  ))

for (const [what, bytes] of Object.entries({
  'a line that is no JSON': 'garbage\n',
  'an event without a version': '{"type":"ADDED","object":{"metadata":{"name":"x"}}}\n',
  'a version that goes back': '{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"7"}}}\n',
  'an event of no known type': '{"type":"RENAMED","object":{"metadata":{"resourceVersion":"999999"}}}\n',
  'an error that is not explained': '{"type":"ERROR","object":{"code":500}}\n',
})) {
  test(`${what} in a watch leads to a new list, and the watch goes on from there`, () =>
    withAcme((fake) =>
      whileWatched(fake, async (watched) => {
        const { length } = fake.requests
        fake.say(USERS, bytes)
        await untilTrue(() => watched.changes === 1)
        assert.equal(watched.heard, [`garbled ${USERS}`])
        assert.equal(pathsOf(await watched.source.fetch()), ALL)
        await untilTrue(() =>
          fake.requests.slice(length).some(({ isWatch, resource }) => isWatch && resource === USERS),
        )
        fake.apply(userNamed('bill'))
        await untilTrue(() => watched.changes === 2)
      }),
    ))
}

test('an event that is cut in the middle of a character is read whole', () =>
  withAcme((fake) =>
    whileWatched(fake, async (watched) => {
      const text = Buffer.from(
        `${JSON.stringify({ type: 'ADDED', object: { ...userNamed('zoë'), metadata: { name: 'zoë', namespace: 'acme', uid: 'z', resourceVersion: '900', generation: 1 } } })}\n`,
      )
      const cut = text.indexOf(0xc3) + 1
      fake.say(USERS, text.subarray(0, cut))
      await pause(50)
      assert.is(watched.changes, 0)
      fake.say(USERS, text.subarray(cut))
      await untilTrue(() => watched.changes === 1)
      assert.equal(watched.heard, [])
    }),
  ))

test('a watch that begins too late is told so, as a status or as an event, and leads to a new list', () =>
  withAcme((fake) =>
    whileWatched(fake, async (watched) => {
      fake.compact()
      fake.hangUp()
      await untilTrue(() => watched.changes >= 1 && watched.heard.includes(`expired ${USERS}`))
      await watched.source.fetch()
      fake.interfere(refusing(410, ({ isWatch, resource }) => isWatch && resource === USERS))
      watched.heard.length = 0
      fake.hangUp()
      // Other watches may still tell of the first time.
      await untilTrue(() => watched.heard.includes(`expired ${USERS}`))
      fake.interfere()
      await watched.source.fetch()
    }),
  ))

test('watches that are refused are tried again with longer and longer pauses, and come back by themselves', () =>
  withAcme((fake) =>
    whileWatched(fake, async (watched) => {
      fake.interfere(refusing(500, ({ isWatch }) => isWatch))
      fake.hangUp()
      const from = fake.requests.length
      await pause(1000)
      const perWatch = (fake.requests.length - from) / 21
      assert.ok(perWatch < 9, `${perWatch} tries`)
      await untilTrue(() => watched.heard.includes(`SourceUnavailable ${USERS}`))
      fake.interfere()
      fake.apply(userNamed('bill'))
      await untilTrue(() => watched.changes === 1)
    }),
  ))

test.run()
