import { looksSecret } from '../lib/shown.ts'
import type { Field } from './field.ts'

/** Names no organization may have: its namespace would be one that Kubernetes keeps for itself (model §1.2). */
export function isReserved(organization: string): boolean {
  return organization === 'default' || organization.startsWith('kube-')
}

/** Whether a text that stands for a name may be noted as one: what no name can be, and looks like a secret, is forgotten. */
export function isNotable(name: string): boolean {
  return /^[a-z0-9.-]*$/.test(name) || !looksSecret(name)
}

/** Whether a text fits the length and pattern of a field. */
export function fits(text: string, field: Field): boolean {
  if (text.length > (field.maxLength ?? Number.POSITIVE_INFINITY)) return false
  return field.pattern === undefined || expressionOf(field.pattern).test(text)
}

const expressions = new Map<string, RegExp>()

function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern)
  if (known !== undefined) return known
  const expression = new RegExp(pattern, 'u')
  expressions.set(pattern, expression)
  return expression
}

/** The rule of a name in words: its characters and its length. */
export function nameRule(field: Field): string {
  return [field['x-form'], field.maxLength === undefined ? undefined : `at most ${field.maxLength} characters`]
    .filter((rule) => rule !== undefined)
    .join(', ')
}

const ACCENTS = /[\u0300-\u036f]/g

/** The nearest text that is a name: lower case, accents away, `-` for what is not allowed; `undefined` if there is none. */
export function correctedName(text: string, field: Field): string | undefined {
  const others = fits('a.a', field) ? /[^a-z0-9.]+/g : /[^a-z0-9]+/g
  const plain = text.slice(0, 1000).normalize('NFKD').replace(ACCENTS, '').toLowerCase()
  const labels = plain.replace(others, '-').slice(0, field.maxLength).split('.')
  const corrected = labels
    .map((label) => label.replace(/^-+|-+$/g, ''))
    .filter((label) => label !== '')
    .join('.')
  return corrected !== text && fits(corrected, field) ? corrected : undefined
}
