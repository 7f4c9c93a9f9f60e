import type { Log, LogFields } from '../lib/log.ts'
import { meterError } from '../meters/failure.ts'
import type { UsageSource } from '../meters/source.ts'
import { SourceError, StoreError } from '../model/errors.ts'
import type { Clock } from '../model/ports.ts'
import type { Trouble, UsageSourceStatus } from '../model/status.ts'
import { type Calls, cronFault, type Schedule, startTimer, type Timer } from '../schedule.ts'
import { COUNTED_BY } from '../usage/counts.ts'
import { type Meter, type MeterAround, readMeter } from './meter.ts'
import { traceOf } from './trouble.ts'

/** One usage source over the life of the program: what was read of it stays, however often it cannot be read. */
export interface Metered {
  /** What makes it another one: its declaration has changed. */
  readonly digest: string
  /** Reads it once, tells the log what is new about that, and waits for the next time; gives how many samples there were. */
  read(around: MeterAround): Promise<number>
  status(): UsageSourceStatus
  /** Leaves it, also where it is being read. */
  stop(): void
}

/** What a usage source is watched with; `read` is told how long each reading took. */
export interface MeteredAround {
  /** When a source is read that does not say so itself. */
  readonly standard: Schedule
  readonly calls: Calls
  readonly clock: Clock
  readonly log: Log
  readonly measured: (source: string, seconds: number, isRead: boolean) => void
}

/** Begins with a usage source; one whose schedule cannot be read goes by the standard one, and is told when it is to be read. */
export function createMetered(source: UsageSource, digest: string, around: MeteredAround): Metered {
  return new Watching(source, digest, around)
}

class Watching implements Metered {
  readonly digest: string
  readonly #source: UsageSource
  readonly #around: MeteredAround
  readonly #log: Log
  /** What is wrong with the schedule. */
  readonly #why: string | undefined
  readonly #timer: Timer
  readonly #end = new AbortController()
  #known: Known = {}

  constructor(source: UsageSource, digest: string, around: MeteredAround) {
    const { schedule } = source.spec
    this.digest = digest
    this.#source = source
    this.#around = around
    this.#log = around.log.with({ source: source.name })
    this.#why = schedule === undefined ? undefined : cronFault(schedule)
    this.#timer = startTimer(scheduleOf(schedule, this.#why, around.standard), around.calls)
  }

  async read(reading: MeterAround): Promise<number> {
    const { clock, measured } = this.#around
    const from = clock.elapsedMs()
    const signal = AbortSignal.any([reading.metering.signal, this.#end.signal])
    try {
      const meter = await this.#read({ ...reading, metering: { ...reading.metering, signal } })
      this.#succeed(meter)
      measured(this.#source.name, (clock.elapsedMs() - from) / 1000, true)
      return meter.samples
    } catch (error) {
      if (signal.aborted) return 0
      this.#fail(error)
      measured(this.#source.name, (clock.elapsedMs() - from) / 1000, false)
      return 0
    } finally {
      this.#timer.wait(this.#known.trouble?.attempts ?? 0)
    }
  }

  status(): UsageSourceStatus {
    return statusOf(this.#source, this.#timer, this.#known)
  }

  stop(): void {
    this.#timer.stop()
    this.#end.abort()
  }

  #read(around: MeterAround): Promise<Meter> {
    if (this.#source.name === COUNTED_BY)
      throw meterError('MeterMisused', 'its name is kept for what charter counts itself', 'give it another name')
    if (this.#why === undefined) return readMeter(this.#source, this.#known.meter?.until, around)
    throw meterError('MeterMisused', `its schedule is no cron expression: ${this.#why}`, 'correct `schedule`')
  }

  #succeed(meter: Meter): void {
    const { meter: before, trouble } = this.#known
    tellRefused(before, meter, this.#log)
    if (trouble !== undefined) this.#log.info('usage source can be read again', { attempts: trouble.attempts })
    this.#known = { meter, readAt: this.#around.clock.now() }
  }

  #fail(error: unknown): void {
    const trouble = troubleAfter(error, this.#known.trouble, this.#around.clock)
    if (trouble.attempts === 1) this.#log.warn('usage source cannot be read', troubleFields(trouble, error))
    this.#known = { ...this.#known, trouble }
  }
}

function scheduleOf(expression: string | undefined, why: string | undefined, standard: Schedule): Schedule {
  if (expression === undefined || why !== undefined) return standard
  return { type: 'cron', expression, timezone: 'UTC' }
}

/** What was read last, and what is in the way. */
interface Known {
  readonly meter?: Meter
  readonly readAt?: string
  readonly trouble?: Trouble
}

function statusOf({ name, spec }: UsageSource, timer: Timer, { meter, readAt, trouble }: Known): UsageSourceStatus {
  const nextAt = timer.next()
  const none = { count: 0, first: [] }
  return {
    name,
    type: spec.type,
    metric: spec.metric,
    ...(readAt === undefined ? {} : { readAt }),
    ...(nextAt === undefined ? {} : { nextAt }),
    ...(meter === undefined ? {} : { samples: meter.samples }),
    unknown: meter?.unknown ?? none,
    faults: meter?.faults ?? none,
    ...(trouble === undefined ? {} : { trouble }),
  }
}

/** Says once what a source says that is not kept, and again when that is another number. */
function tellRefused(before: Meter | undefined, { unknown, faults }: Meter, log: Log): void {
  if (unknown.count > 0 && unknown.count !== before?.unknown.count)
    log.warn('usage source names organizations that are not stored', { count: unknown.count, first: unknown.first })
  if (faults.count > 0 && faults.count !== before?.faults.count)
    log.warn('usage source says what cannot be taken', { count: faults.count, first: faults.first })
}

/** What went wrong, and how often in a row by now. Only the program's own errors speak; any other one is a bug. */
export function troubleAfter(error: unknown, before: Trouble | undefined, clock: Clock): Trouble {
  const told =
    error instanceof SourceError || error instanceof StoreError
      ? { code: error.code, message: error.message, ...(error.help === undefined ? {} : { help: error.help }) }
      : { code: 'InternalError', message: 'this is a bug in charter; please report it' }
  return { ...told, since: before?.since ?? clock.now(), attempts: (before?.attempts ?? 0) + 1 }
}

/** What the log says of a failure; where a bug lies, but never the text of an error that is not our own. */
export function troubleFields({ code, message }: Trouble, error: unknown): LogFields {
  return { code, error: message, ...(error instanceof SourceError ? {} : traceOf(error)) }
}
