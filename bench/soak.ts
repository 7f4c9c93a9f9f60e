import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder } from '../test/support/data.ts'
import { type Soak, soaking, stepsOf } from '../test/support/soaking.ts'
import { median, type Row } from './measure.ts'

/** What a program holds after so many commits. */
interface Sample {
  readonly commits: number
  readonly resources: number
  readonly heapMiB: number
  readonly residentMiB: number
  readonly files: number
}

const MIB = 2 ** 20
/** What the heap may grow by for each commit beyond the resources that came with it, in KiB. */
const MOST_KIB = 4
/** About what a stored resource holds in memory, in bytes. */
const RESOURCE_BYTES = 900

/** Every real change of the member lists of kubernetes, pushed one by one to a program that goes on running. */
export async function soak(): Promise<readonly Row[]> {
  const data = dataFolder()
  if (data === undefined) return []
  const [first, ...steps] = stepsOf(data)
  if (first === undefined) return []
  const times: number[] = []
  const samples: Sample[] = []
  let bytes = 0
  await soaking([first], async (one) => {
    for (const [index, step] of steps.entries()) {
      const passed = await one.push(step)
      const [source] = passed.status.sources
      if (source?.conditions[0]?.status !== 'True') throw new Error(`commit ${index} is not in force`)
      times.push(passed.ms)
      if (index === 200 || (index + 1) % Math.floor(steps.length / 4) === 0) samples.push(sampleOf(one, index + 1))
    }
    const ledger = join(one.state, 'ledger')
    bytes = readdirSync(ledger).reduce((sum, name) => sum + statSync(join(ledger, name)).size, 0)
  })
  return rowsOf({ times, samples, bytes })
}

function sampleOf({ controller }: Soak, commits: number): Sample {
  for (let round = 0; round < 3; round++) globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  const resources = controller.turns.state().resources.size
  const files = readdirSync('/proc/self/fd').length
  return { commits, resources, heapMiB: heapUsed / MIB, residentMiB: rss / MIB, files }
}

interface Soaked {
  readonly times: readonly number[]
  readonly samples: readonly Sample[]
  readonly bytes: number
}

function rowsOf({ times, samples, bytes }: Soaked): readonly Row[] {
  const [begin] = samples
  const end = samples.at(-1)
  if (begin === undefined || end === undefined) return []
  const seconds = times.reduce((sum, ms) => sum + ms, 0) / 1000
  const [early, late] = [median(times.slice(0, 200)), median(times.slice(-200))]
  const work = `${times.length} real commits, one pass each`
  const newBytes = (end.resources - begin.resources) * RESOURCE_BYTES
  const kib = ((end.heapMiB - begin.heapMiB) * MIB - newBytes) / 1024 / (end.commits - begin.commits)
  const heap = samples.map(
    ({ commits, heapMiB, resources }) => `${heapMiB.toFixed(1)} MiB at ${commits} (${resources})`,
  )
  const files = samples.map((sample) => sample.files)
  const row = { ms: median(times), target: '–', isMet: true }
  return [
    {
      ...row,
      work,
      measured: `${(times.length / seconds).toFixed(1)} passes/s; first 200 ${early.toFixed(0)} ms, last 200 ${late.toFixed(0)} ms`,
    },
    {
      ...row,
      work: 'the same: heap after a collection, by commits (resources)',
      measured: `${heap.join(', ')}; ${kib.toFixed(1)} KiB a commit; resident ${end.residentMiB.toFixed(0)} MiB`,
      target: `≤ ${MOST_KIB} KiB a commit`,
      isMet: kib <= MOST_KIB,
    },
    {
      ...row,
      work: 'the same: open files',
      measured: files.join(', '),
      target: 'as many at the end',
      isMet: begin.files === end.files,
    },
    { ...row, work: 'the same: the ledger', measured: `${(bytes / MIB).toFixed(1)} MiB` },
  ]
}
