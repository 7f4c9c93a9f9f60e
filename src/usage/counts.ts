import { hasCome } from '../lib/instant.ts'
import type { Resource } from '../model/resource.ts'
import type { Metric, Sample } from '../model/usage.ts'
import type { Holding } from './holding.ts'
import { own } from './holding.ts'
import { COUNTED } from './matters.ts'
import { specOf } from './spec.ts'
import { type Stored, storedHolding } from './stored.ts'

/**
 * What Charter counts of an organization by itself (api §4): `users` are those who are active at the instant, the bootstrap
 * user among them; the others count as declared, workspaces by their type.
 */
export interface Counts {
  readonly users: number
  readonly workspaces: number
  readonly projects: number
  readonly environments: number
  readonly repositories: number
  readonly hosts: number
  /** By the names of the entitlements that limit them: `UserCount` counts declared users but the bootstrap user. */
  readonly platform: Readonly<Record<string, number>>
}

/** The counts of a stored organization at an instant; `undefined` where none of that name is stored. */
export function countsOf(organization: string, state: Stored, instant: string): Counts | undefined {
  const holding = storedHolding(organization, state, instant)
  return holding === undefined ? undefined : countsIn(holding)
}

/** The counts of what an organization holds. */
export function countsIn(holding: Holding): Counts {
  const ofType = (type: string): number => workspacesIn(holding, type).length
  return {
    users: activeUsersIn(holding).length,
    workspaces: ofType('workspace'),
    projects: ofType('project'),
    environments: ofType('environment'),
    repositories: ofType('repository'),
    hosts: holding.of('Host').length,
    platform: Object.fromEntries(COUNTED.map(({ count, counted }) => [count, counted(holding).length])),
  }
}

/**
 * Counts as samples of the source `charter`, each a gauge whose metric is the name of what is counted, so that a history
 * exists without an outside meter (api §4).
 */
export function samplesOf(organization: string, counts: Counts, instant: string): readonly Sample[] {
  return COUNTED_NAMES.map((name) => {
    return { source: COUNTED_BY, organization, ...metricOf(name), start: instant, value: counts[name] }
  })
}

/** The source of these samples. */
export const COUNTED_BY = 'charter'

const COUNTED_NAMES = ['users', 'workspaces', 'projects', 'environments', 'repositories', 'hosts'] as const

/** The metrics of these samples. */
export const COUNT_METRICS: readonly Metric[] = COUNTED_NAMES.map(metricOf)

function metricOf(metric: string): Metric {
  return { objectType: 'organization', metric, kind: 'gauge' }
}

/** The workspaces of a type, by name. */
export function workspacesIn(holding: Pick<Holding, 'of'>, type: string): readonly Resource[] {
  return own(holding, 'Workspace').filter((resource) => specOf(resource).type === type)
}

/** The users who are active, inside their window and not revoked at the instant, by name; the bootstrap user among them. */
export function activeUsersIn(holding: Holding): readonly Resource[] {
  const { instant } = holding
  const revoked = new Set(
    own(holding, 'Revocation')
      .map((resource) => specOf(resource))
      .filter(({ until }) => until === undefined || !hasCome(until, instant))
      .map(({ user }) => user),
  )
  return own(holding, 'User').filter((resource) => {
    const { active = true, from, until } = specOf(resource)
    const hasBegun = from === undefined || hasCome(from, instant)
    const hasEnded = until !== undefined && hasCome(until, instant)
    return active && hasBegun && !hasEnded && !revoked.has(resource.name)
  })
}
