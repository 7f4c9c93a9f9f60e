import { instantOf } from '../../lib/instant.ts'
import { looksSecret } from '../../lib/shown.ts'
import { nearest } from '../../lib/text.ts'
import type { Words } from '../decoded.ts'
import type { Field, TimeForm } from '../field.ts'
import { correctedName, nameRule } from '../names.ts'
import { choice, exampleOf, named, type Spot } from './place.ts'

/** What to say where a text is none of the allowed words: all of them, and the one that was probably meant. */
export function enumWords({ field, label, value }: Spot): Words {
  const allowed = field.enum ?? []
  const meant = typeof value === 'string' ? nearest(value, allowed) : undefined
  const message = `${label} must be ${allowed.length > 1 ? 'one of ' : ''}${choice(allowed, 'or')}`
  return { code: 'InvalidField', message, ...(meant !== undefined && { help: `did you mean ${named(meant)}?` }) }
}

/** What to say where a text has the wrong form. The text itself is not repeated: it may be a secret in the wrong place. */
export function patternWords({ field, label }: Spot): Words {
  const example = exampleOf(field)
  const form = field['x-form'] ?? `of the form ${field.pattern}`
  const help = example === undefined ? {} : { help: `for example ${named(example)}` }
  return { code: 'InvalidField', message: `${label} must be ${form}`, ...help }
}

/** What to say where a name breaks the rule of names: the rule, and the name that would be right. */
export function nameWords({ field, label, value, secret }: Spot): Words {
  const isTold = typeof value === 'string' && secret === undefined && !looksSecret(value)
  const corrected = isTold ? correctedName(value, field) : undefined
  const message = `${label} must be a name: ${nameRule(field)}`
  return { code: 'InvalidName', message, ...(corrected !== undefined && { help: `write ${named(corrected)}` }) }
}

const DATE_LIKE = /^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)? ?([Zz]|[-+]\d{2}:?\d{2})?$/
const OFFSET = /([Zz]|[-+]\d{2}:?\d{2})$/

/** What to say where a text is no time that the field accepts: the forms, and what is missing where that can be told. */
export function timeWords({ field, label, value }: Spot): Words {
  const forms = field['x-time'] ?? []
  const message = `${label} must be ${formsInWords(forms)}`
  const help = typeof value === 'string' ? timeHelp(value, forms) : undefined
  return { code: 'InvalidDate', message, ...(help !== undefined && { help }) }
}

function formsInWords(forms: readonly TimeForm[]): string {
  const words = forms.map((form) => {
    if (form === 'date') return 'a date like 2026-04-01'
    return form === 'never' ? 'the word never' : 'a date-time with offset like 2026-04-01T09:00:00+02:00'
  })
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`
}

function timeHelp(text: string, forms: readonly TimeForm[]): string | undefined {
  const word = nearest(text, ['never'])
  if (word !== undefined && forms.includes('never')) return 'did you mean `never`?'
  if (!DATE_LIKE.test(text)) return undefined
  if (instantOf(text.slice(0, 10)) === undefined) return 'there is no such day in the calendar'
  if (text.length === 10) return `add a time and an offset: ${text}T00:00:00Z`
  if (!forms.includes('date-time')) return `write the day alone: ${text.slice(0, 10)}`
  if (!OFFSET.test(text.slice(10))) return `add the offset, ${text.replace(' ', 'T')}Z for UTC`
  return 'write it as RFC 3339 does: T between day and time, seconds, and Z or an offset with a colon'
}

/** The form of a text in words for `charter explain`, or `undefined`. */
export function form(field: Field): string | undefined {
  if (field['x-time'] !== undefined) return formsInWords(field['x-time'])
  return field['x-form'] ?? (field.pattern === undefined ? undefined : `matches ${field.pattern}`)
}
