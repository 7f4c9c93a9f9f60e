import { writeDocuments } from '../documents/write.ts'
import { by } from '../lib/compare.ts'
import { csv } from '../lib/csv.ts'
import { nearest, plural, visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import { type JsonObject, KINDS, type StoredResource } from '../model/resource.ts'
import type { ErasedResource } from '../model/state.ts'
import { complete, toDocument } from '../schemas/complete.ts'
import type { KindDefinition } from '../schemas/definition.ts'
import { kindNamed } from '../schemas/kinds.ts'
import { erasedIn, erasedValue, unknownName } from './erased.ts'
import { EXIT } from './exit.ts'
import { oneOf } from './inputs.ts'
import { type PlacedAt, withPlacedState } from './remote/placed.ts'
import { table } from './table.ts'
import type { Terminal } from './terminal.ts'

/** The options of `get`. */
export interface GetOptions extends PlacedAt {
  readonly kind: string
  readonly name?: string
  readonly organization?: string
  readonly output: string
}

const FORMS = ['table', 'wide', 'json', 'yaml', 'csv', 'name'] as const

/**
 * Shows stored resources of one kind, by organization and name: as a table, for programs (`json`: an array, `csv`), as
 * the documents that declare them (`yaml`), or their names. A name that is not there is refused. What has been erased since
 * the moment that is asked for is shown as erased, and can be named by its uid.
 */
export async function get(options: GetOptions, terminal: Terminal): Promise<number> {
  const form = oneOf(options.output, FORMS, '--output')
  const definition = kindOf(options.kind)
  const wanted = { organization: options.organization, kinds: [definition.kind] }
  const state = await withPlacedState(options, wanted, terminal, async (stored) => stored.state)
  const all = [...state.resources.values()].filter(({ kind }) => kind === definition.kind)
  const inOrganization = all.filter(
    ({ namespace }) => options.organization === undefined || namespace === options.organization,
  )
  const found = inOrganization
    .filter(({ name }) => options.name === undefined || name === options.name)
    .sort(by(({ namespace, name }) => `${namespace}/${name}`))
  const past = erasedIn(state, { definition, organization: options.organization })
  const erased = past.filter(({ uid }) => options.name === undefined || uid === options.name)
  if (options.name !== undefined && found.length + erased.length === 0) {
    const unknown = unknownName(past, definition, options.name)
    if (unknown !== undefined) {
      terminal.err(`charter: ${unknown}\n`)
      return EXIT.refused
    }
    const meant = nearest(
      options.name,
      inOrganization.map(({ name }) => name),
    )
    terminal.err(
      `charter: there is no ${definition.singular} \`${visible(options.name)}\`${meant === undefined ? '' : `, did you mean \`${meant}\`?`}\n`,
    )
    return EXIT.refused
  }
  show({ found, erased, definition, form }, terminal)
  return EXIT.done
}

interface Shown {
  readonly found: readonly StoredResource[]
  readonly erased: readonly ErasedResource[]
  readonly definition: KindDefinition
  readonly form: (typeof FORMS)[number]
}

function show({ found, erased, definition, form }: Shown, terminal: Terminal): void {
  const cells = (columns: readonly Cells[]): readonly (readonly string[])[] => [
    ...found.map((resource) => columns.map(({ cell }) => cell(resource))),
    ...erased.map((one) => columns.map(({ header }) => erasedCell(header, one))),
  ]
  switch (form) {
    case 'json':
      terminal.out(`${JSON.stringify([...found.map(shownValue), ...erased.map(erasedValue)], null, 2)}\n`)
      return
    case 'yaml':
      terminal.out(writeDocuments(found.map(toDocument)))
      leftOut(erased, terminal)
      return
    case 'name':
      terminal.out(found.map(({ name }) => `${definition.singular}/${name}\n`).join(''))
      leftOut(erased, terminal)
      return
    case 'csv': {
      const columns = columnsOf(definition, true)
      terminal.out(
        csv(
          columns.map(({ header }) => header),
          cells(columns),
        ),
      )
      return
    }
    case 'table':
    case 'wide': {
      const columns = columnsOf(definition, form === 'wide')
      terminal.out(
        table(
          columns.map(({ header }) => ({ header, ...(form === 'wide' ? {} : { most: 60 }) })),
          cells(columns),
        ),
      )
      if (terminal.outIsTerminal) terminal.err(`${plural(found.length, definition.singular, definition.plural)}\n`)
      return
    }
  }
}

/** What is known of a resource that was erased. */
function erasedCell(header: string, { uid, organization }: ErasedResource): string {
  switch (header) {
    case 'NAME':
      return '(erased)'
    case 'ORGANIZATION':
      return organization
    case 'UID':
      return uid
  }
  return ''
}

function leftOut(erased: readonly ErasedResource[], terminal: Terminal): void {
  if (erased.length > 0)
    terminal.err(`charter: ${plural(erased.length, 'resource')} of that moment erased since, left out\n`)
}

/** The kind that a word names (`users`, `User`, `ugroup` …); throws `ConfigError` that says what was probably meant. */
export function kindOf(word: string): KindDefinition {
  const definition = kindNamed(word)
  if (definition !== undefined) return definition
  const meant = nearest(word, KINDS)
  throw new ConfigError(
    `there is no kind \`${visible(word)}\``,
    meant === undefined ? `kinds are ${KINDS.join(', ')}` : `did you mean \`${meant}\`?`,
  )
}

/** A stored resource for programs: the declaration, and what the store knows of it under `status`. */
export function shownValue(resource: StoredResource): JsonObject {
  const { uid, version, createdAt, updatedAt, origin } = resource
  return { ...toDocument(resource), status: { uid, version, createdAt, updatedAt, origin: { ...origin } } }
}

interface Cells {
  readonly header: string
  readonly cell: (resource: StoredResource) => string
}

function columnsOf(definition: KindDefinition, wide: boolean): readonly Cells[] {
  const own = definition.columns.filter(
    ({ jsonPath, priority = 0 }) => jsonPath.startsWith('.spec.') && (wide || priority === 0),
  )
  return [
    { header: 'NAME', cell: ({ name }) => name },
    ...(definition.scope === 'organization'
      ? [{ header: 'ORGANIZATION', cell: ({ namespace }: StoredResource) => namespace }]
      : []),
    ...own.map(({ name, jsonPath }) => ({
      header: name,
      cell: (resource: StoredResource) => textAt(complete(resource), jsonPath),
    })),
    ...(wide
      ? [
          { header: 'VERSION', cell: ({ version }: StoredResource) => String(version) },
          { header: 'UPDATED', cell: ({ updatedAt }: StoredResource) => updatedAt },
          {
            header: 'DECLARED',
            cell: ({ origin }: StoredResource) => ('path' in origin ? `${origin.path}:${origin.line}` : origin.source),
          },
          { header: 'UID', cell: ({ uid }: StoredResource) => uid },
        ]
      : []),
  ]
}

/** The value at a column's path (`.spec.assignee.user`) as the text of a cell. */
function textAt(spec: JsonObject, jsonPath: string): string {
  let value: unknown = spec
  for (const name of jsonPath.split('.').slice(2)) value = (value as JsonObject | undefined)?.[name]
  if (value === undefined || value === null) return ''
  if (Array.isArray(value))
    return value.map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item))).join(' ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
