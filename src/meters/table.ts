import { setImmediate as turn } from 'node:timers/promises'
import { instantOf } from '../lib/instant.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import { meterError } from './failure.ts'
import { MOST_RECORDS, TURN } from './limits.ts'
import { Gathering, type Reading } from './reading.ts'
import type { Written } from './records.ts'
import { commonOf, type Metering, type UsageSource } from './source.ts'

/** What a record says, or why that cannot be taken. */
type Taken = { readonly organization: string; readonly start: number; readonly value: number; readonly project: string }

const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i
const EARLIEST = Date.UTC(2000, 0, 1)
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const MOST_LENGTH = 255

/**
 * The samples of records that a server or a file gives. Each names its organization, when it begins and its value, in the fields
 * that `mapping` says; of a gauge one without a time counts for the hour of the reading. Throws `SourceError` where they are too many.
 */
export async function samplesIn(
  records: Iterable<Written>,
  source: UsageSource,
  { organizationOf, now }: Pick<Metering, 'organizationOf' | 'now'>,
): Promise<Reading> {
  const gathering = new Gathering()
  const common = commonOf(source)
  const nowMs = Date.parse(now)
  const places = new Map<string, string>()
  let count = 0
  for (const { place, fields } of records) {
    if (++count > MOST_RECORDS) {
      throw meterError('MeterTooLarge', `it gives more than ${MOST_RECORDS} records`, 'let it give fewer at once')
    }
    if (count % TURN === 0) await turn()
    const taken = fields === undefined ? 'is no record' : takenOf(fields, source, nowMs)
    if (typeof taken === 'string') {
      gathering.fault(place, taken)
      continue
    }
    const organization = organizationOf(taken.organization)
    if (organization === undefined) {
      gathering.miss(taken.organization)
      continue
    }
    const start = new Date(taken.start).toISOString()
    const identity = [organization, taken.project, start].join('\u0000')
    const before = places.get(identity)
    if (before !== undefined) gathering.fault(place, `says again what ${before} says; the last one counts`)
    places.set(identity, place)
    const project = taken.project === '' ? {} : { project: taken.project }
    gathering.take({ ...common, organization, start, value: taken.value, ...project })
  }
  return gathering.reading()
}

function takenOf(fields: JsonObject, { spec }: UsageSource, nowMs: number): Taken | string {
  const of = (name: string): Json | undefined => {
    const theirs = spec.mapping?.[name] ?? name
    return Object.hasOwn(fields, theirs) ? fields[theirs] : undefined
  }
  const organization = of('organization')
  if (typeof organization !== 'string' || organization === '')
    return `names no organization${where(spec, 'organization')}`
  const project = of('project') ?? ''
  if (typeof project !== 'string' || project.length > MOST_LENGTH)
    return `its project is no text of at most ${MOST_LENGTH} characters`
  const value = numberOf(of('value'))
  if (value === undefined) return `its value is no finite number${where(spec, 'value')}`
  const told = of('start')
  const isHourly = spec.kind === 'gauge' && (told === undefined || told === '' || told === null)
  const start = isHourly ? Math.floor(nowMs / HOUR_MS) * HOUR_MS : timeOf(told)
  if (start === undefined) return `its start is neither a date nor a time with its offset${where(spec, 'start')}`
  if (start < EARLIEST || start > nowMs + DAY_MS) return 'its start lies before the year 2000, or in the future'
  const end = of('end')
  if (end !== undefined && end !== '' && end !== null && !((timeOf(end) ?? Number.NaN) > start))
    return 'its end is no time after its start'
  return { organization, project, value, start }
}

/** Under which name of theirs a field was looked for, where that is another one. */
function where({ mapping }: UsageSource['spec'], name: string): string {
  const theirs = mapping?.[name]
  return theirs === undefined || theirs === name ? '' : ' in the field that `mapping` names'
}

function timeOf(value: Json | undefined): number | undefined {
  return typeof value === 'string' ? instantOf(value) : undefined
}

function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}
