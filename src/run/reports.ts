import { objectAt, statusIn, textAt } from '../cluster/object.ts'
import { postObject } from '../cluster/post.ts'
import { reportStatus } from '../cluster/report.ts'
import { type Address, writeStatus } from '../cluster/write.ts'
import { ask } from '../kubernetes/body.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import { REPORTS } from '../kubernetes/collection.ts'
import { clusterError, statusError } from '../kubernetes/failure.ts'
import { canonical } from '../lib/canonical.ts'
import { API_VERSION } from '../model/resource.ts'
import type { SourceStatus, Status } from '../model/status.ts'
import type { Writing } from './statuses.ts'

/** The ReconcileReports of a cluster, one for each source. */
export interface Reports {
  /** Writes those that are not as things are; one that is missing is made. Throws `SourceError`. */
  write(status: Status, writing: Writing): Promise<void>
  /** The uid of the report of a source; absent before it was written. */
  uid(source: string): string | undefined
}

/** The kind of the reports. */
export const REPORT = 'ReconcileReport'

const { resource: RESOURCE, path: PATH } = REPORTS
const MOST_TRIES = 3

interface Known {
  readonly uid: string
  readonly status: string
}

/**
 * Begins with nothing known: each report is read once, and again where it is gone. `own` is the source that reads this cluster; its
 * report can approve what holds it.
 */
export function createReports(cluster: Cluster, own?: string): Reports {
  const known = new Map<string, Known>()
  const read = async (name: string, writing: Writing): Promise<Known | undefined> => {
    const call = { verb: 'get', resource: RESOURCE, path: `${PATH}/${name}` }
    const { status, asked, body } = await ask(cluster, call, writing)
    if (status === 404) return undefined
    const uid = textAt(objectAt(body ?? {}, 'metadata'), 'uid')
    if (status !== 200 || uid === undefined) throw statusError(asked, status)
    return { uid, status: canonical(objectAt(body ?? {}, 'status')) }
  }
  const made = async (name: string, writing: Writing): Promise<Known | undefined> => {
    const there = known.get(name) ?? (await read(name, writing))
    if (there !== undefined) return there
    const object = { apiVersion: API_VERSION, kind: REPORT, metadata: { name } }
    await postObject(cluster, { resource: RESOURCE, path: PATH }, object, writing)
    return read(name, writing)
  }
  const writeOne = async (source: SourceStatus, status: Status, writing: Writing): Promise<void> => {
    const { name } = source
    const address: Address = { resource: RESOURCE, path: `${PATH}/${name}` }
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const there = await made(name, writing)
      if (there === undefined) continue
      known.set(name, there)
      const { uid } = there
      const next = reportStatus(source, status, statusIn(there), { now: writing.now(), own })
      if (next === there.status) return
      const done = await writeStatus(cluster, address, { uid, status: next }, writing)
      if (done.type === 'busy') continue
      if (done.type === 'gone' || done.type === 'refused') known.delete(name)
      // What is refused may be another one of the same name; nothing else is.
      if (done.type === 'gone' || done.type === 'refused') continue
      known.set(name, { uid, status: next })
      writing.counted('written')
      return
    }
    throw clusterError('SourceUnavailable', `the report of source ${name} cannot be written`, 'it is tried again')
  }
  return {
    uid: (source) => known.get(source)?.uid,
    async write(status, writing) {
      for (const source of status.sources) {
        if (writing.signal.aborted) return
        await writeOne(source, status, writing).catch((error: unknown) => {
          if (!writing.signal.aborted) writing.counted('failed')
          throw error
        })
      }
    },
  }
}
