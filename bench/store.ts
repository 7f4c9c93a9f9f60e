import { createHash } from 'node:crypto'
import { closeSync, fdatasyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../src/lib/clock.ts'
import type { Store } from '../src/model/ports.ts'
import type { State } from '../src/model/state.ts'
import { openFileStore } from '../src/store/file.ts'
import { verifyLedger } from '../src/store/proof/verify.ts'
import { createFolder, removeFolder } from '../test/support/folder.ts'
import { entry, everybody, USERS, user } from './entries.ts'
import { against, medians, type Row, type Timing } from './measure.ts'

const ORGANIZATIONS = 100
const COMMITS = 200

/** What it costs to keep 100,000 resources: a durable commit, a start, a verification of the whole ledger. */
export async function store(): Promise<readonly Row[]> {
  const folder = createFolder()
  const path = join(folder, 'state')
  try {
    const first = openFileStore({ path, mode: 'create', clock: systemClock })
    await first.append(Array.from({ length: ORGANIZATIONS }, everybody), (await first.open()).head)
    await first.close()
    return [...(await reading(path)), await committing(folder, path)]
  } finally {
    removeFolder(folder)
  }
}

async function reading(path: string): Promise<readonly Row[]> {
  const text = readFileSync(join(path, 'checkpoint.ndjson'), 'utf8')
  const list = `[${text.trimEnd().replaceAll('\n', ',')}]`
  const ledger = readFileSync(join(path, 'ledger', '000001.ndjson'))
  const times = await medians({
    parse: () => JSON.parse(list),
    start: () => opened(path),
    hash: () => createHash('sha256').update(ledger).digest(),
    verify: () => verifyLedger(join(path, 'ledger')),
  })
  const parse = { what: '`JSON.parse` of the checkpoint’s bytes', ...times.parse }
  const hash = { what: 'SHA-256 over the same bytes', ...times.hash }
  return [
    against('100,000 resources: start from the checkpoint', times.start, parse, 1),
    against('100,000 resources: `ledger verify`', times.verify, hash, 4),
  ]
}

async function opened(path: string): Promise<void> {
  const reader = openFileStore({ path, mode: 'readonly', clock: systemClock })
  await reader.open()
  await reader.close()
}

/** Commits one after the other, and as many writes of as many bytes, each with its own sync. */
async function committing(folder: string, path: string): Promise<Row> {
  const ledger = join(path, 'ledger', '000001.ndjson')
  const writer = openFileStore({ path, mode: 'existing', clock: systemClock })
  let state = await writer.open()
  const before = statSync(ledger).size
  let round = 0
  state = await commits(writer, state, round++)
  const bytes = Buffer.alloc(Math.round((statSync(ledger).size - before) / COMMITS), 'x')
  const raw = openSync(join(folder, 'raw'), 'a')
  const write = (): void => {
    for (let count = 0; count < COMMITS; count++) {
      writeSync(raw, bytes)
      fdatasyncSync(raw)
    }
  }
  const commit = async (): Promise<void> => {
    state = await commits(writer, state, round++)
  }
  const times = await medians({ write, commit })
  closeSync(raw)
  await writer.close()
  const floor = { what: '`write` + `fdatasync` of as many bytes', ...each(times.write) }
  return against('a durable commit beside 100,000 resources', each(times.commit), floor, 1.4)
}

function each({ ms, cpuMs }: Timing): Timing {
  return { ms: ms / COMMITS, cpuMs: cpuMs / COMMITS }
}

async function commits(writer: Store, from: State, round: number): Promise<State> {
  let state = from
  for (let count = 0; count < COMMITS; count++) {
    state = await writer.append([entry(0, [user(0, USERS * ORGANIZATIONS + round * COMMITS + count)])], state.head)
  }
  return state
}
