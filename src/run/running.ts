import type { Config } from '../config.ts'
import type { Controller, Given } from '../controller.ts'
import type { Loop, Turn } from '../loop.ts'
import { createMetrics } from '../metrics.ts'
import type { Inventory } from '../model/inventory.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Status } from '../model/status.ts'
import { openAttempts } from '../store/attempts.ts'
import { openAccess } from './accesslog.ts'
import type { AdmissionAround } from './admission.ts'
import { createAdmitting } from './admitting.ts'
import { firstStatus, storeOf } from './begin.ts'
import { createControls } from './controls.ts'
import { createFinalizers, type Finalizers } from './finalizers.ts'
import { openSecrets, type Secrets } from './keeping.ts'
import { createMetering, type Metering } from './metering.ts'
import { createNotifications, type Notifications } from './notify.ts'
import type { Opening } from './open.ts'
import { pauseOf } from './pause.ts'
import { createPendingPlans } from './pending.ts'
import { createPolicing, type Policing } from './policing.ts'
import { createPulse, type Pulse } from './pulse.ts'
import { createReporting, type Reporting } from './reporting.ts'
import { createRhythm } from './rhythm.ts'
import { type Servers, startServers } from './servers.ts'
import { configurationDigests } from './settling.ts'
import { shownOf } from './shown.ts'
import { openSources } from './sources.ts'
import { tellPass } from './tell.ts'
import { startTimers, type Timers } from './timers.ts'
import { type Begin, createTurns, type Turns } from './turn.ts'
import type { Watch } from './watch.ts'

/** Together the five seconds within which a stop is over: for the pass that runs, then for what is left to tell. */
const STOP_MS = 4_000
const LAST_WORDS_MS = 1_000
/** A pass that takes longer is stuck: whoever looks after the program should start it anew. */
const STUCK_MS = 15 * 60_000

/** What is open already when the program begins to run. */
export type Opened = Pick<Begin, 'store' | 'state'> & { readonly socket: string; readonly inventory: Inventory }

/** The long-running program, which `start` sets going. */
export function createRunning(config: Config, given: Given, opened: Opened): Controller & { start(): Promise<void> } {
  return new Running(config, given, opened)
}

class Running implements Controller {
  readonly #config: Config
  readonly #given: Given
  readonly #socket: string
  readonly #opening: Opening
  readonly #watches: readonly Watch[]
  readonly #finalizers: Finalizers
  readonly #reporting: Reporting
  #timers: Timers | undefined
  readonly #loop: Loop
  readonly #failure = Promise.withResolvers<unknown>()
  readonly #pulse: Pulse
  readonly #metrics = createMetrics()
  readonly #notifications: Notifications
  readonly #metering: Metering
  readonly #policing: Policing
  readonly #secrets: Secrets
  readonly #pending = createPendingPlans()
  readonly #accessLog: ReturnType<typeof openAccess>
  #servers: Servers | undefined
  readonly #names: readonly string[]
  #isStopping = false
  readonly turns: Turns
  tokenPath: string | undefined

