import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { access } from './access.ts'
import { busy } from './busy.ts'
import { change } from './change.ts'
import { growth } from './growth.ts'
import { kubernetes } from './kubernetes.ts'
import { ledger } from './ledger.ts'
import type { Row } from './measure.ts'
import { planning } from './planning.ts'
import { reading } from './reading.ts'
import { replay } from './replay.ts'
import { running } from './running.ts'
import { soak } from './soak.ts'
import { start } from './start.ts'
import { statuses } from './statuses.ts'
import { store } from './store.ts'
import { sync } from './sync.ts'
import { type Machine, page, type Result, table } from './table.ts'

/**
 * `node bench/run.ts [names]` runs all benchmarks or those named, each in a process of its own, and writes `README.md` and
 * `results.json`; what was measured of the others before stays. `--one NAME` runs one here and prints its rows as JSON.
 */
const BENCHMARKS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  start,
  kubernetes,
  replay,
  planning,
  sync,
  growth,
  store,
  ledger,
  change,
  busy,
  running,
  soak,
  access,
  reading,
  statuses,
}
const OWN = fileURLToPath(import.meta.url)
const PAGE = fileURLToPath(new URL('README.md', import.meta.url))
const RESULTS = fileURLToPath(new URL('results.json', import.meta.url))

const [first, ...others] = process.argv.slice(2)
if (first === '--one') process.stdout.write(JSON.stringify(await BENCHMARKS[others[0] ?? '']?.()))
else run(first === undefined ? Object.keys(BENCHMARKS) : [first, ...others])

function run(names: readonly string[]): void {
  const results = new Map<string, Result>(
    existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Result[]).map((one) => [one.name, one]) : [],
  )
  for (const name of names) {
    if (BENCHMARKS[name] === undefined) throw new Error(`there is no benchmark ${name}`)
    process.stderr.write(`${name} …\n`)
    const machine = machineOf()
    const rows = rowsOf(name)
    if (rows.length > 0) {
      results.set(name, { name, machine, rows })
      process.stdout.write(table(rows))
    } else
      process.stderr.write(`SKIPPED: ${name} needs the real declarations; name their folder in CHARTER_TEST_DATA\n`)
  }
  const all = Object.keys(BENCHMARKS).flatMap((name) => results.get(name) ?? [])
  writeFileSync(RESULTS, `${JSON.stringify(all, null, 2)}\n`)
  writeFileSync(PAGE, page(all))
}

/** Runs a benchmark alone, so that none meets the memory or the compiled code of another. */
function rowsOf(name: string): readonly Row[] {
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', OWN, '--one', name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`the benchmark ${name} failed`)
  return JSON.parse(stdout) as readonly Row[]
}

function machineOf(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: process.platform,
    node: process.versions.node,
    git: execFileSync('git', ['--version'], { encoding: 'utf8' }).replace('git version', '').trim(),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  }
}
