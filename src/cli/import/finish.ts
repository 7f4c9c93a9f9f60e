import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { plural } from '../../lib/text.ts'
import type { SourceText } from '../../model/document.ts'
import type { Problem } from '../../model/problem.ts'
import { EXIT } from '../exit.ts'
import { oneOf } from '../inputs.ts'
import { problemsText } from '../problems/text.ts'
import { createStyle } from '../style.ts'
import type { Terminal } from '../terminal.ts'

/** Something that an import counts: how many, and its word for one and for several. */
export type CountRow = readonly [count: number, one: string, several?: string]

/** What an import found; `files` are made one after the other, and none are where a problem is an error. */
export interface Found {
  readonly files: Iterable<{ readonly path: string; readonly text: string }>
  readonly counts: Readonly<Record<string, number>>
  readonly rows: readonly CountRow[]
  readonly problems: readonly Problem[]
  readonly sources: ReadonlyMap<string, SourceText>
}

/** Where an import reads and writes, and how it tells of it. */
export interface ImportOptions {
  readonly path: string
  readonly out: string
  readonly output: string
}

/** The form in which an import tells of itself; throws `ConfigError` where there is none of that name. */
export function importForm(output: string): string {
  return oneOf(output, ['text', 'json'], '--output')
}

/** Writes the files of an import below `--out`, tells what was found, and gives the exit code. */
export function finishImport(found: Found, { path, out, output }: ImportOptions, terminal: Terminal): number {
  const { counts, problems } = found
  const form = importForm(output)
  const files: string[] = []
  for (const file of found.files) {
    const target = join(out, file.path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, file.text)
    files.push(file.path)
  }
  if (form === 'json') terminal.out(`${JSON.stringify({ format_version: '1.0', counts, files, problems }, null, 2)}\n`)
  else terminal.out(report(found, files.length, { path, out, terminal }))
  return problems.some(({ severity }) => severity === 'error') ? EXIT.refused : EXIT.done
}

function report(
  { counts, rows, problems, sources }: Found,
  files: number,
  { path, out, terminal }: { readonly path: string; readonly out: string; readonly terminal: Terminal },
): string {
  const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
  const parts = problems.length === 0 ? [] : [problemsText(problemReport(problems, path, sources, counts), style)]
  if (files === 0) return `${parts.join('')}\nnothing was written\n`
  const width = Math.max(...rows.map(([count]) => String(count).length))
  const lines = rows
    .filter(([count]) => count > 0)
    .map(
      ([count, one, several]) =>
        `  ${String(count).padStart(width)}  ${plural(count, one, several).replace(/^\d+ /, '')}\n`,
    )
  return `${parts.join('')}Imported into ${out} (${plural(files, 'file')}):\n${lines.join('')}\nNext: charter validate ${out}\n`
}

function problemReport(problems: readonly Problem[], path: string, sources: Found['sources'], counts: Found['counts']) {
  const bySource = new Map(problems.flatMap(({ origin }) => ('path' in origin ? [[origin.source, path] as const] : [])))
  return {
    groups: [{ problems }],
    totals: { files: sources.size, resources: 0, organizations: counts.organizations ?? 0 },
    texts: [...bySource.keys()].map((source) => ({ source, files: sources })),
    folders: bySource,
  }
}
