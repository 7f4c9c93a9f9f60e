import type { Json } from '../../model/resource.ts'
import type { Words } from '../decoded.ts'
import type { Field } from '../field.ts'
import { choice, type Spot } from './place.ts'

/** What to say where a value has the wrong type: what stands there, and how YAML came to see it so (faults Y17). */
export function typeWords({ field, label, value, secret }: Spot): Words {
  if (value === null) return { code: 'InvalidField', message: `${label} is empty`, help: EMPTY }
  const found = secret === undefined ? standing(value, field.type) : 'another value'
  const message = `${label} must be ${wanted(field.type)}, but ${found} stands here`
  const help = secret === undefined ? helpFor(field.type, value, field) : undefined
  return { code: 'InvalidField', message, ...(help !== undefined && { help }) }
}

const EMPTY = 'take it away; the texts "null" and "~" need quotes'

function wanted(type: Field['type']): string {
  switch (type) {
    case 'string':
      return 'text'
    case 'integer':
      return 'a whole number'
    case 'number':
      return 'a number'
    case 'boolean':
      return 'true or false'
    case 'array':
      return 'a list'
    case 'object':
      return 'an object'
    case undefined:
      return 'a value'
  }
}

const YES_OR_NO = /^(true|yes|on|y|false|no|off|n)$/i
const NUMBER = /^[-+]?\d[\d_,]*(\.\d+)?(e[-+]?\d+)?$/i

function standing(value: Json | undefined, type: Field['type']): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'boolean') return `the boolean ${value}`
  if (typeof value !== 'string') return 'an object'
  const telling = type === 'boolean' ? YES_OR_NO : NUMBER
  return value.length < 30 && telling.test(value) ? `the text "${value}"` : 'text'
}

function helpFor(type: Field['type'], value: Json | undefined, field: Field): string | undefined {
  switch (type) {
    case 'string':
      return stringHelp(value)
    case 'boolean':
      return typeof value === 'string' ? booleanHelp(value) : undefined
    case 'integer':
    case 'number':
      return typeof value === 'string' && NUMBER.test(value) ? 'write it in plain digits, without quotes' : undefined
    case 'array':
      return typeof value === 'object' ? 'begin each item with a dash' : 'put it in brackets: [value]'
    case 'object':
      return objectHelp(Object.keys(field.properties ?? {}))
    case undefined:
      return undefined
  }
}

function stringHelp(value: Json | undefined): string {
  if (typeof value === 'number') return 'put it in quotes; without them 012, 0x10 and 1e3 are numbers'
  if (typeof value === 'boolean') return `put it in quotes: "${value}"`
  return 'write one text here'
}

function booleanHelp(text: string): string | undefined {
  if (!YES_OR_NO.test(text)) return undefined
  return `write ${/^(true|yes|on|y)$/i.test(text)}; YAML 1.2 knows no other words for it`
}

function objectHelp(fields: readonly string[]): string | undefined {
  if (fields.length === 0) return 'write names and values below it'
  return `its fields are ${choice(fields, 'and')}`
}
