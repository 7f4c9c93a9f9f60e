import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../../src/lib/clock.ts'
import type { JsonObject } from '../../src/model/resource.ts'
import { openFileStore } from '../../src/store/file.ts'
import { ownClusterTest, type TestCluster } from '../support/cluster.ts'
import { type Bulk, openBulk } from '../support/clusterbulk.ts'
import { differences, objectsIn } from '../support/clusterequals.ts'
import { objectText, startWithKinds } from '../support/clusterkinds.ts'
import { type Requests, requestsIn, requestsSince } from '../support/clusterrequests.ts'
import { untilSeen } from '../support/clusterstory.ts'
import { createFolder } from '../support/folder.ts'
import { runKubectl } from '../support/kubectl.ts'
import { type RunningProcess, startProcess, untilListening } from '../support/running.ts'
import { ran } from '../support/terminal.ts'

const ORGANIZATIONS = 10
const USERS = 1_000
const ALL = ORGANIZATIONS * USERS
const STATUSES = 'PATCH users/status'
/** Of the clock by which Linux counts. */
const TICKS = 100
/** What the program may keep, and what it may take together with what its runtime needs. */
const HEAP_MIB = 320
const MOST_MIB = 600

let cluster: TestCluster | undefined
let program: RunningProcess | undefined
test.after(async () => {
  program?.child.kill('SIGKILL')
  await cluster?.stop()
})

const organizations = Array.from({ length: ORGANIZATIONS }, (_, index) => `org${index}`)
const users = organizations.flatMap((organization) =>
  Array.from({ length: USERS }, (_, index) => ({
    organization,
    name: `user${index}`,
    collection: `/apis/charter.sh/v1alpha1/namespaces/${organization}/users`,
  })),
)

async function requests(kubeconfig: string): Promise<Requests> {
  const { out } = await runKubectl(kubeconfig, ['get', '--raw', '/metrics'])
  return requestsIn(out)
}

/** Waits until as many statuses were written since, and holds that every object says that its newest generation is in force. */
async function untilTold(kubeconfig: string, since: Requests): Promise<void> {
  const written = async (): Promise<string> => {
    await pause(1_000)
    return String(requestsSince(since, await requests(kubeconfig))[STATUSES] ?? 0)
  }
  await untilSeen(written, (seen) => Number(seen) >= ALL, 300_000)
  const late = [...(await objectsIn(kubeconfig))].filter(([, object]) => !isTold(object))
  assert.equal(
    late.map(([path]) => path),
    [],
  )
}

function isTold({ metadata, status }: JsonObject): boolean {
  const { observedGeneration, conditions = [] } = (status ?? {}) as JsonObject
  const [ready] = conditions as readonly JsonObject[]
  return observedGeneration === (metadata as JsonObject).generation && ready?.status === 'True'
}

/** The most memory that a process has ever held, in MiB. */
function peakOf({ child }: RunningProcess): number {
  const [, kibibytes = '0'] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kibibytes) / 1024)
}

/** The seconds of a processor that a process has taken. */
function processorOf({ child }: RunningProcess): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** Says what it took, for whoever runs the test. */
function tell(what: string, one: RunningProcess, from: number, asked: Readonly<Record<string, number>> = {}): void {
  const seconds = `${((performance.now() - from) / 1000).toFixed(1)} s`
  const taken = `the program has taken ${processorOf(one).toFixed(1)} s of a processor, ${peakOf(one)} MiB at most`
  const counts = Object.entries(asked).filter(([name]) =>
    /^(PATCH|POST|LIST) (users|organizations|events|reconcile)/.test(name),
  )
  console.log(`  ${what} after ${seconds}; ${taken}; ${counts.map(([name, count]) => `${count} ${name}`).join(', ')}`)
}

/** A cluster with the organizations, and the built-in memory of the program bounded: what is not needed has to go. */
async function start(): Promise<{ readonly kubeconfig: string; readonly state: string; readonly one: RunningProcess }> {
  cluster = await startWithKinds()
  const { kubeconfig } = cluster
  const folder = createFolder()
  const made = organizations.flatMap((name) => [
    JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    objectText('Organization', '', name, { displayName: name }),
  ])
  assert.is((await runKubectl(kubeconfig, ['apply', '-f', '-'], made.join('\n'))).status, 0)
  const state = join(folder, 'state')
  const sources = [{ name: 'cluster', kubernetes: { kubeconfig } }]
  const configuration = JSON.stringify({ state: { path: state }, sources })
  const one = startProcess(folder, configuration, { NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` })
  program = one
  await untilListening(state)
  return { kubeconfig, state, one }
}

function createAll(bulk: Bulk): Promise<void> {
  return bulk.create(
    users.map(({ organization, name, collection }) => {
      const isAdmin = name === 'user0' || name === 'user1'
      const spec = { email: `${name}@${organization}.example`, ...(isAdmin ? { admin: true } : {}) }
      return { path: collection, object: JSON.parse(objectText('User', organization, name, spec)) }
    }),
  )
}

function changeAll(bulk: Bulk): Promise<void> {
  const patch = { spec: { firstName: 'A' } }
  return bulk.patch(users.map(({ name, collection }) => ({ path: `${collection}/${name}`, patch })))
}

ownClusterTest('ten thousand objects that change at once are applied and told, each of them once', async () => {
  const { kubeconfig, state, one } = await start()
  const bulk = openBulk(kubeconfig)
  for (const [what, write] of [
    ['created', createAll],
    ['changed', changeAll],
  ] as const) {
    const [from, before] = [performance.now(), await requests(kubeconfig)]
    await write(bulk)
    tell(what, one, from)
    await untilTold(kubeconfig, before)
    const asked = requestsSince(before, await requests(kubeconfig))
    tell('applied and told', one, from, asked)
    assert.is(asked[STATUSES], ALL)
  }
  bulk.close()

  const before = await requests(kubeconfig)
  for (let pass = 1; pass <= 2; pass++) assert.is((await ran(['reconcile', '--state', state])).code, 0)
  await pause(2_000)
  const asked = Object.keys(requestsSince(before, await requests(kubeconfig)))
  assert.equal(
    asked.filter((name) => !/^(LIST|GET|WATCH) /.test(name)),
    [],
  )
  assert.ok(peakOf(one) < MOST_MIB, `${peakOf(one)} MiB`)

  assert.is(await one.end('SIGTERM'), 0)
  assert.is((await ran(['ledger', 'verify', '--replay', '--state', state])).code, 0)
  const store = openFileStore({ path: state, mode: 'existing', clock: systemClock })
  try {
    assert.equal(await differences(kubeconfig, await store.open()), [])
  } finally {
    await store.close()
  }
})

test.run()
