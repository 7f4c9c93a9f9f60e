import type { Row } from './measure.ts'

/** What figures were measured on; nothing that names a machine. `load` is how many processes wanted a core just before. */
export interface Machine {
  readonly date: string
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  readonly platform: string
  readonly node: string
  readonly git: string
  readonly load: number
}

/** The rows of one benchmark, and where and when they were measured. */
export interface Result {
  readonly name: string
  readonly machine: Machine
  readonly rows: readonly Row[]
}

/** Rows as a table. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => `| ${cellsOf(row).join(' | ')} |`)
  return `| work | median | floor, same run | ratio | CPU | target | met |\n|---|---|---|---|---|---|---|\n${lines.join('\n')}\n`
}

/** All results as the page that stands beside the benchmarks. */
export function page(results: readonly Result[]): string {
  return `${HEAD}${results.map(section).join('')}`
}

const HEAD = `# Benchmarks

Made by \`npm run bench\`; names (\`npm run bench -- planning start\`) run some and keep what was measured of the others. Each
target is a ratio to a floor that is measured in the same run, in turn with the work, on the same bytes; times are medians
after a warm-up and mean little by themselves. Where *load* says that the machine was not alone, look at the ratio in *CPU*
time of the process. \`results.json\` holds the same for programs.
`

function section({ name, machine, rows }: Result): string {
  const { date, processor, cores, memoryGiB, platform, node, git, load } = machine
  const on = `${processor}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}, git ${git}, load ${load}`
  return `\n## ${name}\n\n${date}: ${on}.\n\n${table(rows)}`
}

function cellsOf({ work, ms, cpuMs, floor, measured, target, isMet }: Row): readonly string[] {
  const ratio = floor === undefined ? '' : `${(ms / floor.ms).toFixed(2)} ×`
  const cpu = floor === undefined ? time(cpuMs) : cpuMs === undefined ? '' : `${(cpuMs / floor.cpuMs).toFixed(2)} ×`
  return [
    work,
    time(ms),
    floor === undefined ? '–' : `${floor.what}: ${time(floor.ms)}`,
    measured ?? ratio,
    cpu,
    target,
    isMet ? 'yes' : '**no**',
  ]
}

function time(ms: number | undefined): string {
  if (ms === undefined) return ''
  return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`
}
