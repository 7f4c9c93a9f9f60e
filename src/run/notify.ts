import type { Config, NotificationConfig } from '../config.ts'
import { mayDeclare } from '../desired/permit.ts'
import { instantOf } from '../lib/instant.ts'
import type { Log, Scrubber } from '../lib/log.ts'
import { Secret } from '../lib/secret.ts'
import type { StatusEvent } from '../model/event.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Clock } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import type { Status } from '../model/status.ts'
import { type Letter, takesResults } from '../notifications/letter.ts'
import { openMemory } from '../notifications/memory.ts'
import { createNotifier, type Resolve } from '../notifications/notifier.ts'
import { resolveSecret } from '../secrets/resolve.ts'
import { eventsBetween, type Look } from '../status/events.ts'
import { expiringEvents } from '../status/expiring.ts'
import { lateEvents } from '../status/late.ts'
import { commitResults } from '../status/results.ts'
import { standingOf } from '../status/standing.ts'
import { traceOf } from './trouble.ts'

/** Tells the receivers of a configuration what happens. */
export interface Notifications {
  /** Takes down what was applied; the next look tells it. */
  passed(outcomes: readonly Outcome[]): void
  /** Looks at what is going on by now, and tells what is new. Nothing is thrown. */
  look(status: Status, state: State): void
  /** Tries what is left once more, for at most so long. */
  stop(withinMs: number): Promise<void>
}

/** What telling works with. */
export interface Around {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: Log & Pick<Scrubber, 'hide'>
  readonly random: () => number
}

const EXPIRING_EVERY_MS = 60 * 60_000

/** Begins to tell the receivers of a configuration; without any, nothing is done. The state folder has to be there. */
export function createNotifications(config: Config, around: Around): Notifications {
  if (config.notifications.length === 0) {
    return { passed: () => undefined, look: () => undefined, stop: async () => undefined }
  }
  return new Telling(config, around)
}

/** Resolves the secrets of a configuration; no line of the log may hold what was found. */
export function secretsOf(
  { secretsDirectory }: Config,
  { environment, log }: Pick<Around, 'environment' | 'log'>,
): Resolve {
  return async (ref) => {
    const found = await resolveSecret(ref, { directory: secretsDirectory, environment })
    if (found instanceof Secret) log.hide(found.reveal())
    return found
  }
}

class Telling implements Notifications {
  readonly #config: Config
  readonly #clock: Clock
  readonly #log: Log
  readonly #memory: ReturnType<typeof openMemory>
  readonly #notifier: ReturnType<typeof createNotifier>
  #outcomes: Outcome[] = []
  #last: Look | undefined
  #seen: ReadonlySet<string> = new Set()
  #expiring: { readonly at: number; readonly events: readonly StatusEvent[] } | undefined

  constructor(config: Config, around: Around) {
    const { notifications, state } = config
    const names = notifications.map(({ name }) => name)
    this.#config = config
    this.#clock = around.clock
    this.#log = around.log
    this.#memory = openMemory(state.path, names)
    const resolve = secretsOf(config, around)
    this.#notifier = createNotifier(notifications, { ...around, resolve, fetch, memory: this.#memory })
  }

  passed(outcomes: readonly Outcome[]): void {
    this.#outcomes.push(...outcomes.filter(({ type }) => type === 'applied'))
  }

  look(status: Status, state: State): void {
    try {
      this.#tell(status, state)
    } catch (error) {
      // Whoever is not told is the lesser evil: what is declared must be applied all the same.
      this.#log.error('notifications failed because of a bug in charter; please report it', traceOf(error))
    }
  }

  #tell(status: Status, state: State): void {
    const at = this.#clock.now()
    const before = this.#last?.standing ?? this.#memory.standing()
    const after = { status, standing: standingOf(status, before), at }
    const timely = [...lateEvents(after, this.#config.convergeWithinMs), ...this.#expiringAt(at, state)]
    const events = [
      ...eventsBetween(this.#last ?? { standing: before }, after, this.#outcomes),
      ...timely.filter(({ id }) => !this.#seen.has(id)),
    ]
    this.#outcomes = []
    this.#last = after
    this.#seen = new Set(timely.map(({ id }) => id))
    this.#memory.stand(after.standing)
    for (const receiver of this.#config.notifications)
      this.#notifier.tell(receiver.name, this.#letters(receiver, events, status))
  }

  stop(withinMs: number): Promise<void> {
    return this.#notifier.stop(withinMs)
  }

  /** Looking through all organizations takes a moment, and ends are days away. */
  #expiringAt(at: string, state: State): readonly StatusEvent[] {
    const now = instantOf(at) ?? 0
    if (this.#expiring === undefined || now - this.#expiring.at >= EXPIRING_EVERY_MS || now < this.#expiring.at) {
      this.#expiring = { at: now, events: expiringEvents(state, at) }
    }
    return this.#expiring.events
  }

  #letters(receiver: NotificationConfig, events: readonly StatusEvent[], status: Status): readonly Letter[] {
    if (takesResults(receiver)) return this.#results(receiver, status)
    const { installation } = status
    const origin = installation === undefined ? '/charter' : `/charter/${installation}`
    return events
      .filter((event) => isMeant(event, receiver))
      .map((event) => ({ type: 'event', event: narrowed(event, receiver), origin }))
  }

  #results(receiver: NotificationConfig, status: Status): readonly Letter[] {
    const isIncluded = (organization: string | undefined): boolean => isOrganizationMeant(organization, receiver)
    return this.#config.sources
      .filter(({ name, from }) => from.type === 'git' && receiver.sources?.includes(name) !== false)
      .flatMap(({ name }) => commitResults(status, name, isIncluded))
      .map((result) => ({ type: 'result', result }))
  }
}

/**
 * Whether a receiver is to be told; who names organizations or sources is told of nothing that belongs to none. Who names
 * organizations stands for their owners: of a usage policy they hear where it asks for that.
 */
export function isMeant(event: StatusEvent, receiver: NotificationConfig): boolean {
  const { on, sources } = receiver
  if (event.type !== 'test' && !on.includes(event.type)) return false
  if (sources !== undefined && !event.sources.some((name) => sources.includes(name))) return false
  if (event.type === 'policy' && receiver.organizations !== undefined) {
    const { actions, organizations } = event
    return (
      actions.includes('notify_organization_owners') &&
      organizations.some((name) => isOrganizationMeant(name, receiver))
    )
  }
  return isOrganizationMeant(event.organization, receiver)
}

const MOST_ORGANIZATIONS = 100

/** The event as a receiver is told of it: no organization but its own is named, and of them at most the first 100. */
export function narrowed(event: StatusEvent, receiver: NotificationConfig): StatusEvent {
  if (event.type !== 'policy') return event
  const organizations = event.organizations.filter((name) => isOrganizationMeant(name, receiver))
  return { ...event, organizations: organizations.slice(0, MOST_ORGANIZATIONS), affected: organizations.length }
}

function isOrganizationMeant(organization: string | undefined, { organizations }: NotificationConfig): boolean {
  if (organizations === undefined) return true
  return organization !== undefined && mayDeclare(organization, { allowedOrganizations: organizations })
}
