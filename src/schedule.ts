import { createTask, type ScheduledTask, schedule as startCron, validate, validateDetailed } from 'node-cron'

/** When a source is read: every so often, or when a cron expression says so (without `timezone` in that of the program). */
export type Schedule =
  | { readonly type: 'interval'; readonly ms: number }
  | { readonly type: 'cron'; readonly expression: string; readonly timezone?: 'UTC' }

/** A running schedule of one source; after `stop` it neither calls nor waits. */
export interface Timer {
  /** Begins to wait for the next time: after `failures` in a row sooner or later than the schedule says. */
  wait(failures: number): void
  /** When it calls next (RFC 3339 UTC), where that is known. */
  next(): string | undefined
  stop(): void
}

/** What a schedule calls, with why, and where its chance comes from (0 … 1). */
export interface Calls {
  readonly call: (reason: 'schedule' | 'retry') => void
  readonly random: () => number
  readonly now: () => number
}

const FIRST_RETRY_MS = 5_000
const LAST_RETRY_MS = 10 * 60_000
/** How far from the interval a call may lie, so that many sources do not ask one server at the same moment. */
const JITTER = 0.1
/** What a timer of Node can wait at most; a longer one would be over at once. */
const LONGEST_MS = 2 ** 31 - 1

/** What is wrong with a cron expression, in words; `undefined` where it is right. Five fields, or six with the seconds first. */
export function cronFault(expression: string): string | undefined {
  const { valid, errors } = validateDetailed(expression)
  if (valid) return undefined
  const fields = errors.flatMap(({ field }) => FIELDS[field] ?? [])
  const [first] = fields
  if (first === undefined || fields.length !== errors.length)
    return 'it needs five fields, or six with the seconds first'
  return `the ${[...new Set(fields)].join(' and the ')} ${new Set(fields).size === 1 ? 'is' : 'are'} wrong`
}

const FIELDS: Readonly<Record<string, string>> = {
  second: 'second',
  minute: 'minute',
  hour: 'hour',
  dayOfMonth: 'day of month',
  month: 'month',
  dayOfWeek: 'day of week',
}

/** When an expression is due next; `undefined` where it is wrong. */
export function nextRun(expression: string): Date | undefined {
  if (!validate(expression)) return undefined
  const task = createTask(expression, () => undefined, { unref: true })
  const [next] = task.getNextRuns(1)
  void task.destroy()
  return next
}

/** How long to wait before the next try after so many failures in a row: doubled each time, with jitter, at most ten minutes. */
export function retryMs(failures: number, random: () => number, shortestMs = FIRST_RETRY_MS): number {
  const longest = Math.min(shortestMs * 2 ** Math.min(failures - 1, 20), LAST_RETRY_MS)
  return Math.round(longest * (0.5 + random() / 2))
}

function startTask({ expression, timezone }: Schedule & { readonly type: 'cron' }, call: () => void): ScheduledTask {
  return startCron(expression, call, timezone === undefined ? {} : { timezone })
}

/** Starts a schedule; nothing is called before `wait`, but for cron expressions. */
export function startTimer(schedule: Schedule, calls: Calls): Timer {
  const { call, random, now } = calls
  const task = schedule.type === 'cron' ? startTask(schedule, () => call('schedule')) : undefined
  let timer: NodeJS.Timeout | undefined
  let dueAt: number | undefined
  let isStopped = false
  const callAfter = (wanted: number, reason: 'schedule' | 'retry'): void => {
    const ms = Math.min(wanted, LONGEST_MS)
    dueAt = now() + ms
    timer = setTimeout(() => {
      dueAt = undefined
      call(reason)
    }, ms)
  }
  return {
    wait(failures) {
      clearTimeout(timer)
      dueAt = undefined
      if (isStopped) return
      if (failures > 0) {
        // A source that is asked for more often than every five seconds is also tried again sooner.
        const shortest = schedule.type === 'interval' ? Math.min(schedule.ms, FIRST_RETRY_MS) : FIRST_RETRY_MS
        callAfter(retryMs(failures, random, shortest), 'retry')
      } else if (schedule.type === 'interval') {
        callAfter(Math.round(schedule.ms * (1 - JITTER + 2 * JITTER * random())), 'schedule')
      }
    },
    next() {
      if (isStopped) return undefined
      const times = [dueAt, task?.getNextRun()?.getTime()].filter((time) => time !== undefined)
      return times.length === 0 ? undefined : new Date(Math.min(...times)).toISOString()
    },
    stop() {
      isStopped = true
      dueAt = undefined
      clearTimeout(timer)
      void task?.destroy()
    },
  }
}
