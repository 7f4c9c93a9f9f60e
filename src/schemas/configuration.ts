import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../lib/root.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import { createCollector } from './collect.ts'
import type { DecodeProblem, Fault } from './decoded.ts'
import { faultsOf } from './faults.ts'
import { type Field, propertyOf } from './field.ts'
import type { Judging } from './shape.ts'
import { mistakesIn } from './validator.ts'

const REFERENCE = '#/definitions/'
let schema: Field | undefined

/** The schema of the configuration, `schemas/config/charter.json`, with every `$ref` inlined. Throws where it is broken. */
export function configurationField(): Field {
  if (schema !== undefined) return schema
  const text = readFileSync(join(packageRoot(), 'schemas', 'config', 'charter.json'), 'utf8')
  const { definitions, ...root } = JSON.parse(text) as JsonObject
  schema = inlined(root, definitions as JsonObject) as unknown as Field
  return schema
}

/**
 * Every mistake of a configuration, in the order of the text: what its schema refuses, and what `judge` finds beyond
 * that. A place that the schema refuses is not judged again. Pointers go into `value`.
 */
export function configurationProblems(
  value: JsonObject,
  judge: (value: JsonObject) => readonly Fault[],
): DecodeProblem[] {
  const body = configurationField()
  const { first, more } = mistakesIn(value, body)
  const collector = createCollector()
  const faults = first.length === 0 ? [] : faultsOf(first, { shape: judging(body), body: value, base: '' })
  for (const fault of faults) collector.add(fault)
  collector.skip(more)
  const refused = new Set(faults.map(({ pointer }) => pointer))
  for (const fault of judge(value)) if (!refused.has(fault.pointer)) collector.add(fault)
  return collector.problems(value, undefined)
}

function judging(body: Field): Judging {
  const sources = propertyOf(body, 'sources')?.items
  const name = sources === undefined ? undefined : propertyOf(sources, 'name')
  return { kind: 'configuration', metadata: { properties: name === undefined ? {} : { name } }, body }
}

/** A value with every `$ref` replaced by what it names; what stands beside a `$ref` wins over that. */
function inlined(value: Json, definitions: JsonObject): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => inlined(item, definitions))
  const { $ref, ...beside } = value as JsonObject
  const own = Object.fromEntries(Object.entries(beside).map(([name, item]) => [name, inlined(item, definitions)]))
  if ($ref === undefined) return own
  const named =
    typeof $ref === 'string' && $ref.startsWith(REFERENCE) ? definitions[$ref.slice(REFERENCE.length)] : undefined
  if (named === undefined) throw new Error('schemas/config/charter.json names a definition that it does not hold')
  return { ...(inlined(named, definitions) as JsonObject), ...own }
}
