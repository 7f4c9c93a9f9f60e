import type { Regarding } from '../cluster/events.ts'
import type { Passed } from '../cluster/verdict.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import type { StatusEvent } from '../model/event.ts'
import { API_VERSION } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { Status } from '../model/status.ts'
import type { KubernetesSource } from '../sources/kubernetes.ts'
import { createClusterEvents } from './clusterevents.ts'
import type { PassOver } from './passes.ts'
import { createReports, REPORT, type Reports } from './reports.ts'
import { createStatuses, type Writing } from './statuses.ts'

/** A cluster that is told: the source that reads it, where one does, and whether the reports of all sources stand in it. */
export interface Target {
  readonly name: string
  readonly cluster: Cluster
  readonly source?: KubernetesSource
  readonly hasReports: boolean
}

/** What is told: how things stand, and the pass that left them so, if there was one. */
export interface Standing {
  readonly status: Status
  readonly state: State
  readonly last: Pick<PassOver, 'pass' | 'outcomes' | 'looked'> | undefined
}

/** What became of it; `nothing`: another pass has to come first. */
export type Told = { readonly type: 'told' | 'nothing' } | { readonly type: 'failed'; readonly error: unknown }

/** What is written to one cluster: statuses, reports and Events, in this order. */
export interface Telling {
  readonly name: string
  /** Takes what has happened; gives how many of what waited were dropped. */
  add(events: readonly StatusEvent[]): number
  tell(standing: Standing, writing: (what: 'status' | 'event' | 'report') => Writing): Promise<Told>
}

/** Makes what tells one cluster; nothing is thrown by it. */
export function createTelling({ name, cluster, source, hasReports }: Target): Telling {
  const statuses = createStatuses(cluster)
  const own = hasReports ? source?.name : undefined
  const events = createClusterEvents(cluster, own)
  const reports = hasReports ? createReports(cluster, own) : undefined
  return {
    name,
    add: (happened) => events.add(happened),
    async tell(standing, writing) {
      try {
        const passed = passedOf(standing, source, hasReports)
        const objects = source?.listed()?.objects ?? []
        const failure = passed === undefined ? undefined : await statuses.write(objects, passed, writing('status'))
        await reports?.write(standing.status, writing('report'))
        const error = failure ?? (await events.write(regardingIn(source, reports, standing.status), writing('event')))
        if (error !== undefined) return { type: 'failed', error }
        return { type: passed === undefined && source !== undefined ? 'nothing' : 'told' }
      } catch (error) {
        return { type: 'failed', error }
      }
    },
  }
}

/** Of what was listed since the pass nobody knows what to say; another pass will follow. */
function passedOf(
  { last, status, state }: Standing,
  source: KubernetesSource | undefined,
  hasReport: boolean,
): Passed | undefined {
  if (source === undefined || last === undefined) return undefined
  const { pass, outcomes, looked } = last
  if (looked[source.name] !== source.listed()?.revision) return undefined
  return { source: source.name, desired: pass.desired, outcomes, status, state, hasReport }
}

/** Events stand at the Organization that they are about, where it is in the cluster; else at the report of their source. */
function regardingIn(
  source: KubernetesSource | undefined,
  reports: Reports | undefined,
  { units }: Status,
): (event: StatusEvent) => Regarding | undefined {
  const objects = source?.listed()?.objects ?? []
  const organizations = new Map(
    objects.filter(({ kind }) => kind === 'Organization').map(({ name, uid }) => [name, uid] as const),
  )
  // A plan names every source that was read; a unit those that have a part in it.
  const sources = new Map<string, readonly string[]>(units.map(({ unit, attempted }) => [unit, Object.keys(attempted)]))
  return ({ subject, organization = '', ...event }) => {
    const [first = ''] = sources.get(subject) ?? event.sources
    const own = organizations.get(organization)
    if (own !== undefined) return { apiVersion: API_VERSION, kind: 'Organization', name: organization, uid: own }
    const report = reports?.uid(first)
    return report === undefined ? undefined : { apiVersion: API_VERSION, kind: REPORT, name: first, uid: report }
  }
}
