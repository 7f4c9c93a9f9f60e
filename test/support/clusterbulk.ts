import * as assert from 'uvu/assert'
import { ask } from '../../src/kubernetes/body.ts'
import { type Call, type Cluster, openCluster } from '../../src/kubernetes/cluster.ts'

/** Writes many objects at once, over connections that are kept. */
export interface Bulk {
  /** Creates an object in each of these collections (paths below the API server); fails where one is refused. */
  create(objects: readonly { readonly path: string; readonly object: unknown }[]): Promise<void>
  /** Changes the object at each of these paths by a merge patch. */
  patch(changes: readonly { readonly path: string; readonly patch: unknown }[]): Promise<void>
  close(): void
}

const LANES = 8
const reading = { signal: new AbortController().signal, timeoutMs: 60_000 }

/** Opens a cluster for writing; whoever asks does not wait for the answer before the next. */
export function openBulk(kubeconfig: string): Bulk {
  const cluster = openCluster({ kubeconfig })
  return {
    create: (objects) =>
      inLanes(objects, ({ path, object }) =>
        send(cluster, { ...bodyOf('application/json', object), method: 'POST', path }, 201),
      ),
    patch: (changes) =>
      inLanes(changes, ({ path, patch }) =>
        send(cluster, { ...bodyOf('application/merge-patch+json', patch), method: 'PATCH', path }, 200),
      ),
    close: () => cluster.close(),
  }
}

function bodyOf(type: string, value: unknown) {
  return { verb: 'write', resource: 'objects', body: { type, text: JSON.stringify(value) } }
}

async function send(cluster: Cluster, call: Call, wanted: number): Promise<void> {
  const { status } = await ask(cluster, call, reading)
  assert.is(status, wanted, `${call.method} ${call.path}`)
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let at = 0
  const lane = async (): Promise<void> => {
    for (let item = items[at++]; item !== undefined; item = items[at++]) await work(item)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}
