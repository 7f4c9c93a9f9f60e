import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { kubernetes } from './kubernetes.ts'
import type { Row } from './measure.ts'
import { planning } from './planning.ts'
import { replay } from './replay.ts'
import { start } from './start.ts'
import { store } from './store.ts'

const BENCHMARKS = { start, kubernetes, replay, planning, store }
type Name = keyof typeof BENCHMARKS

const asked = process.argv.slice(2) as Name[]
const rows: Row[] = []
for (const name of asked.length > 0 ? asked : (Object.keys(BENCHMARKS) as Name[])) {
  process.stderr.write(`${name} …\n`)
  const found = await BENCHMARKS[name]()
  if (found.length === 0)
    process.stderr.write(`SKIPPED: ${name} needs the real declarations; name their folder in CHARTER_TEST_DATA\n`)
  rows.push(...found)
}
const table = tableOf(rows)
process.stdout.write(table)
if (asked.length === 0) writeFileSync(fileURLToPath(new URL('README.md', import.meta.url)), page(table))

function tableOf(all: readonly Row[]): string {
  const lines = all.map(({ work, ms, floor, target, isMet }) => {
    const ratio = floor === undefined ? '' : `${(ms / floor.ms).toFixed(2)} ×`
    return `| ${work} | ${time(ms)} | ${floor === undefined ? '–' : `${floor.what}: ${time(floor.ms)}`} | ${ratio} | ${target} | ${isMet ? 'yes' : '**no**'} |`
  })
  return `| work | median | floor, same run | ratio | target | met |\n|---|---|---|---|---|---|\n${lines.join('\n')}\n`
}

function time(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`
}

function page(content: string): string {
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${process.platform}`
  return `# Benchmarks

Made by \`npm run bench\`; a name (\`npm run bench -- planning\`) runs one. Each target is a ratio to a floor that is measured in the same
run, in turn with the work, on the same bytes; times are medians after a warm-up and mean little by themselves.

${machine}, ${new Date().toISOString().slice(0, 10)}.

${content}`
}
