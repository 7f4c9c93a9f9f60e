import { incidentsOf, type Sample, sampleOf } from '../../../access/report/sample.ts'
import { visible } from '../../../lib/text.ts'
import { ConfigError } from '../../../model/errors.ts'
import { onValue } from '../value.ts'
import type { Changes } from './changes.ts'
import { EVENT_COLUMNS, eventCells } from './marks.ts'
import { PERSON_COLUMNS, personCells } from './person.ts'
import { isoOf } from './range.ts'
import { type Cell, type Column, counted, type Report } from './report.ts'

/** What may be drawn from: what was gained, what was lost, or both. */
export const SAMPLE_KINDS = ['grant', 'removal', 'any'] as const
export type SampleKind = (typeof SAMPLE_KINDS)[number]

/** Which incidents are drawn: how many, from which, by which seed. */
export interface Drawing {
  readonly kind: SampleKind
  readonly seed: string
  readonly most: number
}

const MOST = 100_000

/** What a command line says of a sample; throws `ConfigError` where it says nothing that can be. */
export function drawingOf(kind: SampleKind, seed: string, number: string): Drawing {
  const most = /^[1-9]\d{0,5}$/.test(number) ? Number(number) : 0
  if (most === 0 || most > MOST) {
    throw new ConfigError(`--number takes a number from 1 to ${MOST}, not \`${visible(number)}\``, 'for example -n 25')
  }
  if (seed === '' || seed.length > 100 || visible(seed) !== seed) {
    throw new ConfigError('--seed takes one line of 1 to 100 characters', 'for example --seed 7')
  }
  return { kind, seed, most }
}

/** Draws from what happened in a time. */
export function drawn({ events, entry }: Changes, { kind, seed, most }: Drawing): Sample {
  const change = kind === 'grant' ? 'gained' : 'lost'
  const meant = kind === 'any' ? events : events.filter((event) => event.change === change)
  return sampleOf(incidentsOf(meant), { seed, most, hashOf: (seq) => entry(seq)?.hash ?? '' })
}

const COLUMNS: readonly Column[] = [
  { name: 'draw' },
  { name: 'time' },
  { name: 'change' },
  { name: 'by' },
  ...PERSON_COLUMNS,
  { name: 'permissions', most: 80 },
  ...EVENT_COLUMNS.map((column): Column => (column.name === 'applied_at' ? { ...column, isDetail: true } : column)),
  { name: 'entry_hash', isDetail: true },
  { name: 'digest', isDetail: true },
]

/** What was drawn, in the order in which it was. */
export function sampleReport(sample: Sample, { trail, entry: entryOf }: Pick<Changes, 'trail' | 'entry'>): Report {
  function* rows(): Generator<readonly Cell[], undefined> {
    for (const [place, { incident, digest }] of sample.drawn.entries()) {
      const { moment, change, entry, organization, user, events } = incident
      const known = entry && entryOf(entry.seq)
      yield [
        place + 1,
        isoOf(moment),
        change,
        entry === undefined ? 'window' : 'entry',
        ...personCells(organization, user),
        events.map(({ holding: { permission, scope } }) => `${permission} on ${onValue(scope)}`),
        ...eventCells(trail, entry && { ...entry, time: known?.time }),
        known?.hash,
        digest,
      ]
    }
  }
  const counts = { drawn: sample.drawn.length, population: sample.population }
  return { columns: COLUMNS, rows: rows(), counts: () => counts }
}

/** What was drawn of how many, in words. */
export function sampleSummary({ population, digest, drawn: { length } }: Sample, { kind, seed }: Drawing): string {
  const what = { grant: 'grant', removal: 'removal', any: 'change' }[kind]
  return `${length} of ${counted([population, what])}, by the seed ${seed}; list ${digest}`
}
