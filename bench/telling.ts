import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import type { Passed } from '../src/cluster/verdict.ts'
import { openCluster } from '../src/kubernetes/cluster.ts'
import { collectionOf } from '../src/kubernetes/collection.ts'
import { listAll } from '../src/kubernetes/list.ts'
import { systemClock } from '../src/lib/clock.ts'
import type { JsonObject } from '../src/model/resource.ts'
import { planPass } from '../src/plan/pass.ts'
import { commitPass } from '../src/reconciler.ts'
import { createStatuses } from '../src/run/statuses.ts'
import { type KubernetesSource, openKubernetes } from '../src/sources/kubernetes.ts'
import { beginStatus, withPass } from '../src/status/status.ts'
import { createMemoryStore } from '../src/store/memory.ts'
import { fakeObject, startFakeCluster } from '../test/support/fakecluster.ts'
import { contextAt } from '../test/support/planning.ts'
import type { Timing } from './measure.ts'

/** What a process says of the statuses that it wrote. `keptBytes` is what it holds more than before, `peakMiB` the most that it ever held. */
export interface Told extends Timing {
  readonly count: number
  readonly keptBytes: number
  readonly peakMiB: number
}

/** What a process says that serves: where. */
export interface Served {
  readonly kubeconfig: string
}

const EACH = 1000
const LANES = 4
const NOW = systemClock.now()
const signal = new AbortController().signal

/**
 * `fork('bench/telling.ts', ['serve', '100000'])` serves so many users, and sends a `Served`; `['charter', KUBECONFIG]` writes the statuses of all that
 * is there, `['bare', KUBECONFIG]` sends those that are there again, without anything around it. Both send a `Told`.
 */
const [task, given = ''] = process.argv.slice(2)
if (task === 'serve') await serve(Number(given))
else {
  process.send?.(task === 'charter' ? await charter(given) : await bare(given))
  process.disconnect?.()
}

async function serve(users: number): Promise<void> {
  const fake = await startFakeCluster()
  for (let organization = 0; organization < users / EACH; organization++) {
    const name = `org-${organization}`
    fake.apply(fakeObject('Organization', '', name, { displayName: name }))
    for (let user = 0; user < EACH; user++) {
      const spec = { email: `user-${user}@${name}.example`, ...(user < 2 ? { admin: true } : {}) }
      fake.apply(fakeObject('User', name, `user-${user}`, spec))
    }
  }
  const served: Served = { kubeconfig: fake.kubeconfig }
  process.send?.(served)
  process.on('disconnect', () => process.exit())
}

async function charter(kubeconfig: string): Promise<Told> {
  const source = openKubernetes({ kubeconfig, privileged: true })
  const passed = await passOver(source)
  const statuses = createStatuses(source.cluster)
  const objects = source.listed()?.objects ?? []
  let count = 0
  const write = async (): Promise<void> => {
    const rest = { timeoutMs: 60_000, now: () => NOW, perSecond: Number.POSITIVE_INFINITY, isOver: () => false }
    const failure = await statuses.write(objects, passed, { signal, counted: () => void count++, ...rest })
    if (failure !== undefined) throw failure
  }
  const told = await measured(write)
  const written = count
  // Whoever is told already is not told again; until here nothing of what was kept may be taken away.
  await write()
  if (count > written) throw new Error(`${count - written} statuses were written again`)
  source.cluster.close()
  return { ...told, count }
}

/** Applies what a cluster declares to nothing, in memory. */
async function passOver(source: KubernetesSource): Promise<Passed> {
  const store = createMemoryStore()
  const stored = await store.open()
  const context = contextAt({ instant: NOW })
  const pass = planPass([await source.fetch()], stored, context)
  const actor = { type: 'controller', name: 'charter' } as const
  const result = await commitPass(pass, stored, { store, clock: systemClock, actor, context })
  const begun = beginStatus({ version: '', startedAt: NOW, sources: [{ name: source.name, place: '' }] }, stored)
  const report = { id: 1, reason: 'start', at: NOW, now: NOW, durationMs: 0, ...result, roots: new Map() }
  const { outcomes, state } = result
  return {
    source: source.name,
    desired: pass.desired,
    outcomes,
    state,
    status: withPass(begun, report),
    hasReport: true,
  }
}

async function bare(kubeconfig: string): Promise<Told> {
  const cluster = openCluster({ kubeconfig })
  const listed = await listAll(cluster, collectionOf('User'), { signal, timeoutMs: 60_000, mostBytes: 2 ** 32 })
  cluster.close()
  const bodies = listed.type === 'listed' ? listed.items.map(bodyOf) : []
  const [, port = ''] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(kubeconfig, 'utf8')) ?? []
  const agent = new Agent({ keepAlive: true })
  let at = 0
  const lane = async (): Promise<void> => {
    for (let body = bodies[at++]; body !== undefined; body = bodies[at++]) await send(body, agent, port)
  }
  const told = await measured(async () => void (await Promise.all(Array.from({ length: LANES }, lane))))
  agent.destroy()
  return { ...told, count: bodies.length }
}

interface Body {
  readonly path: string
  readonly text: string
}

function bodyOf({ metadata, status }: JsonObject): Body {
  const { namespace, name, uid } = metadata as JsonObject
  const path = `/apis/charter.sh/v1alpha1/namespaces/${namespace}/users/${name}/status`
  const operations = [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'add', path: '/status', value: status },
  ]
  return { path, text: JSON.stringify(operations) }
}

function send({ path, text }: Body, agent: Agent, port: string): Promise<void> {
  const headers = { 'content-type': 'application/json-patch+json', 'content-length': Buffer.byteLength(text) }
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method: 'PATCH', headers, agent }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`))
      answer.resume().on('end', resolve)
    })
    asked.on('error', reject).end(text)
  })
}

async function measured(work: () => Promise<void>): Promise<Omit<Told, 'count'>> {
  globalThis.gc?.()
  const { heapUsed } = process.memoryUsage()
  const cpu = process.cpuUsage()
  const begin = performance.now()
  await work()
  const ms = performance.now() - begin
  const { user, system } = process.cpuUsage(cpu)
  globalThis.gc?.()
  const keptBytes = process.memoryUsage().heapUsed - heapUsed
  return { ms, cpuMs: (user + system) / 1000, keptBytes, peakMiB: process.resourceUsage().maxRSS / 1024 }
}
