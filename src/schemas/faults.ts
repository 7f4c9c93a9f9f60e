import { pointerOf } from '../lib/pointer.ts'
import { nearest } from '../lib/text.ts'
import { type Fault, fault, type Words } from './decoded.ts'
import { type Field, fieldAt, propertyOf } from './field.ts'
import { located } from './locate.ts'
import { documentField, type Judging } from './shape.ts'
import type { Keyword, Mistake } from './validator.ts'
import { choiceWords } from './words/choice.ts'
import { limitWords } from './words/limit.ts'
import { named, type Spot, spotAt } from './words/place.ts'
import { repetitions } from './words/repeat.ts'
import { enumWords, nameWords, patternWords, timeWords } from './words/text.ts'
import { typeWords } from './words/type.ts'
import { isInlineSecret, missingWords, referenceFor, secretWords, unknownWords } from './words/unknown.ts'

/** The body of a resource, or the configuration, in which mistakes were found; `base` is where it stands in its document. */
export interface Judged {
  readonly shape: Judging
  readonly body: unknown
  readonly base: string
}

/** The faults behind the mistakes of one resource: one for each cause, with places in the document. */
export function faultsOf(mistakes: readonly Mistake[], judged: Judged): Fault[] {
  const misspelt = misspeltFields(mistakes, judged)
  const causes = new Set<string>()
  return mistakes.flatMap((mistake) => {
    const spot = spotAt(judged.shape, judged.body, mistake.pointer)
    if (spot === undefined || isExplained(mistake, spot, misspelt)) return []
    const secret = inlineSecretAt(spot, judged)
    // One value is told one mistake: a text that is too long has the wrong form as well, and a secret is just a secret.
    const { pointer, keyword, property = '' } = mistake
    const cause = secret ?? `${pointer} ${subject(keyword) === 'value' ? 'value' : keyword} ${property}`
    if (causes.has(cause)) return []
    causes.add(cause)
    return secret === undefined ? faultsAt(mistake, spot, judged) : [secretFault(secret, judged)]
  })
}

/** Fields that seem to be there under a misspelt name, as `<pointer of the object>/<right name>`. */
function misspeltFields(mistakes: readonly Mistake[], { shape }: Judged): ReadonlySet<string> {
  const fields = new Set<string>()
  for (const { keyword, pointer, property = '' } of mistakes) {
    if (keyword !== 'additionalProperties') continue
    const meant = nearest(property, Object.keys(fieldAt(shape.body, pointer)?.properties ?? {}))
    if (meant !== undefined) fields.add(`${pointer}/${meant}`)
  }
  return fields
}

/** Whether something is missing only because it stands there under a misspelt name, which is told already. */
function isExplained(
  { keyword, pointer, property = '' }: Mistake,
  { field }: Spot,
  misspelt: ReadonlySet<string>,
): boolean {
  if (misspelt.size === 0) return false
  if (keyword === 'required') return misspelt.has(`${pointer}/${property}`)
  return keyword === 'x-one-of' && (field[keyword] ?? []).flat().some((name) => misspelt.has(`${pointer}/${name}`))
}

/** What a keyword judges: a value by itself, how its parts go together, or a part that should not be. */
function subject(keyword: Keyword): 'value' | 'parts' | 'unknown' {
  if (keyword === 'additionalProperties') return 'unknown'
  return PARTS.has(keyword) ? 'parts' : 'value'
}

const PARTS: ReadonlySet<Keyword> = new Set(['required', 'x-set', 'x-key', 'x-one-of', 'x-at-most-one-of'] as const)

function inlineSecretAt({ secret }: Spot, { shape, body }: Judged): string | undefined {
  if (secret === undefined) return undefined
  const spot = spotAt(shape, body, secret)
  return spot !== undefined && isInlineSecret(spot.value, spot.field) ? secret : undefined
}

function secretFault(pointer: string, { base, shape }: Judged): Fault {
  const name = pointer.slice(pointer.lastIndexOf('/') + 1)
  return fault(located(base, pointer), 'value', secretWords(named(name), name, fieldAt(shape.body, pointer)))
}

function faultsAt({ keyword, property = '' }: Mistake, spot: Spot, judged: Judged): Fault[] {
  if (keyword === 'x-set' || keyword === 'x-key') return repetitions(spot, (pointer) => located(judged.base, pointer))
  const tell = (): Words => wordsOf(keyword, property, spot, judged)
  const place = located(judged.base, spot.pointer)
  switch (subject(keyword)) {
    case 'unknown':
      return [{ severity: 'error', pointer: `${place}${pointerOf([property])}`, at: 'key', tell }]
    case 'parts':
      return [{ severity: 'error', pointer: place, at: holderSide(place), tell }]
    case 'value':
      return [{ severity: 'error', pointer: place, at: 'value', tell }]
  }
}

/** Where something is missing, the name of what should hold it is marked; an item of a list has no name. */
export function holderSide(pointer: string): 'key' | 'value' {
  return pointer === '' || /\/\d+$/.test(pointer) ? 'value' : 'key'
}

function wordsOf(keyword: Exclude<Keyword, 'x-set' | 'x-key'>, property: string, spot: Spot, judged: Judged): Words {
  switch (keyword) {
    case 'additionalProperties':
      return unknown(property, spot, judged)
    case 'required':
      return missingWords(property, spot.label, propertyOf(spot.field, property))
    case 'x-one-of':
      return choiceWords(spot.field['x-one-of'] ?? [], 1, spot)
    case 'x-at-most-one-of':
      return choiceWords(spot.field['x-at-most-one-of'] ?? [], 0, spot)
    case 'type':
      return typeWords(spot)
    case 'enum':
      return enumWords(spot)
    case 'pattern':
      return isName(spot.field, judged.shape) ? nameWords(spot) : patternWords(spot)
    case 'x-time':
      return timeWords(spot)
    case 'minLength':
    case 'maxLength':
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'minItems':
    case 'maxItems':
    case 'minProperties':
    case 'maxProperties':
      return limitWords(keyword, spot)
  }
}

/** Names of this kind, and references: their pattern is the rule of names. */
function isName(field: Field, { metadata }: Judging): boolean {
  return field['x-ref'] !== undefined || field.pattern === metadata.properties?.name?.pattern
}

function unknown(property: string, { field, label, pointer }: Spot, { shape, base }: Judged): Words {
  const fields = field.properties ?? {}
  const reference = referenceFor(property, fields)
  if (reference !== undefined) return secretWords(named(property), reference, propertyOf(field, reference))
  if (shape.kind === 'configuration' || pointer !== '/spec')
    return unknownWords(property, { name: label, fields: Object.keys(fields) })
  const own = Object.keys(fields)
  if (base !== '') return unknownWords(property, { name: label, fields: [...INLINE, ...own], elsewhere: NOT_INLINE })
  const all = Object.keys(documentField(shape.kind).properties?.spec?.properties ?? {})
  return unknownWords(property, { name: label, fields: all, elsewhere: IN_METADATA })
}

const INLINE = ['name', 'labels', 'annotations']

const IN_METADATA = Object.fromEntries(
  ['name', 'namespace', 'labels', 'annotations'].map((name) => [name, `it belongs in metadata: metadata.${name}`]),
)

const NOT_INLINE = {
  namespace: 'take it away: an inline resource belongs to the organization that holds it',
  metadata: 'write name, labels and annotations in the item itself',
  spec: 'write the fields in the item itself, without spec',
  apiVersion: 'take it away: the list says what its items are',
  kind: 'take it away: the list says what its items are',
}
