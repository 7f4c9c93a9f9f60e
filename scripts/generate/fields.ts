import type { Json, JsonObject } from '../../src/model/resource.ts'
import { loadKind } from '../../src/schemas/load.ts'

type Groups = readonly (readonly string[])[]

/** One row of a table of fields; every text is Markdown. */
interface Row {
  readonly name: string
  readonly type: string
  readonly initial: string
  readonly limits: string
  readonly meaning: string
}

/** A Markdown table of every field below a schema of type object, `path` before each name. */
export function fieldTable(schema: JsonObject, path: string): string {
  const rows = rowsOf(schema, path)
  const lines = rows.map((row) => [row.name, row.type, row.initial, row.limits, row.meaning].map(cell).join(' | '))
  return [
    '| field | type | default | limits | meaning |',
    '|---|---|---|---|---|',
    ...lines.map((line) => `| ${line} |`),
  ]
    .join('\n')
    .concat('\n')
}

/** What an object says about its fields together: which exclude one another, which rule a law holds. */
export function rulesOf(schema: JsonObject): string[] {
  const exactly = (schema['x-one-of'] ?? []) as Groups
  const most = (schema['x-at-most-one-of'] ?? []) as Groups
  return [
    ...(exactly.length > 0 ? [`exactly one of ${codes(exactly)}`] : []),
    ...(most.length > 0 ? [`at most one of ${codes(most)}`] : []),
    ...(schema['x-note'] === undefined ? [] : [String(schema['x-note']).replace(/\.$/, '')]),
  ]
}

function rowsOf(schema: JsonObject, path: string): Row[] {
  const required = (schema.required ?? []) as string[]
  return Object.entries((schema.properties ?? {}) as Record<string, JsonObject>).flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`
    const row = rowOf(field, `\`${at}\`${required.includes(name) ? ' \\*' : ''}`)
    return field['x-inline'] === undefined ? [row, ...below(field, at)] : [row]
  })
}

function below(field: JsonObject, at: string): Row[] {
  if (field.type === 'object') return rowsOf(field, at)
  const items = (field.items ?? {}) as JsonObject
  return items.type === 'object' ? rowsOf(items, `${at}[]`) : []
}

function rowOf(field: JsonObject, name: string): Row {
  const initial = field['x-default-name'] === true ? '`metadata.name`' : field.default
  return {
    name,
    type: typeOf(field),
    initial: typeof initial === 'string' && initial.startsWith('`') ? initial : code(initial),
    limits: limitsOf(field).join('; '),
    meaning: String(field.description),
  }
}

function typeOf(field: JsonObject): string {
  if (field.type === undefined) return 'any JSON'
  if (typeof field['x-inline'] === 'string') return `list of [${field['x-inline']}](${field['x-inline']}.md)`
  if (field.type === 'array') {
    const items = typeOf((field.items ?? {}) as JsonObject)
    if (field['x-set'] === true) return `set of ${several(items)}`
    return field['x-key'] === undefined ? `list of ${several(items)}` : `${several(items)} by \`${field['x-key']}\``
  }
  if (field['x-secret-ref'] === true) return 'secret reference'
  if (typeof field.additionalProperties === 'object')
    return `map of ${several(typeOf(field.additionalProperties as JsonObject))}`
  return field['x-open'] === true ? 'open object' : String(field.type)
}

function several(type: string): string {
  return type === 'any JSON' ? type : `${type}s`
}

function limitsOf(field: JsonObject): string[] {
  const reference = field['x-ref'] as string | undefined
  const time = (field['x-time'] ?? []) as string[]
  const own = [
    ...(field.enum === undefined ? [] : [(field.enum as Json[]).map(code).join(', ')]),
    ...(reference === undefined
      ? []
      : [`names ${article(reference)} [${loadKind(reference as 'User').title}](${reference}.md)`]),
    ...(field['x-ref-weak'] === true ? ['may be missing'] : []),
    ...(time.length === 0 ? [] : [time.join(' or ')]),
    ...(field['x-unique'] === undefined ? [] : [`unique in the ${field['x-unique']}`]),
    ...(field['x-fold'] === true ? ['letter case does not count'] : []),
    ...bounds(field),
    ...(field['x-form'] === undefined || reference !== undefined ? [] : [String(field['x-form'])]),
    ...(field['x-known'] === undefined ? [] : [`known: ${(field['x-known'] as Json[]).map(code).join(', ')}`]),
    ...rulesOf(field),
  ]
  const inside = (field.items ?? field.additionalProperties) as JsonObject | boolean | undefined
  if (typeof inside !== 'object' || field['x-inline'] !== undefined) return own
  const each = limitsOf(inside)
  return each.length === 0 ? own : [...own, `each: ${each.join('; ')}`]
}

function bounds(field: JsonObject): string[] {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = field
  return [
    ...(minimum === undefined ? [] : [`≥ ${minimum}`]),
    ...(maximum === undefined ? [] : [`≤ ${maximum}`]),
    ...(minLength === undefined || minLength === 1 || field['x-ref'] !== undefined
      ? []
      : [`≥ ${minLength} characters`]),
    ...(maxLength === undefined || field['x-ref'] !== undefined || field['x-time'] !== undefined
      ? []
      : [`≤ ${maxLength} characters`]),
    ...(minItems === undefined ? [] : [`≥ ${minItems} items`]),
    ...(maxItems === undefined ? [] : [`≤ ${maxItems} items`]),
  ]
}

function article(kind: string): string {
  return /^[AEIO]/.test(kind) ? 'an' : 'a'
}

function codes(groups: Groups): string {
  return groups.map((group) => group.map((name) => code(name)).join(' with ')).join(', ')
}

function code(value: Json | undefined): string {
  if (value === undefined) return ''
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
