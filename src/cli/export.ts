import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { byText } from '../lib/compare.ts'
import { listed, plural, visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import type { StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { type Exported, exportResources } from '../transfer/export/export.ts'
import { EXIT } from './exit.ts'
import { erasedWarnings } from './export/erased.ts'
import { exportGooddata } from './export/gooddata.ts'
import { unknownName } from './export/unknown.ts'
import { mustBeEmpty } from './import/folder.ts'
import { oneOf } from './inputs.ts'
import { readStoredState, type StoredAt } from './stored.ts'
import type { Terminal } from './terminal.ts'

/** The options of `export`. */
export interface ExportOptions extends StoredAt {
  readonly out?: string
  readonly format: string
  readonly organization?: string
  readonly source?: string
  readonly inline?: boolean
  readonly output: string
}

const FORMAT_VERSION = '1.0'

/**
 * Writes the stored state as declarations that can be committed and applied again, or as another system declares it; with
 * `--out -` to standard output. Nothing is written where something stands already.
 */
export async function exportState(options: ExportOptions, terminal: Terminal): Promise<number> {
  const output = oneOf(options.output, ['text', 'json'], '--output')
  if (oneOf(options.format, ['native', 'gooddata'], '--format') === 'gooddata') {
    return exportGooddata(options, terminal)
  }
  const { out } = options
  if (out === undefined) {
    throw new ConfigError('--out is missing', 'name a folder that is missing or empty, or - for one stream')
  }
  if (out !== '-') mustBeEmpty(out, 'name a folder that is missing or empty, or - for one stream')
  const state = await readStoredState(options)
  const resources = chosen(state, options)
  const written = writeAll(exportResources(resources, { inline: options.inline ?? false }), out, terminal)
  const warnings = [...erasedWarnings(state, options), ...warningsOf(resources, written)]
  for (const warning of warnings) terminal.err(`charter: ${warning}\n`)
  if (out === '-') return EXIT.done
  terminal.out(
    output === 'json'
      ? jsonOf(resources, written, warnings)
      : report(resources, written, { out, state: options.state }),
  )
  return EXIT.done
}

/** What was written: the files by path, and the organizations that do not fit into one document, both sorted. */
interface Written {
  readonly paths: readonly string[]
  readonly tooLarge: readonly string[]
}

/** Writes files one by one as they are made, below a folder or, with `-`, as one stream. */
function writeAll(files: Iterable<Exported>, out: string, terminal: Terminal): Written {
  const paths: string[] = []
  const split = new Set<string>()
  for (const { path, text, folder, isSplit } of files) {
    if (out === '-') terminal.out(paths.length === 0 ? text : `---\n${text}`)
    else {
      mkdirSync(dirname(join(out, path)), { recursive: true })
      writeFileSync(join(out, path), text)
    }
    paths.push(path)
    if (isSplit) split.add(folder)
  }
  return { paths: paths.sort(byText), tooLarge: [...split].sort(byText) }
}

function chosen(state: State, { organization, source }: ExportOptions): readonly StoredResource[] {
  const all = [...state.resources.values()]
  const organizationOf = ({ kind, namespace, name }: StoredResource): string =>
    kind === 'Organization' ? name : namespace
  const sources = all.map(({ origin }) => origin.source)
  if (source !== undefined && !sources.includes(source)) throw unknownName('source', source, sources)
  const names = all.map(organizationOf).filter((name) => name !== '')
  if (organization !== undefined && !names.includes(organization))
    throw unknownName('organization', organization, names)
  return all.filter(
    (resource) =>
      (source === undefined || resource.origin.source === source) &&
      (organization === undefined || organizationOf(resource) === organization),
  )
}

function warningsOf(resources: readonly StoredResource[], { tooLarge }: Written): readonly string[] {
  const sources = [...new Set(resources.map(({ origin }) => origin.source))].sort(byText)
  const warnings = tooLarge.map((name) => `${name} does not fit into one document and has a file for each kind`)
  if (sources.length < 2) return warnings
  return [
    ...warnings,
    `these are declarations of ${plural(sources.length, 'source')} (${listed(sources.map(visible))}); export each with --source to apply it again`,
  ]
}

function jsonOf(resources: readonly StoredResource[], { paths }: Written, warnings: readonly string[]): string {
  const value = { format_version: FORMAT_VERSION, resources: resources.length, files: paths, warnings }
  return `${JSON.stringify(value, null, 2)}\n`
}

function report(
  resources: readonly StoredResource[],
  { paths }: Written,
  { out, state }: { readonly out: string; readonly state: string },
): string {
  const counts = `${plural(resources.length, 'resource')} in ${plural(paths.length, 'file')}`
  return `Exported ${counts} to ${out}.\nNext: charter plan ${out} --state ${state}\n`
}
