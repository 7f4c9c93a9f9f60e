import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Row } from './measure.ts'
import type { Served, Told } from './telling.ts'

const OBJECTS = 100_000
/** The least that anybody may take of a processor who sends the same; what is more is judging, and knowing what was written. */
const MOST_CPU = 3
const MOST_BYTES = 2_000
const MOST_MIB = 1_024
const CHILD = fileURLToPath(new URL('telling.ts', import.meta.url))

/** What it takes to tell 100,000 objects what became of them, beside bare requests with the same bytes; once, for it takes minutes. */
export async function statuses(): Promise<readonly Row[]> {
  const server = fork(CHILD, ['serve', String(OBJECTS)])
  try {
    const [{ kubeconfig }] = (await once(server, 'message')) as [Served]
    const told = await running('charter', kubeconfig)
    const floor = await running('bare', kubeconfig)
    const ratio = told.cpuMs / told.count / (floor.cpuMs / floor.count)
    const kept = told.keptBytes / told.count
    const work = `statuses of ${OBJECTS.toLocaleString('en')} objects`
    return [
      {
        work: `${work}, without a ceiling`,
        ms: told.ms,
        cpuMs: told.cpuMs,
        floor: { what: 'bare requests with the same bytes', ms: floor.ms, cpuMs: floor.cpuMs },
        target: `≤ ${MOST_CPU} × CPU`,
        isMet: ratio <= MOST_CPU,
      },
      {
        work: `${work}: kept, and held at most by the whole process`,
        ms: told.ms,
        measured: `${Math.round(kept)} bytes an object; ${Math.round(told.peakMiB)} MiB`,
        target: `≤ ${MOST_BYTES} bytes; ≤ ${MOST_MIB} MiB`,
        isMet: kept <= MOST_BYTES && told.peakMiB <= MOST_MIB,
      },
    ]
  } finally {
    server.disconnect()
  }
}

async function running(task: 'charter' | 'bare', kubeconfig: string): Promise<Told> {
  const child = fork(CHILD, [task, kubeconfig], { execArgv: ['--expose-gc'] })
  const [told] = (await once(child, 'message')) as [Told]
  return told
}
