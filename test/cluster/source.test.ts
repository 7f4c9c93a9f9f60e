import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changeFinalizer } from '../../src/cluster/finalizer.ts'
import { declaredIn } from '../../src/desired/declare.ts'
import type { Snapshot } from '../../src/model/document.ts'
import { SourceError } from '../../src/model/errors.ts'
import type { ClusterTold } from '../../src/sources/cluster/watching.ts'
import { openDirectory } from '../../src/sources/directory.ts'
import { openKubernetes } from '../../src/sources/kubernetes.ts'
import { clusterTest, ownClusterTest, type TestCluster } from '../support/cluster.ts'
import { CRDS, objectText, startWithKinds } from '../support/clusterkinds.ts'
import { untilTrue } from '../support/waiting.ts'

const complete = fileURLToPath(new URL('../../examples/complete/orgs', import.meta.url))
let running: TestCluster | undefined

async function own(): Promise<TestCluster> {
  running ??= await startWithKinds()
  return running
}

test.after(async () => running?.stop())

/** What a snapshot declares: keys with the digests of their normal form. */
function declaredOf({ documents }: Snapshot): readonly string[] {
  const all = documents.flatMap((document) => declaredIn(document).declared)
  return all.map(({ key, resource }) => `${key} ${resource.digest}`).sort()
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'no error'
  } catch (error) {
    return error instanceof SourceError ? `${error.code}: ${error.message}; ${error.help}` : `another error: ${error}`
  }
}

clusterTest('the same documents declare the same through kubectl apply as from a folder', async () => {
  const { kubectl, kubeconfig } = await own()
  kubectl(['create', 'namespace', 'globex'])
  kubectl(['apply', '-R', '-f', complete])
  const snapshot = await openKubernetes({ kubeconfig, name: 'cluster', privileged: true }).fetch()
  const folder = await openDirectory({ path: complete, privileged: true }).fetch()
  assert.equal(declaredOf(snapshot), declaredOf(folder))
  assert.ok(snapshot.complete)
  assert.equal([snapshot.unreadable, snapshot.problems], [[], []])
  const paths = snapshot.documents.map(({ file }) => file.path)
  assert.equal(paths, [...paths].sort())
  assert.ok(paths.includes('Organization/globex'))
})

clusterTest('a resource of a cluster stands at the uid and the generation of its object', async () => {
  const { kubectl, kubeconfig } = await own()
  const snapshot = await openKubernetes({ kubeconfig, name: 'cluster' }).fetch()
  const document = snapshot.documents.find(({ file }) => file.path === 'Organization/globex')
  const uid = kubectl(['get', 'organization', 'globex', '-o', 'jsonpath={.metadata.uid}'])
  const found = document === undefined ? [] : declaredIn(document).declared
  assert.equal(found[0]?.resource.origin, { source: 'cluster', uid, generation: 1 })
})

clusterTest(
  'pages, a second look and a status that is written give the same revision; a change another one',
  async () => {
    const { kubectl, kubeconfig } = await own()
    const source = openKubernetes({ kubeconfig })
    const first = await source.fetch()
    const paged = await openKubernetes({ kubeconfig, pageSize: 2 }).fetch()
    assert.is(paged.revision, first.revision)
    const path = '/apis/charter.sh/v1alpha1/organizations/globex/status'
    const object = JSON.parse(kubectl(['get', '--raw', '/apis/charter.sh/v1alpha1/organizations/globex'])) as object
    kubectl(['replace', '--raw', path, '-f', '-'], JSON.stringify({ ...object, status: { observedGeneration: 1 } }))
    const second = await source.fetch()
    assert.is(second.revision, first.revision)
    assert.ok(second.documents.every((document, index) => document === first.documents[index]))
    kubectl(['label', 'organization', 'globex', 'tier=gold'])
    assert.is.not((await source.fetch()).revision, first.revision)
  },
)

