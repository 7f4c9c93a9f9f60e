import type { JsonObject } from '../model/resource.ts'
import type { Records } from './rows.ts'
import { shownBy } from './schema.ts'

/** What of a list stands in its table: these fields, and a list in each item whose own items have a row each. */
export interface TableShape {
  readonly columns?: readonly string[] | undefined
  readonly unfold?: string | undefined
}

/**
 * The columns of a table of items of a schema, in the order of its fields: of what is an object with fields of its own, and of what is
 * unfolded, a column for each of these.
 */
export function columnsOf(schema: JsonObject, { columns, unfold }: TableShape = {}): readonly string[] {
  const properties = propertiesOf(schema)
  const names = columns?.filter((name) => Object.hasOwn(properties, name)) ?? Object.keys(properties)
  return names.flatMap((name) => {
    const own = properties[name] ?? {}
    if (name === unfold) return Object.keys(propertiesOf(own.items as JsonObject))
    const parts = Object.keys(propertiesOf(own))
    return parts.length === 0 ? [name] : parts.map((part) => `${name}.${part}`)
  })
}

/** Records as a schema lets them be shown, each unfolded. */
export async function* shownRecords(
  schema: JsonObject,
  items: Iterable<unknown> | AsyncIterable<unknown>,
  unfold?: string,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  for await (const item of items) yield* unfolded(shownBy(schema, item) as Readonly<Record<string, unknown>>, unfold)
}

function* unfolded(record: Readonly<Record<string, unknown>>, unfold: string | undefined) {
  const parts = unfold === undefined ? undefined : record[unfold]
  if (unfold === undefined || !Array.isArray(parts)) {
    yield record
    return
  }
  const { [unfold]: _, ...rest } = record
  if (parts.length === 0) yield rest
  for (const part of parts) yield { ...rest, ...part }
}

function propertiesOf(schema: JsonObject): Readonly<Record<string, JsonObject>> {
  return (schema.properties ?? {}) as Readonly<Record<string, JsonObject>>
}

/** What is told as a table: its columns, and its records, which are made as they are sent. */
export interface Tabled {
  readonly columns: readonly string[]
  readonly records: Records
}
