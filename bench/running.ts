import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createFolder, removeFolder } from '../test/support/folder.ts'
import { filesOf, installation } from './corpus.ts'
import { against, medians, middle, type Row } from './measure.ts'
import { repositoryOf } from './repository.ts'
import type { Resident } from './resident.ts'

const COUNT = 100_000
const ROUNDS = 5
const CHILD = fileURLToPath(new URL('resident.ts', import.meta.url))

/** What the program that goes on running takes to become ready, and holds, where very much is stored. */
export async function running(): Promise<readonly Row[]> {
  const repository = repositoryOf(filesOf(installation(COUNT), 1))
  const folder = createFolder()
  const state = join(folder, 'state')
  const start = (): Resident => resident(repository.path, state, folder)
  try {
    const first = start()
    const list = `[${readFileSync(join(state, 'checkpoint.ndjson'), 'utf8').trimEnd().replaceAll('\n', ',')}]`
    const again: Resident[] = []
    const { parse } = await medians({ parse: () => JSON.parse(list), start: () => again.push(start()) }, ROUNDS)
    const [last] = again
    if (!first.hasRead || last === undefined || again.some(({ hasRead }) => hasRead)) {
      throw new Error('the first start has to read, and no other one')
    }
    const floor = { what: '`JSON.parse` of the checkpoint’s bytes', ...parse }
    return [
      against('100,000 resources unchanged: `charter run` starts → ready', middle(again), floor, 1),
      memory('100,000 resources: first start of `charter run`, all read and applied', first, undefined),
      memory('100,000 resources unchanged: memory of `charter run` that has read nothing', last, 900),
    ]
  } finally {
    repository.remove()
    removeFolder(folder)
  }
}

const MOST_MIB = 1024

function memory(work: string, { ms, cpuMs, peakMiB, heapBytes, resources }: Resident, most: number | undefined): Row {
  const each = Math.round(heapBytes / resources)
  const retained = most === undefined ? '' : `; ≤ ${most} bytes each`
  return {
    work,
    ms,
    cpuMs,
    measured: `peak ${Math.round(peakMiB)} MiB, retained ${each} bytes each`,
    target: `peak ≤ 1 GiB${retained}`,
    isMet: peakMiB <= MOST_MIB && (most === undefined || each <= most),
  }
}

function resident(...words: readonly string[]): Resident {
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', CHILD, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error('the program did not become ready')
  return JSON.parse(stdout) as Resident
}
