import { USERS_GROUP } from '../../access/builtin.ts'
import { visible } from '../../lib/text.ts'
import { kindText } from '../../plan/render/heading.ts'
import { placeOf } from '../../plan/render/place.ts'
import type { Style } from '../../plan/render/style.ts'
import { quoted, wrapped } from '../../plan/render/value.ts'
import { padded, widest } from '../../plan/render/width.ts'
import { actorText } from '../ledger/entry.ts'
import { changesText } from '../ledger/lines.ts'
import type { Event } from './events.ts'
import type { Facts } from './facts.ts'
import { keyRows } from './key.ts'
import { specRows } from './spec.ts'

/** How a resource is described: in colour or not, and whether long values and lists are cut. */
export interface Describing {
  readonly style: Style
  readonly full: boolean
}

const MOST_EVENTS = 10
const MOST_REFERRERS = 50
const WRAP = 100

/** A resource in full, as a person reads it; ends with a newline. */
export function describedText(facts: Facts, how: Describing): string {
  const { kind, namespace, name } = facts.resource
  const where = namespace === '' ? '' : ` of ${namespace}`
  const heading = how.style.heading(`# ${kindText(kind)} ${quoted(name)}${where}`)
  const sections = [
    [heading, '', ...metadataLines(facts)],
    titled('Spec', specLines(facts, how)),
    ...standingSections(facts, how),
    titled('Named by', referrerLines(facts, how)),
    titled('History', historyLines(facts.events, how)),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines]
}

function aligned(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = widest(
    rows.map(([label]) => label),
    40,
  )
  return rows.map(([label, value]) => `  ${padded(label, width)} : ${value}`)
}

function metadataLines({ resource }: Facts): readonly string[] {
  const { uid, version, createdAt, updatedAt, origin, labels, annotations, digest } = resource
  return aligned([
    ['uid', uid],
    ['version', String(version)],
    ['created', createdAt],
    ['updated', updatedAt],
    ['declared', `${placeOf(origin)} (source ${visible(origin.source)})`],
    ['digest', digest],
    ...Object.entries(labels).map(([name, value]) => [`label ${visible(name)}`, quoted(value)] as const),
    ...Object.entries(annotations).map(([name, value]) => [`annotation ${visible(name)}`, quoted(value)] as const),
  ])
}

function specLines({ resource }: Facts, { style, full }: Describing): readonly string[] {
  const rows = specRows(resource, full)
  return aligned(
    rows.map(({ label, value, isDefault }) => [label, isDefault ? `${value}  ${style.dim('(default)')}` : value]),
  )
}

function standingSections({ user, group, key }: Facts, how: Describing): readonly (readonly string[])[] {
  const sections: (readonly string[])[] = []
  if (user !== undefined) {
    const rows = user.groups.map(({ group: name, through }) => [name, howIn(name, through)] as const)
    sections.push(titled('Groups', aligned(rows)))
    sections.push(titled('Admin', [`  ${user.admin ?? 'no'}`]))
  }
  if (key !== undefined) sections.push(titled('Key', aligned(keyRows(key))))
  if (group !== undefined) {
    sections.push(titled('Members', nameLines(group.members, how)))
    sections.push(titled('Inherits from', nameLines(group.ancestors, how)))
    sections.push(titled('Inherited by', nameLines(group.descendants, how)))
  }
  return sections
}

function howIn(group: string, through: readonly string[]): string {
  if (through.length > 0) return `inherited through ${through.join(', ')}`
  return group === USERS_GROUP ? 'every active user' : 'direct'
}

function nameLines(names: readonly string[], { full }: Describing): readonly string[] {
  const shown = names.map((name) => visible(name))
  const most = full ? shown.length : MOST_REFERRERS
  const texts = shown.length > most ? [...shown.slice(0, most), `… and ${shown.length - most} more`] : shown
  return wrapped(texts, WRAP).map((line) => `  ${line}`)
}

function referrerLines({ referrers }: Facts, { full }: Describing): readonly string[] {
  const shown = full ? referrers : referrers.slice(0, MOST_REFERRERS)
  const rows = shown.map(({ kind, namespace, name, fields }) => {
    const where = namespace === '' ? name : `${namespace}/${name}`
    return [`${kind} ${where}`, fields.join(', ')] as const
  })
  const left = referrers.length - shown.length
  return left === 0 ? aligned(rows) : [...aligned(rows), `  … and ${left} more (--full lists them)`]
}

function historyLines(events: readonly Event[], { style, full }: Describing): readonly string[] {
  const shown = full ? events : events.slice(0, MOST_EVENTS)
  const lines = shown.flatMap(({ summary, change }) => {
    const commit = change.commit === undefined ? '' : `, commit ${visible(change.commit.slice(0, 12))}`
    const head = `  entry ${summary.seq}, ${summary.time}, ${actorText(summary.actor)}${commit}`
    const body = changesText([change], { style, full, most: 1 })
    return [head, ...body.split('\n').map((line) => `  ${line}`)]
  })
  const left = events.length - shown.length
  return left === 0 ? lines : [...lines, `  … and ${left} older (--full lists them)`]
}
