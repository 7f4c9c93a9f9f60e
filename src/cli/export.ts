import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { byText } from '../lib/compare.ts'
import { listed, nearest, plural, visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import type { StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { type Exported, exportResources } from '../transfer/export/export.ts'
import { EXIT } from './exit.ts'
import { oneOf } from './inputs.ts'
import { readStoredState, type StoredAt } from './stored.ts'
import type { Terminal } from './terminal.ts'

/** The options of `export`. */
export interface ExportOptions extends StoredAt {
  readonly out: string
  readonly organization?: string
  readonly source?: string
  readonly inline?: boolean
  readonly output: string
}

const FORMAT_VERSION = '1.0'

/**
 * Writes the stored state as declarations that can be committed and applied again; with `--out -` to standard output.
 * Nothing is written where the folder holds something already.
 */
export async function exportState(options: ExportOptions, terminal: Terminal): Promise<number> {
  const form = oneOf(options.output, ['text', 'json'], '--output')
  if (options.out !== '-' && existsSync(options.out) && readdirSync(options.out).length > 0) {
    throw new ConfigError(
      `\`${options.out}\` is not empty`,
      'name a folder that is missing or empty, or - for one stream',
    )
  }
  const state = await readStoredState(options)
  const resources = chosen(state, options)
  const exported = exportResources(resources, { inline: options.inline ?? false })
  const warnings = [...erasedWarnings(state, options), ...warningsOf(resources, exported)]
  for (const warning of warnings) terminal.err(`charter: ${warning}\n`)
  if (options.out === '-') {
    terminal.out(exported.files.map(({ text }) => text).join('---\n'))
    return EXIT.done
  }
  for (const { path, text } of exported.files) {
    const target = join(options.out, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
  terminal.out(form === 'json' ? jsonOf(resources, exported, warnings) : report(resources, exported, options))
  return EXIT.done
}

function chosen(state: State, { organization, source }: ExportOptions): readonly StoredResource[] {
  const all = [...state.resources.values()]
  const organizationOf = ({ kind, namespace, name }: StoredResource): string =>
    kind === 'Organization' ? name : namespace
  const sources = all.map(({ origin }) => origin.source)
  if (source !== undefined && !sources.includes(source)) throw unknown('source', source, sources)
  const names = all.map(organizationOf).filter((name) => name !== '')
  if (organization !== undefined && !names.includes(organization)) throw unknown('organization', organization, names)
  return all.filter(
    (resource) =>
      (source === undefined || resource.origin.source === source) &&
      (organization === undefined || organizationOf(resource) === organization),
  )
}

function unknown(what: string, name: string, known: readonly string[]): ConfigError {
  const meant = nearest(name, new Set(known))
  const names = [...new Set(known)].sort(byText)
  const help = names.length === 0 ? 'nothing is stored' : `there is ${listed(names)}`
  return new ConfigError(
    `there is no ${what} \`${visible(name)}\``,
    meant === undefined ? help : `did you mean \`${meant}\`?`,
  )
}

function erasedWarnings({ erased }: State, { organization }: ExportOptions): readonly string[] {
  const own = [...erased.values()].filter((one) => organization === undefined || one.organization === organization)
  return own.length === 0 ? [] : [`${plural(own.length, 'resource')} of that moment erased since, left out`]
}

function warningsOf(resources: readonly StoredResource[], { tooLarge }: Exported): readonly string[] {
  const sources = [...new Set(resources.map(({ origin }) => origin.source))].sort(byText)
  const warnings = tooLarge.map((name) => `${name} does not fit into one document and has a file for each kind`)
  if (sources.length < 2) return warnings
  return [
    ...warnings,
    `these are declarations of ${plural(sources.length, 'source')} (${listed(sources.map(visible))}); export each with --source to apply it again`,
  ]
}

function jsonOf(resources: readonly StoredResource[], { files }: Exported, warnings: readonly string[]): string {
  const paths = files.map(({ path }) => path)
  const value = { format_version: FORMAT_VERSION, resources: resources.length, files: paths, warnings }
  return `${JSON.stringify(value, null, 2)}\n`
}

function report(resources: readonly StoredResource[], { files }: Exported, { out, state }: ExportOptions): string {
  const counts = `${plural(resources.length, 'resource')} in ${plural(files.length, 'file')}`
  return `Exported ${counts} to ${out}.\nNext: charter plan ${out} --state ${state}\n`
}
