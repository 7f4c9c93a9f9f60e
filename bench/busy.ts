import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startController } from '../src/controller.ts'
import { systemClock } from '../src/lib/clock.ts'
import { noLog } from '../src/lib/log.ts'
import { configOf } from '../test/support/controller.ts'
import { createFolder, removeFolder } from '../test/support/folder.ts'
import { filesOf, people } from './corpus.ts'
import { against, median, type Row, type Timing } from './measure.ts'
import { repositoryOf } from './repository.ts'

const ROUNDS = 7
/** The first changes are judged while nothing is remembered yet. */
const WARM_UP = 3
/** What goes on behind a pass, the measuring of usage above all, is over by then. */
const AFTER_MS = 400
const MOST_EXPONENT = 1.1

/** One change as the program that runs sees it: from the word to read to all that follows it, and how long nothing else was done at most. */
interface Busy extends Timing {
  readonly longestMs: number
}

/** How long one change keeps the running program busy, however much is stored beside it. */
export async function busy(): Promise<readonly Row[]> {
  const small = await oneChange(1, 1_000)
  const large = await oneChange(100, 1_000)
  const medium = await oneChange(1, 10_000)
  const huge = await oneChange(1, 100_000)
  const exponent = Math.log10(huge.cpuMs / medium.cpuMs)
  const row = (where: string, { ms, cpuMs, longestMs }: Busy): Row => ({
    work: `one file changed, ${where}: all that the running program does`,
    ms,
    cpuMs,
    measured: `busy for ${Math.round(longestMs)} ms at once`,
    target: '–',
    isMet: true,
  })
  return [
    row('1,000 users', small),
    row('100,000 users in 100 organizations', large),
    against('the same beside 100,000 users', large, { what: 'the same beside 1,000 users', ...small }, 1.3),
    row('10,000 users of one organization', medium),
    row('100,000 users of one organization', huge),
    {
      work: 'CPU time of one change, from 10,000 to 100,000 users of one organization',
      ms: huge.ms,
      measured: `n^${exponent.toFixed(2)}`,
      target: `≤ n^${MOST_EXPONENT}`,
      isMet: exponent <= MOST_EXPONENT,
    },
  ]
}

async function oneChange(organizations: number, usersEach: number): Promise<Busy> {
  const names = Array.from({ length: organizations }, (_, index) => `org-${String(index).padStart(3, '0')}`)
  const edition = (count: number) => filesOf(people(usersEach, 'org-000', count), 50)
  const repository = repositoryOf(new Map(names.flatMap((name) => [...filesOf(people(usersEach, name), 50)])))
  const folder = createFolder()
  const config = configOf([{ git: repository.gitDir }], { state: { path: join(folder, randomUUID()), init: true } })
  const around = { environment: { XDG_RUNTIME_DIR: folder }, clock: systemClock, random: Math.random }
  const log = { ...noLog, hide: () => undefined }
  const controller = await startController(config, { version: 'benchmark', log, ...around })
  try {
    while (!controller.turns.status().isReady) await pause(20)
    const all: Busy[] = []
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const [path = '', text = ''] = [...edition(round + 1)][0] ?? []
      repository.commit({ files: { [path]: text } })
      all.push(await timedBusy(() => controller.reconcile()))
    }
    const measured = all.slice(WARM_UP)
    const middle = (of: (one: Busy) => number): number => median(measured.map(of))
    return {
      ms: middle(({ ms }) => ms),
      cpuMs: middle(({ cpuMs }) => cpuMs),
      longestMs: middle((one) => one.longestMs),
    }
  } finally {
    await controller.stop()
    repository.remove()
    removeFolder(folder)
  }
}

async function timedBusy(work: () => Promise<unknown>): Promise<Busy> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const cpu = process.cpuUsage()
  const begin = performance.now()
  await work()
  const ms = performance.now() - begin
  await pause(AFTER_MS)
  const { user, system } = process.cpuUsage(cpu)
  delay.disable()
  return { ms, cpuMs: (user + system) / 1000, longestMs: delay.max / 1e6 }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
