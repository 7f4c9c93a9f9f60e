import { plural } from '../../lib/text.ts'
import type { Problem } from '../../model/problem.ts'

/** Counts what is left out, by what it is; told once, where it is met first. */
export interface Tally {
  /** Notes one more of it; of the first the problem is made and kept. */
  note(what: string, problem: () => Problem): void
  /** One problem for each, in the order in which they were met; of several it says how many there are. */
  problems(): readonly Problem[]
}

/** An empty tally. */
export function createTally(): Tally {
  const seen = new Map<string, { count: number; readonly problem: Problem }>()
  return {
    note(what, problem) {
      const before = seen.get(what)
      if (before === undefined) seen.set(what, { count: 1, problem: problem() })
      else before.count += 1
    },
    problems: () =>
      [...seen.values()].map(({ count, problem }) =>
        count === 1 ? problem : { ...problem, notes: [`so it is ${plural(count, 'time')} in the file`] },
      ),
  }
}
