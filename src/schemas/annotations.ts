import { pointerOf } from '../lib/pointer.ts'
import { nearest } from '../lib/text.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import { fault, type Report, type Words } from './decoded.ts'
import { named } from './words/place.ts'

/** Texts that are read at the gate, if at all, and never stored, compared or shown (model §1.9). */
const CONTROL = new Set(['charter.sh/approve', 'charter.sh/reconcile-requested-at'])
const OWN = 'charter.sh/'
const KUBECTL = 'kubectl.kubernetes.io/'

/** Annotations that declare something, and what they may say (model §1.9). */
const DECLARATIONS: Readonly<Record<string, { readonly form: RegExp; readonly rule: string }>> = {
  'charter.sh/uid': {
    form: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    rule: 'a UUID in lower case',
  },
  'charter.sh/protected': { form: /^true$/, rule: '"true"; take it away to end the protection' },
  'charter.sh/prune': { form: /^disabled$/, rule: '"disabled"; take it away to let the resource be removed' },
}

/** A key as Kubernetes takes it: `name` or `prefix/name`, 63 and 253 characters long at most. */
const LONGEST_KEY = 317
const KEY =
  /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/

/** Labels or annotations without those that are never stored; `report` gets the keys that may not be there. */
export function kept(texts: JsonObject, side: 'labels' | 'annotations', report: Report): JsonObject {
  const entries = Object.entries(texts).filter(([key]) => !isDropped(key, side))
  for (const [key, value] of entries) checkEntry(key, value, side, report)
  return entries.length === Object.keys(texts).length ? texts : Object.fromEntries(entries)
}

function isDropped(key: string, side: 'labels' | 'annotations'): boolean {
  return key.startsWith(KUBECTL) || (side === 'annotations' && CONTROL.has(key))
}

function checkEntry(key: string, value: Json, side: 'labels' | 'annotations', report: Report): void {
  if (key.startsWith(OWN)) checkOwn(key, value, side, report)
  else if (key.length > LONGEST_KEY || !KEY.test(key)) {
    const message = `${named(key)} is not the key of ${side === 'labels' ? 'a label' : 'an annotation'}`
    const help = 'a key is up to 63 letters, digits, `-`, `_` and `.`, and may have a host name and a / before it'
    report(fault(pointerOf([side, key]), 'key', { code: 'InvalidField', message, help }))
  }
}

function checkOwn(key: string, value: Json, side: 'labels' | 'annotations', report: Report): void {
  const pointer = pointerOf([side, key])
  const declaration = side === 'annotations' && Object.hasOwn(DECLARATIONS, key) ? DECLARATIONS[key] : undefined
  if (declaration === undefined) {
    report({ severity: 'error', pointer, at: 'key', tell: () => unknownWords(key, side) })
  } else if (typeof value === 'string' && !declaration.form.test(value)) {
    const message = `annotation ${named(key)} must be ${declaration.rule}`
    report(fault(pointer, 'value', { code: 'InvalidField', message }))
  }
}

function unknownWords(key: string, side: 'labels' | 'annotations'): Words {
  const known = Object.keys(DECLARATIONS)
  const meant = side === 'annotations' ? nearest(key, known) : undefined
  const message = `unknown ${side === 'labels' ? 'label' : 'annotation'} ${named(key)}`
  const notes = [`annotations of Charter: ${[...known, ...CONTROL].join(', ')}; it has no labels`]
  return { code: 'UnknownField', message, ...(meant !== undefined && { help: `did you mean ${named(meant)}?` }), notes }
}
