import type { ChildTiming } from './child.ts'
import { filesOf, people } from './corpus.ts'
import { median, type Row } from './measure.ts'
import { repositoryOf, synced } from './repository.ts'

const SIZES = [1_000, 10_000, 100_000] as const
const RUNS = 3
const MOST_EXPONENT = 1.1

/** How time and memory of a first sync grow with the users of one organization; below 10,000 the start of it all decides. */
export async function growth(): Promise<readonly Row[]> {
  const timings = SIZES.map(timingOf)
  const [, medium, large] = timings
  if (medium === undefined || large === undefined) return []
  const growing = (what: string, of: (timing: ChildTiming) => number): Row => {
    const exponent = Math.log10(of(large) / of(medium))
    const measured = `n^${exponent.toFixed(2)}`
    const work = `${what} of a first sync, from 10,000 to 100,000 users of one organization`
    return { work, ms: large.ms, measured, target: `≤ n^${MOST_EXPONENT}`, isMet: exponent <= MOST_EXPONENT }
  }
  return [
    ...timings.map(({ ms, cpuMs, peakMiB }, index) => ({
      work: `first sync of one organization of ${SIZES[index]?.toLocaleString('en')} users`,
      ms,
      cpuMs,
      measured: `${Math.round(peakMiB)} MiB`,
      target: '≤ 1024 MiB',
      isMet: peakMiB <= 1024,
    })),
    growing('CPU time', ({ cpuMs }) => cpuMs),
    growing('peak memory', ({ peakMiB }) => peakMiB),
  ]
}

function timingOf(size: number): ChildTiming {
  const repository = repositoryOf(filesOf(people(size), 50))
  const runs = Array.from({ length: RUNS }, () => synced(repository))
  repository.remove()
  const middle = (of: (timing: ChildTiming) => number): number => median(runs.map(of))
  return {
    ms: middle(({ ms }) => ms),
    cpuMs: middle(({ cpuMs }) => cpuMs),
    peakMiB: middle(({ peakMiB }) => peakMiB),
    count: size,
  }
}