ownClusterTest(
  'who may not list is told the verb and the resource, and a server that is gone is no empty cluster',
  async () => {
    const { stranger, kubeconfig, kubectl } = await own()
    const forbidden = await codeOf(openKubernetes({ kubeconfig: stranger }).fetch())
    assert.match(forbidden, /^AccessForbidden: cannot list customresourcedefinitions\.apiextensions\.k8s\.io at 127/)
    assert.match(forbidden, /grant the verb `list` on `customresourcedefinitions/)
    const text = kubectl(['config', 'view', '--raw', '--minify', '-o', 'json']).replace(
      /127\.0\.0\.1:\d+/,
      '127.0.0.1:1',
    )
    const { createFolder } = await import('../support/folder.ts')
    const folder = createFolder({ gone: text })
    assert.match(
      await codeOf(openKubernetes({ kubeconfig: `${folder}/gone` }).fetch()),
      /^SourceUnavailable: .*nothing listens/,
    )
    assert.match(await codeOf(openKubernetes({ kubeconfig, timeoutMs: 1 }).fetch()), /^ClusterTimeout: /)
  },
)

const role = fileURLToPath(new URL('../../examples/kubernetes/clusterrole.yaml', import.meta.url))

ownClusterTest(
  'with the ClusterRole of the documentation and nothing else a cluster is listed, watched and given finalizers',
  async () => {
    const { stranger, kubectl } = await own()
    const page = readFileSync(new URL('../../docs/kubernetes.md', import.meta.url), 'utf8')
    assert.ok(
      page.includes(`<!-- examples/kubernetes/clusterrole.yaml -->\n\`\`\`yaml\n${readFileSync(role, 'utf8')}\`\`\`\n`),
    )
    kubectl(['apply', '-f', role])
    kubectl(['create', 'clusterrolebinding', 'reader', '--clusterrole=charter-reader', '--user=stranger'])
    const heard: string[] = []
    const told: ClusterTold = {
      stale: () => undefined,
      doubt: (resource, doubt) => void heard.push(`${doubt} ${resource}`),
      unwatched: (resource, error) => void heard.push(`${resource}: ${error.message}`),
      watched: () => undefined,
    }
    const times = { quietMs: 100, longestMs: 5000 }
    const source = openKubernetes({ kubeconfig: stranger, told, times, silenceMs: 1000 })
    await source.fetch()
    const stopping = new AbortController()
    let changes = 0
    const watching = source.watch(() => void changes++, stopping.signal)
    // Every watch falls silent meanwhile, and is opened anew from where it was.
    await pause(4000)
    kubectl(['label', 'organization', 'globex', 'tier=silver', '--overwrite'])
    await untilTrue(() => changes === 1)
    assert.equal(heard, [])
    stopping.abort()
    await watching
    const [globex] = source.organizations()
    assert.ok(globex)
    const reading = { signal: new AbortController().signal, timeoutMs: 20_000 }
    assert.ok(await changeFinalizer(source.cluster, { action: 'add', organization: globex }, reading))
    assert.ok(await changeFinalizer(source.cluster, { action: 'remove', organization: globex }, reading))
  },
)

clusterTest('a namespace and an Organization that are being deleted are told apart from what is gone', async () => {
  const { kubectl, kubeconfig } = await own()
  kubectl(['create', 'namespace', 'umbrella'])
  kubectl(['apply', '-f', '-'], objectText('Organization', '', 'umbrella', { displayName: 'Umbrella' }))
  kubectl(['apply', '-f', '-'], objectText('User', 'umbrella', 'alice', { email: 'alice@umbrella.example' }))
  const source = openKubernetes({ kubeconfig })
  assert.equal((await source.fetch()).unreadable, [])
  kubectl(['delete', 'namespace', 'umbrella', '--wait=false'])
  kubectl(['delete', 'user', 'alice', '-n', 'umbrella'])
  const closing = await source.fetch()
  assert.equal(closing.unreadable, [{ path: 'Namespace/umbrella', organizations: [], held: [], namespace: 'umbrella' }])
  assert.ok(closing.documents.some(({ file }) => file.path === 'Organization/umbrella'))
  kubectl([
    'patch',
    'organization',
    'umbrella',
    '--type=merge',
    '-p',
    '{"metadata":{"finalizers":["charter.sh/organization"]}}',
  ])
  kubectl(['delete', 'organization', 'umbrella', '--wait=false'])
  const leaving = await source.fetch()
  assert.not.ok(leaving.documents.some(({ file }) => file.path === 'Organization/umbrella'))
  assert.equal(
    leaving.departing?.map(({ file }) => file.path),
    ['Organization/umbrella'],
  )
  const listed = source.organizations().find(({ name }) => name === 'umbrella')
  assert.equal([listed?.isDeleting, listed?.hasFinalizer], [true, true])
})

