import { listed, plural, visible } from '../../lib/text.ts'
import type { Change } from '../../model/change.ts'
import type { Actor } from '../../model/ledger.ts'
import type { Json } from '../../model/resource.ts'
import { changeValue } from '../../plan/render/json.ts'
import { revisionsText } from '../../plan/render/place.ts'
import { unitLabel } from '../../plan/render/report.ts'
import { dressed } from '../../plan/render/text.ts'
import { padded, widest } from '../../plan/render/width.ts'
import { accessTexts, accessValue, type EntryAccess } from './access.ts'
import { changesText, type Telling } from './lines.ts'
import { type Summary, summaryValue } from './summary.ts'

/** What an entry did: its changes as its plan showed them, and who gained and lost what. */
export interface Done {
  readonly changes: readonly Change[]
  readonly access: EntryAccess
}

/** One entry in full, as a person reads it; ends with a newline. */
export function entryText(summary: Summary, { changes, access }: Done, telling: Telling): string {
  const { seq, time, type } = summary
  const facts = factsOf(summary)
  const width = widest(facts.map(([name]) => name))
  const lines = facts.map(([name, value]) => `  ${padded(name, width)} : ${value}`)
  const heading = telling.style.heading(`# entry ${seq}, ${time}, ${type}`)
  const body = changes.length === 0 ? '' : `\n${changesText(changes, telling)}\n`
  const gains = dressed(accessTexts(organizationName(summary), access, telling.full), telling.style)
  return `${heading}\n\n${lines.join('\n')}\n${body}${gains === '' ? '' : `\n${gains}\n`}`
}

/** One entry in full for programs (`history --seq N -o json`): its changes as a plan gives them. */
export function entryValue(summary: Summary, { changes, access }: Done): Record<string, unknown> {
  return { ...summaryValue(summary), changes: changes.map(changeValue), access: accessValue(access) }
}

function organizationName({ organization }: Summary): string {
  return organization ?? 'the organization'
}

/** Who made an entry: `operator ada`; empty where nobody is named. */
export function actorText(actor: Actor | undefined): string {
  return actor === undefined ? '' : visible(`${actor.type} ${actor.name}`)
}

function factsOf(summary: Summary): readonly (readonly [string, string])[] {
  const { unit, actor, authors, revisions = {}, plan = '', evidence = {}, erased, previous, hash } = summary
  const facts: (readonly [string, string])[] = [
    ['unit', unit === undefined ? '' : visible(unitLabel(unit))],
    ['actor', actorText(actor)],
    [authors.length === 1 ? 'author' : 'authors', visible(listed(authors))],
    ['revision', revisionsText(revisions).replace(/^revisions? /, '')],
    ['plan', plan],
    ...Object.entries(evidence).map(([name, value]) => [name, evidenceText(value)] as const),
    ['erased', erased === 0 ? '' : `what ${plural(erased, 'change')} said`],
    ['previous', previous],
    ['hash', hash],
  ]
  return facts.filter(([, value]) => value !== '')
}

/** What stands beside the plan (removals, approval, intent); counts that are zero say nothing. */
function evidenceText(value: Json): string {
  if (typeof value === 'string') return visible(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const parts = Object.entries(value).filter(([, count]) => count !== 0)
  return visible(parts.map(([name, count]) => `${name}=${JSON.stringify(count)}`).join(' '))
}
