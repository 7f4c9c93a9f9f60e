import { segmentsOf } from '../../lib/pointer.ts'
import { visible } from '../../lib/text.ts'
import { identityOf } from '../../model/resource.ts'
import type { MadeSecret, SecretNote, SecretRef } from '../../model/secret.ts'
import { unitName, unitOf } from '../../model/unit.ts'
import type { Line } from './change.ts'
import { kindText } from './heading.ts'
import { withField, withItem } from './label.ts'
import { quoted } from './value.ts'

/** What is done about one secret, as lines: whose it is, and below it what. Nothing of the secret itself is known here. */
export function secretLines(note: SecretNote): readonly Line[] {
  return [
    { indent: 2, sign: '~', text: subjectText(note), tone: 'changed' },
    { indent: 6, sign: '~', text: secretText(note), tone: 'changed' },
  ]
}

/** Whose secret it is: `data source "warehouse"`. */
export function subjectText({ key }: SecretNote): string {
  const { kind, name } = identityOf(key)
  return `${kindText(kind)} ${quoted(name)}`
}

/** What is done about it: `passwordRef : secret changed`. */
export function secretText(note: SecretNote): string {
  return note.type === 'changed' ? `${pathText(note.path)} : secret changed` : `secret : ${madeText(note)}`
}

/** The same for programs (schemas/output/plan.schema.json). */
export function secretValue(note: SecretNote): Record<string, unknown> {
  const { kind, namespace, name } = identityOf(note.key)
  const head = { unit: unitName(unitOf({ kind, namespace, name })), kind, namespace, name, type: note.type }
  if (note.type === 'changed') return { ...head, path: note.path }
  return { ...head, cause: note.cause, generation: note.generation, place: placeText(note.place) }
}

function madeText({ cause, generation, place }: MadeSecret): string {
  const to = `handed over to ${placeText(place)}`
  switch (cause) {
    case 'created':
      return `will be made and ${to}`
    case 'generation':
      return `will be made anew for generation ${generation} and ${to}`
    case 'age':
      return `has reached its greatest age, will be made anew and ${to}`
  }
}

function placeText(ref: SecretRef): string {
  switch (ref.type) {
    case 'env':
      return visible(`env ${ref.name}`)
    case 'file':
      return visible(`file ${ref.path}`)
    case 'kubernetes':
      return visible(`kubernetes ${ref.name}/${ref.key}`)
  }
}

/** `settings[smtp-password].secretRef`: only items of lists stand at the third place of such a path. */
function pathText(path: string): string {
  const [, field = '', first = '', ...others] = segmentsOf(path)
  const start = withField('', field)
  if (first === '') return start
  return others.length === 0 ? withField(start, first) : others.reduce(withField, withItem(start, first))
}