  constructor(config: Config, given: Given, { socket, store, state, inventory }: Opened) {
    const { clock, log, version } = given
    this.#config = config
    this.#given = given
    this.#socket = socket
    this.#names = config.sources.map(({ name }) => name)
    const { opening, watches, sources } = openSources(config, given, this.#metrics)
    this.#opening = opening
    this.#watches = watches
    this.#finalizers = createFinalizers({ ...given, sources, state: () => this.turns.state() })
    this.#reporting = createReporting({ ...given, sources, metrics: this.#metrics })
    this.#secrets = openSecrets(config, { ...given, sources, state: () => this.turns.state() })
    this.#pulse = createPulse(clock, STUCK_MS)
    this.#notifications = createNotifications(config, given)
    const { measured, dropped } = this.#metrics
    this.#accessLog = openAccess(config.state.path, log, dropped)
    const onSamples = (): void => this.#policing.look()
    this.#metering = createMetering(config, { ...given, measured, onSamples, state: () => this.turns.state() })
    const { samples } = this.#metering
    this.#policing = createPolicing({ ...given, samples, turns: () => this.turns, loop: () => this.#loop })
    this.#loop = createRhythm({
      sources: this.#names,
      read: (name, turn) => this.#read(name, turn),
      pass: (turn) => this.#pass(turn),
      onFailure: this.#failure.resolve,
      rest: (names, signal) => this.turns.rest(names, signal),
      rested: (names) => this.#rested(names),
    })
    this.turns = createTurns(
      { store, state, status: firstStatus(config, given, state) },
      {
        watches: this.#watches,
        inventory,
        // Opened again it has to be there: a new one in its place would begin with nothing.
        openStore: async () => storeOf(config, given, socket, false),
        clock,
        log,
        attempts: openAttempts(config.state.path),
        ...(config.installation && { installation: config.installation }),
        program: version,
        configurations: configurationDigests(config),
        paused: (name, now) => pauseOf(config, name, now, clock.now()),
        nextAt: (name) => this.#timers?.next(name),
        secrets: this.#secrets.keeping,
        usage: () => this.#metering.status(),
        approved: (outcomes) => this.#passed(outcomes),
        planned: this.#pending.planned,
        told: (before, after, pass) => {
          this.#pending.passed(pass, after)
          this.#reporting.passed(pass)
          tellPass(before, after, pass, { log, metrics: this.#metrics })
          this.#passed(pass.outcomes)
        },
        failed: (seconds) => this.#metrics.passed(seconds, 'error'),
      },
    )
  }

  get http(): string | undefined {
    return this.#servers?.http
  }

  get hooks(): string | undefined {
    return this.#servers?.hooks
  }

  get admission(): string | undefined {
    return this.#servers?.admission
  }

  get failed(): Promise<unknown> {
    return this.#failure.promise
  }

  async start(): Promise<void> {
    const { shown, tokenPath } = shownOf(this.#config, {
      ...this.#given,
      status: () => this.#status(),
      metrics: () => this.#metrics.text(this.#status(), this.#given.clock.now()),
      isAlive: this.#pulse.isAlive,
      turns: this.turns,
      samples: this.#metering.samples,
      accessLog: this.#accessLog,
      pending: this.#pending,
      keys: this.#secrets.keys,
    })
    this.tokenPath = tokenPath
    this.#servers = await startServers(this.#opening, {
      socket: this.#socket,
      controls: createControls({ ...this.#given, turns: this.turns, loop: this.#loop, sources: this.#names }),
      shown,
      onHook: (source) => void this.#loop.request([source], 'hook'),
      admission: this.#admission(),
    })
    this.#timers = startTimers(this.#config.sources, {
      ...this.#given,
      due: (name, reason) => void this.#loop.request([name], reason),
      watched: this.#watches.map(({ source }) => source),
      idle: () => void this.#loop.request(this.turns.rested(), 'time'),
    })
    this.#metering.look()
    void this.#loop.request(this.#names, 'start')
  }

  #admission(): AdmissionAround {
    const { clock, log } = this.#given
    const around = { watches: this.#watches, state: () => this.turns.state(), clock, log }
    return { admit: createAdmitting(this.#config, around), clock, log, refused: this.#metrics.refused }
  }

  reconcile(): Promise<void> {
    return this.#loop.request(this.#names, 'signal')
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.#timers?.stop()
    const measured = this.#metering.stop()
    const late = new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())
    const written = Promise.all([this.#finalizers.stop(), this.#reporting.stop()])
    await Promise.race([Promise.all([this.#loop.stop(), this.#policing.stop(), written]), late])
    await this.#notifications.stop(LAST_WORDS_MS)
    await this.#servers?.close()
    await Promise.all([measured, this.#accessLog.close()])
    await this.turns.close()
  }

  /** Nobody should come any more once the program is asked to stop. */
  #status(): Status {
    return this.#isStopping ? { ...this.turns.status(), isReady: false } : this.turns.status()
  }

  #passed(outcomes: readonly Outcome[]): void {
    this.#notifications.passed(outcomes)
    this.#reporting.applied(outcomes)
    this.#metering.passed(outcomes)
    this.#policing.passed(outcomes)
  }

  #look(): void {
    this.#notifications.look(this.turns.status(), this.turns.state())
    this.#reporting.look(this.turns.status(), this.turns.state())
  }

  async #read(name: string, turn: Turn): Promise<boolean> {
    const isWorthIt = await this.turns.read(name, turn)
    // Trouble of a source leads to no pass; before the first one there is nothing to tell.
    if (this.turns.status().isReady) this.#look()
    const failures = this.#watches.find((watch) => watch.name === name)?.trouble()?.attempts ?? 0
    if (!turn.signal.aborted) this.#timers?.wait(name, failures)
    return isWorthIt
  }

  async #pass(turn: Turn): Promise<void> {
    this.#pulse.begin()
    await this.turns.pass(turn)
    this.#pulse.end()
    this.#finalizers.look()
    this.#metering.look()
    this.#look()
    if (!turn.signal.aborted) this.#timers?.waitIdle(this.turns.status())
  }

  #rested(names: readonly string[]): void {
    if (this.#isStopping) return
    for (const name of names) this.#timers?.wait(name, 0)
    this.#reporting.look(this.turns.status(), this.turns.state())
    this.#timers?.waitIdle(this.turns.status())
  }
}
