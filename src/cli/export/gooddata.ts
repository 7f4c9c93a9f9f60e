import { closeSync, openSync, writeFileSync } from 'node:fs'
import { accessIndexOf, organizationIndex } from '../../access/indexed.ts'
import { type Ground, groundOf } from '../../layouts/gooddata/ground.ts'
import { listed, plural, visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import { KINDS, type Kind } from '../../model/resource.ts'
import { kindHeader } from '../../schemas/load.ts'
import { layoutText } from '../../transfer/export/gooddata.ts'
import { organizationNames, storedHolding } from '../../usage/stored.ts'
import { EXIT } from '../exit.ts'
import type { ExportOptions } from '../export.ts'
import { type Stored, withStoredState } from '../stored.ts'
import type { Terminal } from '../terminal.ts'
import { erasedWarnings } from './erased.ts'
import { unknownName } from './unknown.ts'

/**
 * Writes one organization as GoodData declares it (systems §3.2), without secrets, to standard output or to a new file that
 * `--out` names. Throws `ConfigError` where it is not told which organization, or the file is there already.
 */
export async function exportGooddata(options: ExportOptions, terminal: Terminal): Promise<number> {
  const { out = '-' } = options
  for (const [name, value] of [
    ['--inline', options.inline],
    ['--source', options.source],
  ] as const) {
    if (value !== undefined) throw new ConfigError(`${name} says nothing to --format gooddata`, 'leave it out')
  }
  if (options.output !== 'text') {
    throw new ConfigError('--output says nothing to --format gooddata', 'leave it out: a layout is JSON')
  }
  const { ground, erased } = await withStoredState(options, async (stored) => {
    const found = groundIn(stored, options.organization)
    return { ground: found, erased: erasedWarnings(stored.state, { ...options, organization: found.holding.name }) }
  })
  for (const warning of [...erased, ...leftOut(ground)]) terminal.err(`charter: ${warning}\n`)
  if (out === '-') {
    await terminal.pour(layoutText(ground))
    return EXIT.done
  }
  writeNew(out, layoutText(ground))
  const { name } = ground.holding
  terminal.err(`Exported organization ${name} to ${visible(out)}, without secrets.\n`)
  return EXIT.done
}

function groundIn({ state, instant }: Stored, organization: string | undefined): Ground {
  const names = organizationNames(state)
  const [only, ...others] = names
  if (organization === undefined && others.length > 0) {
    throw new ConfigError(
      'a layout is of one organization, and several are stored',
      `name one with --organization: there is ${listed(names)}`,
    )
  }
  const name = organization ?? only
  const holding = name === undefined ? undefined : storedHolding(name, state, instant)
  if (name === undefined || holding === undefined) throw unknownName('organization', name ?? '', names)
  return groundOf(holding, organizationIndex(accessIndexOf(state.resources.values()), name))
}

/** What a layout has no place for, by kind; of the rest docs/import.md says what it leaves out. */
function leftOut({ holding }: Ground): readonly string[] {
  const kinds = KINDS.filter((kind) => kindHeader(kind)['x-scope'] === 'organization' && !LAID_OUT.has(kind))
  const others = kinds.map((kind) => plural(holding.of(kind).length, words(kind)))
  const roles = holding.of('Permission').filter(({ spec }) => spec.permission === undefined)
  const workspaces = holding.of('Workspace').filter(({ spec }) => spec.type !== 'workspace')
  const counts = [
    ...others,
    plural(roles.length, 'permission of a role', 'permissions of roles'),
    plural(workspaces.length, 'workspace of another type', 'workspaces of other types'),
  ].filter((count) => !count.startsWith('0 '))
  return counts.length === 0 ? [] : [`GoodData has no place for these, left out: ${listed(counts)}`]
}

const LAID_OUT: ReadonlySet<Kind> = new Set([
  'User',
  'UserGroup',
  'Permission',
  'Workspace',
  'IdentityProvider',
  'DataSource',
])

function words(kind: Kind): string {
  return kindHeader(kind)['x-singular'].replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function writeNew(path: string, texts: Iterable<string>): void {
  const file = openNew(path)
  try {
    for (const text of texts) writeFileSync(file, text)
  } finally {
    closeSync(file)
  }
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx')
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST'
    throw new ConfigError(
      isThere ? `\`${visible(path)}\` is there already` : `\`${visible(path)}\` cannot be written`,
      isThere ? 'name a new file, or - for standard output' : 'name a file in a folder that you may write to',
    )
  }
}
