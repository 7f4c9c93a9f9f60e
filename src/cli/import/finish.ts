import { mkdirSync, statSync, writeFileSync } from 'node:fs'
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
  /** The paths of sources that are not read from `path`. */
  readonly paths?: ReadonlyMap<string, string>
}

/** The form in which an import tells of itself; throws `ConfigError` where there is none of that name. */
export function importForm(output: string): string {
  return oneOf(output, ['text', 'json'], '--output')
}

/** Writes the files of an import below `--out`, tells what was found, and gives the exit code. */
export function finishImport(found: Found, options: ImportOptions, terminal: Terminal): number {
  const { counts, problems } = found
  const { out, output } = options
  const form = importForm(output)
  const files: string[] = []
  for (const file of found.files) {
    const target = join(out, file.path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, file.text)
    files.push(file.path)
  }
  if (form === 'json') terminal.out(`${JSON.stringify({ format_version: '1.0', counts, files, problems }, null, 2)}\n`)
  else terminal.out(report(found, files.length, { ...options, terminal }))
  return problems.some(({ severity }) => severity === 'error') ? EXIT.refused : EXIT.done
}

function report(
  found: Found,
  files: number,
  { out, terminal, ...options }: ImportOptions & { readonly terminal: Terminal },
): string {
  const { rows, problems } = found
  const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
  const parts = problems.length === 0 ? [] : [problemsText(problemReport(found, options), style)]
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

function problemReport(
  { problems, sources, counts }: Found,
  { path, paths = new Map<string, string>() }: Pick<ImportOptions, 'path' | 'paths'>,
) {
  const names = new Set(problems.flatMap(({ origin }) => ('path' in origin ? [origin.source] : [])))
  return {
    groups: [{ problems }],
    totals: { files: sources.size, resources: 0, organizations: counts.organizations ?? 0 },
    texts: [...names].map((source) => ({ source, files: sources })),
    folders: new Map([...names].map((source) => [source, folderOf(paths.get(source) ?? path)])),
  }
}

/** Paths of problems start from the folder of a single file. */
function folderOf(path: string): string {
  return statSync(path).isDirectory() ? path : dirname(path)
}
