import { execFileSync } from 'node:child_process'
import { closeSync, fdatasyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readStoredState } from '../src/cli/stored.ts'
import { systemClock } from '../src/lib/clock.ts'
import type { State } from '../src/model/state.ts'
import { openFileStore } from '../src/store/file.ts'
import { createFolder, removeFolder } from '../test/support/folder.ts'
import { entry, everybody, user } from './entries.ts'
import { against, medians, type Row, timed } from './measure.ts'

const ORGANIZATIONS = 100
const GROUP = 1000

/** What many commits at once cost, a state of the past, the first apply of 100,000 users, and the memory that a state takes. */
export async function ledger(): Promise<readonly Row[]> {
  const folder = createFolder()
  const path = join(folder, 'state')
  try {
    const everyone = Array.from({ length: ORGANIZATIONS }, everybody)
    const first = openFileStore({ path, mode: 'create', clock: systemClock })
    const { head } = await first.open()
    const apply = await timed(() => first.append(everyone, head))
    await first.close()
    const bytes = readFileSync(join(path, 'ledger', '000001.ndjson'))
    const write = await timed(() => writeDurably(join(folder, 'raw'), bytes))
    const floor = { what: '`write` + `fdatasync` of its bytes', ...write }
    return [
      { ...against('durable commit of 100,000 users in 100 organizations', apply, floor, 1), target: '–', isMet: true },
      await grouped(folder),
      await pointInTime(path),
      await retained(path),
    ]
  } finally {
    removeFolder(folder)
  }
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'a')
  writeSync(file, bytes)
  fdatasyncSync(file)
  closeSync(file)
}

/** A thousand organizations, each with a transaction of its own, share one sync. */
async function grouped(folder: string): Promise<Row> {
  const path = join(folder, 'grouped')
  const store = openFileStore({ path, mode: 'create', clock: systemClock })
  let state: State = await store.open()
  let number = 0
  const entries = () => Array.from({ length: GROUP }, (_, index) => entry(index, [user(index, number++)]))
  state = await store.append(entries(), state.head)
  const bytes = Buffer.alloc(Math.round(statSync(join(path, 'ledger', '000001.ndjson')).size / GROUP), 'x')
  const raw = openSync(join(folder, 'each'), 'a')
  const times = await medians({
    each: () => {
      for (let count = 0; count < GROUP; count++) {
        writeSync(raw, bytes)
        fdatasyncSync(raw)
      }
    },
    together: async () => {
      state = await store.append(entries(), state.head)
    },
  })
  closeSync(raw)
  await store.close()
  const floor = { what: '1,000 × `write` + `fdatasync` of as many bytes', ...times.each }
  return against('durable commit of 1,000 organizations, a transaction each', times.together, floor, 0.1)
}

/** The state as it was in the middle of the ledger, folded from nothing. */
async function pointInTime(path: string): Promise<Row> {
  const text = readFileSync(join(path, 'ledger', '000001.ndjson'), 'utf8').split('\n')
  const half = text.slice(1, Math.floor(text.length / 2))
  const seq = String(ORGANIZATIONS / 2)
  const times = await medians({
    parse: () => half.map((line) => JSON.parse(line) as unknown),
    read: () => readStoredState({ state: path, seq }),
  })
  const floor = { what: '`JSON.parse` of as many entries', ...times.parse }
  return { ...against('state after half of 100,000 changes (`--seq`)', times.read, floor, 1), target: '–', isMet: true }
}

/** How much memory an open state of 100,000 resources keeps, in a process of its own. */
async function retained(path: string): Promise<Row> {
  const own = fileURLToPath(new URL('retained.ts', import.meta.url))
  let bytes = 0
  const { ms, cpuMs } = await timed(() => {
    bytes = Number(execFileSync(process.execPath, ['--expose-gc', own, path], { encoding: 'utf8' }))
  })
  const each = Math.round(bytes / (ORGANIZATIONS * GROUP))
  return {
    work: 'memory of an open state, for each of 100,000 resources',
    ms,
    cpuMs,
    measured: `${each} bytes`,
    target: '≤ 900 bytes',
    isMet: each <= 900,
  }
}
