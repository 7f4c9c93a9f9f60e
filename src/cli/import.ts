import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { plural } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import type { Problem } from '../model/problem.ts'
import type { Imported } from '../transfer/peribolos/import.ts'
import { importPeribolos as readPeribolos } from '../transfer/peribolos/import.ts'
import { EXIT } from './exit.ts'
import { oneOf } from './inputs.ts'
import { problemsText } from './problems/text.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/**
 * Turns Peribolos files into declarations below `--out`, and says what was found and normalised. Nothing is written where
 * anything is wrong, or where the folder holds something already.
 */
export async function importPeribolos(
  path: string,
  options: { readonly out: string; readonly organization?: string; readonly output: string },
  terminal: Terminal,
): Promise<number> {
  const form = oneOf(options.output, ['text', 'json'], '--output')
  if (existsSync(options.out) && readdirSync(options.out).length > 0) {
    throw new ConfigError(`\`${options.out}\` is not empty`, 'name a folder that is missing or empty')
  }
  const imported = await readPeribolos(path, { organization: options.organization })
  const { files, counts, problems } = imported
  for (const file of files) {
    const target = join(options.out, file.path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, file.text)
  }
  if (form === 'json')
    terminal.out(
      `${JSON.stringify({ format_version: '1.0', counts, files: files.map((file) => file.path), problems }, null, 2)}\n`,
    )
  else terminal.out(report(imported, path, { out: options.out, terminal }))
  return problems.some(({ severity }) => severity === 'error') ? EXIT.refused : EXIT.done
}

function report(
  { files, counts, problems, sources }: Imported,
  path: string,
  { out, terminal }: { readonly out: string; readonly terminal: Terminal },
): string {
  const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
  const parts = problems.length === 0 ? [] : [problemsText(problemReport(problems, path, sources, counts), style)]
  if (files.length === 0) return `${parts.join('')}\nnothing was written\n`
  const lines: readonly (readonly [number, string, string?])[] = [
    [counts.organizations, 'organization'],
    [counts.users, 'user'],
    [counts.admins, 'of them admin', 'of them admins'],
    [counts.userGroups, 'user group'],
    [counts.memberships, 'membership'],
    [counts.workspaces, 'workspace'],
    [counts.grants, 'grant'],
    [counts.permissions, 'permission'],
    [counts.renames, 'previous name'],
    [counts.otherCase, 'membership in another letter case', 'memberships in another letter case'],
    [counts.slashes, 'name with `/`', 'names with `/`'],
    [counts.otherNames, 'other name with characters that became `-`', 'other names with characters that became `-`'],
    [counts.settings, 'field without a home, kept as setting', 'fields without a home, kept as settings'],
    [
      counts.leftOut,
      'membership of somebody outside the organization, left out',
      'memberships of people outside the organization, left out',
    ],
  ]
  const width = Math.max(...lines.map(([count]) => String(count).length))
  const rows = lines
    .filter(([count]) => count > 0)
    .map(
      ([count, one, several]) =>
        `  ${String(count).padStart(width)}  ${plural(count, one, several).replace(/^\d+ /, '')}\n`,
    )
  return `${parts.join('')}Imported into ${out} (${plural(files.length, 'file')}):\n${rows.join('')}\nNext: charter validate ${out}\n`
}

function problemReport(
  problems: readonly Problem[],
  path: string,
  sources: Imported['sources'],
  counts: Imported['counts'],
) {
  const bySource = new Map(problems.flatMap(({ origin }) => ('path' in origin ? [[origin.source, path] as const] : [])))
  return {
    groups: [{ problems }],
    totals: { files: sources.size, resources: 0, organizations: counts.organizations },
    texts: [...bySource.keys()].map((source) => ({ source, files: sources })),
    folders: bySource,
  }
}
