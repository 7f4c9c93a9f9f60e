/** One line of the table: what was done, its time, the floor of the same run, and the target. */
export interface Row {
  readonly work: string
  readonly ms: number
  readonly floor?: { readonly what: string; readonly ms: number }
  readonly target: string
  readonly isMet: boolean
}

/** A thing to time; it may be asynchronous. */
export type Task = () => unknown

/** Times tasks in turn, round by round, so that a machine that grows slower slows all of them; gives the median ms of each. */
export async function medians<T extends string>(
  tasks: Readonly<Record<T, Task>>,
  rounds = 5,
): Promise<Readonly<Record<T, number>>> {
  const names = Object.keys(tasks) as T[]
  const times = new Map<T, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const start = performance.now()
      await tasks[name]()
      // The first round only warms up.
      if (round > 0) times.get(name)?.push(performance.now() - start)
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<T, number>
}

/** A row whose target is a ratio to a floor. */
export function against(
  work: string,
  ms: number,
  floor: { readonly what: string; readonly ms: number },
  most: number,
): Row {
  return { work, ms, floor, target: `≤ ${most} ×`, isMet: ms / floor.ms <= most }
}

/** A row whose target is a time. */
export function within(work: string, ms: number, mostMs: number): Row {
  return { work, ms, target: `< ${mostMs >= 1000 ? `${mostMs / 1000} s` : `${mostMs} ms`}`, isMet: ms < mostMs }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
