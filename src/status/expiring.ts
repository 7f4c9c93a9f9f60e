import { revocationsOf } from '../access/revocations.ts'
import { adminSpans } from '../access/timeline.ts'
import { instantAt, windowOf } from '../access/windows.ts'
import { createOrganizationView } from '../desired/views.ts'
import { by, groupBy } from '../lib/compare.ts'
import { instantOf } from '../lib/instant.ts'
import type { StatusEvent } from '../model/event.ts'
import { keyOf, type StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'

const HOUR_MS = 3_600_000
/** How long before the end it is told: a week, and again a day. */
const STAGES = [
  { name: '24h', ms: 24 * HOUR_MS },
  { name: '7d', ms: 7 * 24 * HOUR_MS },
] as const
const HORIZON_MS = STAGES[1].ms
const WINDOWED: readonly string[] = ['User', 'Permission', 'Revocation']

/**
 * Whose admin access is about to end by a declared `until`, and whose comes back because a Revocation ends: a week before,
 * and again a day before. Only organizations in which something ends are looked at. Sorted by organization, user and time.
 */
export function expiringEvents({ resources }: Pick<State, 'resources'>, at: string): readonly StatusEvent[] {
  const now = instantOf(at) ?? 0
  const ending = new Set<string>()
  for (const resource of resources.values()) {
    if (WINDOWED.includes(resource.kind) && endsSoon(resource, now)) ending.add(resource.namespace)
  }
  if (ending.size === 0) return []
  const own = groupBy(
    [...resources.values()].filter((one) => ending.has(one.namespace)),
    ({ namespace }) => namespace,
  )
  return [...own].sort(by(([name]) => name)).flatMap(([name, all]) => organizationEvents(name, all, at))
}

function endsSoon(resource: StoredResource, now: number): boolean {
  const { until } = windowOf(resource)
  return until > now && until <= now + HORIZON_MS
}

function organizationEvents(name: string, resources: readonly StoredResource[], at: string): readonly StatusEvent[] {
  const now = instantOf(at) ?? 0
  const world = {
    installation: new Map(),
    organizations: new Map(),
    instant: at,
    openWorld: true,
    privilegedSources: new Set<string>(),
    claimants: [],
  }
  const view = createOrganizationView(name, new Map(resources.map((one) => [keyOf(one), one])), world)
  const revoked = revocationsOf(view)
  return [...adminSpans(view)].flatMap(([user, spans]) => {
    const sources = [
      ...new Set(view.get('User', user) === undefined ? [] : [view.get('User', user)?.origin.source ?? '']),
    ]
    const told = (moment: number, what: 'access' | 'revocation') =>
      expiringEvent({ name, user, moment, what, sources, at })
    const current = spans.find(({ from, until }) => from <= now && now < until)
    const ends = current === undefined ? [] : told(current.until, 'access')
    const back = spans.find(({ from }) => from > now && from === revoked.get(user))
    return [...ends, ...(back === undefined ? [] : told(back.from, 'revocation'))]
  })
}

interface Ending {
  readonly name: string
  readonly user: string
  readonly moment: number
  readonly what: 'access' | 'revocation'
  readonly sources: readonly string[]
  readonly at: string
}

function expiringEvent({ name, user, moment, what, sources, at }: Ending): readonly StatusEvent[] {
  const left = moment - (instantOf(at) ?? 0)
  const stage = STAGES.find(({ ms }) => left <= ms)
  if (stage === undefined) return []
  const until = instantAt(moment)
  const subject = `organization/${name}`
  const ends =
    what === 'access' ? `the admin access of ${user} ends` : `the revocation of ${user} ends, who is an admin again,`
  const id = `${subject}/expiring/${what}/${user}/${until}/${stage.name}`
  const message = `${subject}: ${ends} at ${until}`
  return [{ type: 'expiring', id, at, subject, organization: name, sources, revisions: {}, message, user, until, what }]
}
