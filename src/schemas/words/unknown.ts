import { nearest } from '../../lib/text.ts'
import type { Words } from '../decoded.ts'
import type { Field } from '../field.ts'
import { named } from './place.ts'

/** Where an unknown or missing field was looked for, in words: `User`, `` `assignee` ``. */
export interface Holder {
  readonly name: string
  readonly fields: readonly string[]
  /** Properties that mean something elsewhere in the document, and where: `labels` → `metadata`. */
  readonly elsewhere?: Readonly<Record<string, string>>
}

/** What to say of a field that does not exist: the nearest that does, and all of them. Its value is never repeated. */
export function unknownWords(property: string, { name, fields, elsewhere = {} }: Holder): Words {
  const message = `unknown field ${named(property)} in ${name}`
  const place = Object.hasOwn(elsewhere, property) ? elsewhere[property] : undefined
  const meant = nearest(property, fields)
  const notes = fields.length === 0 ? {} : { notes: [`allowed fields: ${fields.join(', ')}`] }
  const help = place ?? (meant === undefined ? undefined : `did you mean ${named(meant)}?`)
  return { code: 'UnknownField', message, ...(help !== undefined && { help }), ...notes }
}

/** What to say of a required field that is not there. */
export function missingWords(property: string, name: string, field: Field | undefined): Words {
  const sentence = field?.description?.split(/[.;](?:\s|$)/, 1)[0]
  const help = sentence === undefined ? `add ${named(property)}` : `add ${named(property)}: ${lowered(sentence)}`
  return { code: 'MissingField', message: `missing field ${named(property)} in ${name}`, help }
}

function lowered(sentence: string): string {
  return /^[A-Z][a-z]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence
}

/** How each form of a reference to a secret is written. */
const REFERENCES: Readonly<Record<string, string>> = {
  env: '{env: NAME}',
  file: '{file: PATH}',
  kubernetes: '{kubernetes: {name: NAME, key: KEY}}',
}

function listedOr(forms: readonly string[]): string {
  return forms.length < 2 ? forms.join('') : `${forms.slice(0, -1).join(', ')} or ${forms[forms.length - 1]}`
}

/** What to say where a value stands, or seems to, in the place of a reference to a secret; the value is never shown (faults T23). */
export function secretWords(label: string, reference: string, field: Field | undefined): Words {
  const forms = Object.keys(field?.properties ?? {}).flatMap((name) => REFERENCES[name] ?? [])
  return {
    code: 'SecretInline',
    message: `${label} must be a reference to a secret, never the secret itself`,
    help: `write ${reference}: ${listedOr(forms)}`,
    notes: ['if a secret stood here, rotate it: the history of the repository keeps it'],
  }
}

/** The field that holds the reference where this unknown one seems to hold the secret itself: `password` → `passwordRef`. */
export function referenceFor(property: string, fields: Readonly<Record<string, Field>>): string | undefined {
  const lower = property.toLowerCase()
  return Object.keys(fields).find((name) => {
    const stem = name.replace(/(Secret)?Ref$/, '').toLowerCase()
    const whole = name.replace(/Ref$/, '').toLowerCase()
    return fields[name]?.['x-secret-ref'] === true && stem !== '' && (lower === stem || lower === whole)
  })
}

/**
 * Whether what stands in the place of a reference to a secret is no reference but, it seems, the secret: a bare value, or
 * an object with a field that is not even a misspelt one of a reference.
 */
export function isInlineSecret(value: unknown, reference: Field): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value !== null
  const allowed = Object.keys(reference.properties ?? {})
  return Object.keys(value).some((name) => !allowed.includes(name) && nearest(name, allowed) === undefined)
}
