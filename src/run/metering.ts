import type { Config } from '../config.ts'
import type { Log, Scrubber } from '../lib/log.ts'
import { Secret } from '../lib/secret.ts'
import type { SecretRef } from '../model/kinds.generated.ts'
import { namespacesOf } from '../model/namespaces.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Clock } from '../model/ports.ts'
import type { StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { Trouble, UsageStatus } from '../model/status.ts'
import type { SampleStore } from '../model/usage.ts'
import { startTimer, type Timer } from '../schedule.ts'
import { openOwnSecrets, resolveOwnSecret } from '../secrets/own.ts'
import type { SecretFault } from '../secrets/resolve.ts'
import { openSamples } from '../store/samples.ts'
import { namingOf } from '../usage/naming.ts'
import { isOf, specOf } from '../usage/spec.ts'
import { organizationNames } from '../usage/stored.ts'
import { appliedIn, createCounting } from './counting.ts'
import { createMetered, type Metered, troubleAfter, troubleFields } from './metered.ts'
import { traceOf } from './trouble.ts'

/** Measures usage beside the passes, one thing after another: counts organizations, and reads usage sources, each on its schedule. */
export interface Metering {
  /** Where samples are kept. */
  readonly samples: SampleStore
  /** Takes down in which organizations something was applied; the next look counts them. */
  passed(outcomes: readonly Outcome[]): void
  /** Looks at which usage sources there are by now, and counts what was applied. Nothing is thrown, and nobody waits. */
  look(): void
  status(): UsageStatus
  /** Leaves what runs, and is done when nothing is written any more. */
  stop(): Promise<void>
}

/** What measuring works with. */
export interface MeteringAround {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: Log & Pick<Scrubber, 'hide'>
  readonly random: () => number
  /** The stored state as it is now. */
  readonly state: () => State
  /** What is told how long each reading of a usage source took. */
  readonly measured: (source: string, seconds: number, isRead: boolean) => void
  /** What is called after samples were added. */
  readonly onSamples?: () => void
}

/** How long after an apply it is counted: what is applied right after it goes first, and is counted together with it. */
const SOON_MS = 1_000

/** Begins to measure; nothing happens before the first look. */
export function createMetering(config: Config, around: MeteringAround): Metering {
  return new Measuring(config, around)
}

class Measuring implements Metering {
  readonly samples: SampleStore
  readonly #config: Config
  readonly #around: MeteringAround
  readonly #counting: ReturnType<typeof createCounting>
  readonly #end = new AbortController()
  readonly #sources = new Map<string, Metered>()
  readonly #waiting = new Map<string, () => Promise<number>>()
  readonly #applied = new Set<string>()
  #followed: State['resources'] | undefined
  #timer: Timer | undefined
  #soon: NodeJS.Timeout | undefined
  #run: Promise<void> | undefined
  #countedAt: string | undefined
  #trouble: Trouble | undefined

  constructor(config: Config, around: MeteringAround) {
    this.#config = config
    this.#around = around
    const onNotice = (detail: string): void => around.log.warn('usage', { detail })
    this.samples = openSamples({ folder: config.state.path, onNotice })
    this.#counting = createCounting(this.samples)
  }

  passed(outcomes: readonly Outcome[]): void {
    for (const name of appliedIn(outcomes)) this.#applied.add(name)
  }

  look(): void {
    if (this.#end.signal.aborted) return
    const state = this.#around.state()
    const isFirst = this.#timer === undefined
    this.#timer ??= startTimer(
      this.#config.usage.schedule,
      this.#calls(() => this.#countAll()),
    )
    if (isFirst) this.#countAll()
    else if (this.#applied.size > 0) this.#soon ??= setTimeout(() => this.#countSoon(), SOON_MS)
    if (this.#followed !== state.resources) this.#follow(state)
    this.#followed = state.resources
  }

  status(): UsageStatus {
    const sources = [...this.#sources.entries()].sort(([left], [right]) => (left < right ? -1 : 1))
    return {
      ...(this.#countedAt === undefined ? {} : { countedAt: this.#countedAt }),
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
      sources: sources.map(([, source]) => source.status()),
    }
  }

  async stop(): Promise<void> {
    this.#end.abort()
    this.#waiting.clear()
    this.#timer?.stop()
    clearTimeout(this.#soon)
    for (const source of this.#sources.values()) source.stop()
    await this.#run
  }

  /** A source that is new, or declared anew, is read at once; one that is gone is left. */
  #follow({ resources }: State): void {
    const stored = new Map<string, StoredResource & { readonly kind: 'UsageSource' }>()
    for (const kinds of namespacesOf(resources).values()) {
      for (const one of kinds.get('UsageSource') ?? []) if (isOf('UsageSource')(one)) stored.set(one.name, one)
    }
    for (const [name, source] of this.#sources) {
      if (stored.get(name)?.digest === source.digest) continue
      source.stop()
      this.#sources.delete(name)
      this.#waiting.delete(`source ${name}`)
    }
    for (const [name, resource] of stored) {
      if (this.#sources.has(name)) continue
      const { clock, log, measured } = this.#around
      const metered = createMetered({ name, spec: specOf(resource) }, resource.digest, {
        standard: this.#config.usage.schedule,
        calls: this.#calls(() => this.#addSource(name)),
        clock,
        log,
        measured,
      })
      this.#sources.set(name, metered)
      this.#addSource(name)
    }
  }

  #calls(call: () => void) {
    const { random, clock } = this.#around
    return { call, random, now: () => Date.parse(clock.now()) }
  }

  #addSource(name: string): void {
    this.#add(`source ${name}`, async () => this.#sources.get(name)?.read(this.#reading()) ?? 0)
  }

  #countAll(): void {
    this.#add('all', () => this.#count(organizationNames(this.#around.state())))
  }

  #countSoon(): void {
    this.#soon = undefined
    this.#add('applied', () => {
      const names = [...this.#applied].sort()
      this.#applied.clear()
      return this.#count(names)
    })
  }

  async #count(names: readonly string[]): Promise<number> {
    const { clock, log, state } = this.#around
    try {
      const count = await this.#counting.count(names, state(), clock.now())
      if (this.#trouble !== undefined) log.info('usage can be counted again', { attempts: this.#trouble.attempts })
      this.#trouble = undefined
      this.#countedAt = clock.now()
      return count
    } catch (error) {
      this.#trouble = troubleAfter(error, this.#trouble, clock)
      if (this.#trouble.attempts === 1) log.warn('usage cannot be counted', troubleFields(this.#trouble, error))
      return 0
    } finally {
      this.#timer?.wait(this.#trouble?.attempts ?? 0)
    }
  }

  #reading() {
    const { clock, state } = this.#around
    const now = state()
    const { allowedHosts, directory } = this.#config.usage
    const { organizationOf } = namingOf(now)
    return {
      samples: this.samples,
      organizations: organizationNames(now).length,
      metering: {
        allowedHosts,
        directory,
        resolve: (ref: SecretRef) => this.#resolve(ref),
        fetch,
        organizationOf,
        signal: this.#end.signal,
        now: clock.now(),
      },
    }
  }

  /** No line of the log may hold what was found. */
  async #resolve(ref: SecretRef): Promise<Secret | SecretFault> {
    const { environment, log } = this.#around
    const settings = { environment, directory: this.#config.secretsDirectory, own: openOwnSecrets() }
    const found = await resolveOwnSecret(ref, settings)
    if (found instanceof Secret) log.hide(found.reveal())
    return found
  }

  /** What waits already need not wait twice. */
  #add(what: string, work: () => Promise<number>): void {
    if (this.#end.signal.aborted) return
    if (!this.#waiting.has(what)) this.#waiting.set(what, work)
    this.#run ??= this.#work()
  }

  async #work(): Promise<void> {
    // Whoever asked goes on first.
    await undefined
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      try {
        const count = await next()
        if (count > 0 && !this.#end.signal.aborted) this.#around.onSamples?.()
      } catch (error) {
        this.#around.log.error('measuring failed because of a bug in charter; please report it', traceOf(error))
      }
    }
    this.#run = undefined
  }

  #next(): (() => Promise<number>) | undefined {
    for (const [what, work] of this.#waiting) {
      this.#waiting.delete(what)
      return work
    }
    return undefined
  }
}
