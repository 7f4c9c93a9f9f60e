import { filesOf, installation } from './corpus.ts'
import { against, medians, type Row } from './measure.ts'
import { parsed, repositoryOf, synced } from './repository.ts'

const COUNT = 100_000
const MOST_MIB = 1024

/** A first sync of 100,000 resources from Git into a durable state, each in a file of its own, and fifty a file. */
export async function sync(): Promise<readonly Row[]> {
  return [...(await syncOf(1, 'one a file')), ...(await syncOf(50, 'fifty a file'))]
}

async function syncOf(each: number, layout: string): Promise<readonly Row[]> {
  const repository = repositoryOf(filesOf(installation(COUNT), each))
  let peakMiB = 0
  try {
    const times = await medians({
      floor: () => parsed(repository),
      work: () => {
        const timing = synced(repository)
        if (timing.count !== COUNT) throw new Error(`${timing.count} of ${COUNT} resources were committed`)
        peakMiB = Math.max(peakMiB, timing.peakMiB)
        return timing
      },
    })
    const work = `first sync of 100,000 resources from Git, ${layout}: read, check, plan, commit`
    const floor = { what: '`git cat-file` and js-yaml of the same', ...times.floor }
    return [
      against(work, times.work, floor, 1.8),
      {
        work: `peak memory of that, ${layout}`,
        ms: times.work.ms,
        measured: `${Math.round(peakMiB)} MiB`,
        target: `≤ ${MOST_MIB} MiB`,
        isMet: peakMiB <= MOST_MIB,
      },
    ]
  } finally {
    repository.remove()
  }
}
