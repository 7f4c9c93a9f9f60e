import { visible } from '../../lib/text.ts'
import type { Hold } from '../../model/hold.ts'
import type { Json } from '../../model/resource.ts'
import type { Line } from './change.ts'
import { isList } from './json-value.ts'
import type { Condition } from './report.ts'
import { withoutSecrets } from './secret.ts'
import { type Extent, itemTexts, nameText, valueText, wrapped } from './value.ts'
import { padded, widest } from './width.ts'

const WRAP = 88

/** A hold as lines: its code and message, its evidence by name, what lifts it, and the digest that an approval names. */
export function holdLines(hold: Hold, extent: Extent): readonly Line[] {
  const rows: (readonly [string, readonly string[]])[] = [
    ...evidenceRows(hold, extent),
    ...(hold.next.length > 0 ? [['next', hold.next.map((step) => visible(step))] as const] : []),
    ['digest', [visible(hold.digest)]],
  ]
  const width = widest(rows.map(([label]) => label))
  const heading: Line = { indent: 2, sign: '!', text: `held[${hold.code}]: ${visible(hold.message)}`, tone: 'held' }
  return [heading, ...rows.flatMap(([label, texts]) => labelled(label, texts, width))]
}

/** The evidence of a hold, sorted by name: lists item by item, anything else on one line. */
export function evidenceRows(hold: Hold, extent: Extent): readonly (readonly [string, readonly string[]])[] {
  return Object.keys(hold.evidence)
    .sort()
    .map((name) => [nameText(name), evidenceTexts(withoutSecrets(hold.evidence[name] ?? null), name, extent)] as const)
}

function evidenceTexts(value: Json, name: string, extent: Extent): readonly string[] {
  return isList(value) && value.length > 0
    ? wrapped(itemTexts(value, name, extent), WRAP)
    : [valueText(value, name, extent)]
}

function labelled(label: string, texts: readonly string[], width: number): readonly Line[] {
  return texts.map((text, index): Line => {
    const margin = index === 0 ? `${padded(label, width)} : ` : ' '.repeat(width + 3)
    return { indent: 6, sign: '', text: margin + text, tone: 'plain' }
  })
}

/** A condition as lines: its code and message, and what would end it. */
export function conditionLines(condition: Condition): readonly Line[] {
  const text = `condition[${visible(condition.code)}]: ${visible(condition.message)}`
  const heading: Line = { indent: 2, sign: '*', text, tone: 'condition' }
  if (condition.help === undefined) return [heading]
  return [heading, { indent: 6, sign: '', text: `help : ${visible(condition.help)}`, tone: 'plain' }]
}
