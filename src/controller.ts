import type { Config } from './config.ts'
import type { Log, Scrubber } from './lib/log.ts'
import type { Loop, Turn } from './loop.ts'
import { createMetrics } from './metrics.ts'
import type { Inventory } from './model/inventory.ts'
import type { Outcome } from './model/outcome.ts'
import type { Clock } from './model/ports.ts'
import type { Status } from './model/status.ts'
import { openAccess } from './run/accesslog.ts'
import { firstStatus, storeOf } from './run/begin.ts'
import { clusterTold } from './run/clusters.ts'
import { createControls } from './run/controls.ts'
import { keepingFor } from './run/keeping.ts'
import { createMetering, type Metering } from './run/metering.ts'
import { createNotifications, type Notifications } from './run/notify.ts'
import { type Opening, openSource } from './run/open.ts'
import { pauseOf } from './run/pause.ts'
import { createPendingPlans } from './run/pending.ts'
import { createPolicing, type Policing } from './run/policing.ts'
import { createPulse, type Pulse } from './run/pulse.ts'
import { createRhythm } from './run/rhythm.ts'
import { type Servers, startServers } from './run/servers.ts'
import { configurationDigests } from './run/settling.ts'
import { shownOf } from './run/shown.ts'
import { controlSocketPath } from './run/socket.ts'
import { tellPass } from './run/tell.ts'
import { startTimers, type Timers } from './run/timers.ts'
import { type Begin, createTurns, type Turns } from './run/turn.ts'
import { createWatch, type Watch } from './run/watch.ts'
import { openAttempts } from './store/attempts.ts'
import { openInventory } from './store/inventory.ts'

/** What the long-running program is given by whoever starts it. */
export interface Given {
  readonly version: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: Log & Scrubber
  readonly random: () => number
}

/** The running program: `http` and `hooks` are the addresses at which it listens, where it does. */
export interface Controller {
  readonly http: string | undefined
  readonly hooks: string | undefined
  /** Where the operator's token lies; `undefined` where the configuration says who may ask. */
  readonly tokenPath: string | undefined
  readonly turns: Turns
  /** Reads every source now; done when the pass is over. */
  reconcile(): Promise<void>
  /** Ends the pass that runs, or leaves it after four seconds, tells what is left to tell, and gives everything back. */
  stop(): Promise<void>
  /** Settled with what happened that the program cannot go on from. */
  readonly failed: Promise<unknown>
}

/** Together the five seconds within which a stop is over: for the pass that runs, then for what is left to tell. */
const STOP_MS = 4_000
const LAST_WORDS_MS = 1_000
/** A pass that takes longer is stuck: whoever looks after the program should start it anew. */
const STUCK_MS = 15 * 60_000

/**
 * Starts the long-running program: opens the state, which locks it, then the servers, reads every source, and goes on until
 * `stop`. Throws `ConfigError`, `ConflictError` and `StoreError` where it cannot start; then it has left nothing behind.
 */
export async function startController(config: Config, given: Given): Promise<Controller> {
  const socket = controlSocketPath(config.state.path, given.environment)
  const store = storeOf(config, given, socket)
  try {
    const state = await store.open()
    const onNotice = (detail: string): void => given.log.warn('inventory', { detail })
    const inventory = await openInventory({ folder: config.state.path, onNotice })
    const running = new Running(config, given, { socket, store, state, inventory })
    await running.start()
    return running
  } catch (error) {
    await store.close()
    throw error
  }
}

type Opened = Pick<Begin, 'store' | 'state'> & { readonly socket: string; readonly inventory: Inventory }

class Running implements Controller {
  readonly #config: Config
  readonly #given: Given
  readonly #socket: string
  readonly #opening: Opening
  readonly #watches: readonly Watch[]
  #timers: Timers | undefined
  readonly #loop: Loop
  readonly #failure = Promise.withResolvers<unknown>()
  readonly #pulse: Pulse
  readonly #metrics = createMetrics()
  readonly #notifications: Notifications
  readonly #metering: Metering
  readonly #policing: Policing
  readonly #pending = createPendingPlans()
  readonly #accessLog: ReturnType<typeof openAccess>
  #servers: Servers | undefined
  readonly #names: readonly string[]
  #isStopping = false
  readonly turns: Turns
  tokenPath: string | undefined

  constructor(config: Config, given: Given, { socket, store, state, inventory }: Opened) {
    const { clock, log, environment, version } = given
    this.#config = config
    this.#given = given
    this.#socket = socket
    this.#names = config.sources.map(({ name }) => name)
    const told = (source: string) => clusterTold(source, { log, metrics: this.#metrics })
    this.#opening = { config, environment, onSecret: (secret) => log.hide(secret.reveal()), told }
    this.#watches = config.sources.map((source) =>
      createWatch(openSource(source, this.#opening), { clock, log, fetched: this.#metrics.fetched }),
    )
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
        secrets: keepingFor(config, given),
        usage: () => this.#metering.status(),
        approved: (outcomes) => this.#passed(outcomes),
        planned: this.#pending.planned,
        told: (before, after, pass) => {
          this.#pending.passed(pass, after)
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
    })
    this.tokenPath = tokenPath
    this.#servers = await startServers(this.#opening, {
      socket: this.#socket,
      controls: createControls({ ...this.#given, turns: this.turns, loop: this.#loop, sources: this.#names }),
      shown,
      onHook: (source) => void this.#loop.request([source], 'hook'),
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

  reconcile(): Promise<void> {
    return this.#loop.request(this.#names, 'signal')
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.#timers?.stop()
    const measured = this.#metering.stop()
    const late = new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())
    await Promise.race([Promise.all([this.#loop.stop(), this.#policing.stop()]), late])
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
    this.#metering.passed(outcomes)
    this.#policing.passed(outcomes)
  }

  async #read(name: string, turn: Turn): Promise<boolean> {
    const isWorthIt = await this.turns.read(name, turn)
    // Trouble of a source leads to no pass; before the first one there is nothing to tell.
    if (this.turns.status().isReady) this.#notifications.look(this.turns.status(), this.turns.state())
    const failures = this.#watches.find((watch) => watch.name === name)?.trouble()?.attempts ?? 0
    if (!turn.signal.aborted) this.#timers?.wait(name, failures)
    return isWorthIt
  }

  async #pass(turn: Turn): Promise<void> {
    this.#pulse.begin()
    await this.turns.pass(turn)
    this.#pulse.end()
    this.#metering.look()
    this.#notifications.look(this.turns.status(), this.turns.state())
    if (!turn.signal.aborted) this.#timers?.waitIdle(this.turns.status())
  }

  #rested(names: readonly string[]): void {
    if (this.#isStopping) return
    for (const name of names) this.#timers?.wait(name, 0)
    this.#timers?.waitIdle(this.turns.status())
  }
}
