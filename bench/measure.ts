/** What something took: wall time, and CPU time of this process, which tells more where the machine is not alone. */
export interface Timing {
  readonly ms: number
  readonly cpuMs: number
}

/** What is the least that any program must do for some work, and what that took. */
export interface Floor extends Timing {
  readonly what: string
}

/** One line of the table: what was done, what it took, the floor of the same run, and the target. */
export interface Row {
  readonly work: string
  readonly ms: number
  readonly cpuMs?: number
  readonly floor?: Floor
  /** What is measured where that is no time: memory, or how something grows. */
  readonly measured?: string
  readonly target: string
  readonly isMet: boolean
}

/** A thing to time; it may be asynchronous. A process of its own gives what it measured itself. */
export type Task = () => unknown

/** Times a task once; garbage of before is taken away first where that can be asked for. */
export async function timed(task: Task): Promise<Timing> {
  globalThis.gc?.()
  const cpu = process.cpuUsage()
  const start = performance.now()
  const given = await task()
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return isTiming(given) ? given : { ms, cpuMs: (user + system) / 1000 }
}

function isTiming(given: unknown): given is Timing {
  return typeof given === 'object' && given !== null && 'ms' in given && 'cpuMs' in given
}

/** Times tasks in turn, round by round, so that a machine that grows slower slows all of them; gives the medians of each. */
export async function medians<T extends string>(
  tasks: Readonly<Record<T, Task>>,
  rounds = 5,
): Promise<Readonly<Record<T, Timing>>> {
  const names = Object.keys(tasks) as T[]
  const times = new Map<T, Timing[]>(names.map((name) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const time = await timed(tasks[name])
      // The first round only warms up.
      if (round > 0) times.get(name)?.push(time)
    }
  }
  return Object.fromEntries(names.map((name) => [name, middle(times.get(name) ?? [])])) as Record<T, Timing>
}

/** A row whose target is a ratio to a floor. */
export function against(work: string, { ms, cpuMs }: Timing, floor: Floor, most: number): Row {
  return { work, ms, cpuMs, floor, target: `≤ ${most} ×`, isMet: ms / floor.ms <= most }
}

/** A row whose target is a time. */
export function within(work: string, { ms, cpuMs }: Timing, mostMs: number): Row {
  const target = `< ${mostMs >= 1000 ? `${mostMs / 1000} s` : `${mostMs} ms`}`
  return { work, ms, cpuMs, target, isMet: ms < mostMs }
}

/** The medians of several timings, of wall and CPU time by themselves. */
export function middle(times: readonly Timing[]): Timing {
  return { ms: median(times.map(({ ms }) => ms)), cpuMs: median(times.map(({ cpuMs }) => cpuMs)) }
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