clusterTest('changes are told once they are quiet, a half of them is not read, and a status is none', async () => {
  const { kubectl, kubeconfig } = await own()
  kubectl(['create', 'namespace', 'initech'])
  const open = new Set<string>()
  const told = {
    stale: () => undefined,
    doubt: () => undefined,
    unwatched: () => undefined,
    watched: (resource: string) => void open.add(resource),
  }
  const source = openKubernetes({ kubeconfig, told, times: { quietMs: 5000, longestMs: 60_000 } })
  await source.fetch()
  const stopping = new AbortController()
  let changes = 0
  const watching = source.watch(() => void changes++, stopping.signal)
  await untilTrue(() => open.has('organizations.charter.sh') && open.has('users.charter.sh'))
  kubectl(['apply', '-f', '-'], objectText('Organization', '', 'initech', { displayName: 'Initech' }))
  await pause(1500)
  const half = await source.fetch()
  assert.is(changes, 0)
  assert.not.ok(half.documents.some(({ file }) => file.path === 'Organization/initech'))
  kubectl(['apply', '-f', '-'], objectText('User', 'initech', 'bill', { email: 'bill@initech.example' }))
  await untilTrue(() => changes === 1)
  const whole = await source.fetch()
  const paths = whole.documents.map(({ file }) => file.path).filter((path) => path.includes('initech'))
  assert.equal(paths, ['Organization/initech', 'User/initech/bill'])
  const path = '/apis/charter.sh/v1alpha1/organizations/initech'
  const object = JSON.parse(kubectl(['get', '--raw', path])) as object
  kubectl(['replace', '--raw', `${path}/status`, '-f', '-'], JSON.stringify({ ...object, status: { userCount: 1 } }))
  await pause(6000)
  assert.is(changes, 1)
  stopping.abort()
  await watching
})

ownClusterTest('an API server that was away is watched again, and what happened meanwhile is told', async () => {
  const { kubectl, kubeconfig, restart } = await own()
  const source = openKubernetes({ kubeconfig, times: { quietMs: 100, longestMs: 5000 }, retryMs: 100 })
  await source.fetch()
  const stopping = new AbortController()
  let changes = 0
  const watching = source.watch(() => void changes++, stopping.signal)
  await pause(500)
  await restart()
  kubectl(['label', 'organization', 'initech', 'tier=gold', '--overwrite'])
  await untilTrue(() => changes > 0)
  stopping.abort()
  await watching
})

ownClusterTest(
  'while the store of the API server stands still nothing is read, and afterwards all is as it was',
  async () => {
    const { kubeconfig, freezeStore } = await own()
    const source = openKubernetes({ kubeconfig, timeoutMs: 3000 })
    const before = await source.fetch()
    const thaw = freezeStore()
    try {
      assert.match(await codeOf(source.fetch()), /^(ClusterTimeout|SourceUnavailable): /)
    } finally {
      thaw()
    }
    assert.is((await openKubernetes({ kubeconfig }).fetch()).revision, before.revision)
  },
)

clusterTest(
  'a definition that is gone holds everything, and one that was made again does not give away what it held',
  async () => {
    const { kubectl, kubeconfig } = await own()
    const source = openKubernetes({ kubeconfig })
    const before = await source.fetch()
    kubectl(['delete', 'crd', 'users.charter.sh', '--wait=true'])
    assert.match(await codeOf(source.fetch()), /^DefinitionMissing: the definition users\.charter\.sh is not installed/)
    kubectl(['apply', '-f', `${CRDS}/charter.sh_users.yaml`])
    kubectl(['wait', '--for=condition=Established', '--timeout=60s', '-f', `${CRDS}/charter.sh_users.yaml`])
    const after = await source.fetch()
    const users = before.documents.map(({ file }) => file.path).filter((path) => path.startsWith('User/'))
    assert.equal(usersIn(after.unreadable), users)
    assert.match(
      after.problems.map(({ message }) => message).join('\n'),
      /definition of User was removed and made again/,
    )
    kubectl(['apply', '-f', '-'], objectText('User', 'initech', 'bill', { email: 'bill@initech.example' }))
    assert.equal(usersIn((await source.fetch()).unreadable).length, users.length - 1)
  },
)

function usersIn(unreadable: Snapshot['unreadable']): readonly string[] {
  return unreadable.map(({ path }) => path).filter((path) => path.startsWith('User/'))
}

test.run()
