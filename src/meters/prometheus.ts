import { setImmediate as turn } from 'node:timers/promises'
import type { SourceError } from '../model/errors.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import type { Sample } from '../model/usage.ts'
import { addressOf } from './address.ts'
import { type Called, call } from './call.ts'
import { meterError } from './failure.ts'
import { MOST_RECORDS } from './limits.ts'
import { reachOf } from './query.ts'
import { Gathering, type Reading, shownText } from './reading.ts'
import { commonOf, type Metering, type UsageSource } from './source.ts'

/** A query is asked at each full hour (UTC), whenever it is read, so that the same hour always has the same start. */
export const STEP_MS = 3_600_000

/**
 * Asks a Prometheus for the full hours of a window (`/api/v1/query_range`). What a query gives at an hour is, of a delta, what
 * was used in the hour before it, and begins with that hour; of a gauge it is what stood at that time. Throws `SourceError`.
 */
export async function readPrometheus(source: UsageSource, metering: Metering, token?: string): Promise<Reading> {
  const { url = '', query = '', kind = 'delta', organizationLabel = '', mapping } = source.spec
  const address = addressOf(url, metering.allowedHosts, token !== undefined)
  if (kind === 'delta' && reachOf(query) > STEP_MS) {
    throw meterError(
      'MeterMisused',
      'its query looks back for more than an hour, and is asked for each hour: it would count use several times',
      'write `[1h]` in the query, or `kind: gauge` if its values do not add up',
    )
  }
  const times = hoursIn(metering.window)
  if (times === undefined) return new Gathering().reading()
  const asked = rangeUrl(address, query, times)
  const answer = await call(
    asked,
    { ...metering, token },
    (status) => status === 400 || status === 422 || status === 503,
  )
  const labels = { organization: organizationLabel, project: mapping?.project }
  return samplesOf(matrixOf(answer), source, { labels, organizationOf: metering.organizationOf })
}

/** The first and the last full hour of a window, in seconds; for a delta they end the hours that they tell of. */
function hoursIn({ from, until }: Metering['window']): { readonly first: number; readonly last: number } | undefined {
  const first = Math.ceil(from / STEP_MS) * STEP_MS
  const last = Math.floor((until - 1) / STEP_MS) * STEP_MS
  return first > last ? undefined : { first: first / 1000, last: last / 1000 }
}

function rangeUrl(base: URL, query: string, { first, last }: { readonly first: number; readonly last: number }): URL {
  const url = new URL(base)
  url.hash = ''
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/query_range`
  const asked = { query, start: `${first}`, end: `${last}`, step: `${STEP_MS / 1000}`, timeout: '25s' }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  return url
}

interface Series {
  readonly metric: JsonObject
  readonly values: readonly (readonly [number, string])[]
}

/** The series of an answer; throws `SourceError` where it is none of Prometheus, or says that it could not be made. */
function matrixOf({ status, bytes }: Called): { readonly series: readonly Series[]; readonly isWarned: boolean } {
  const value = parsed(bytes)
  if (value?.status === 'error') throw refusedQuery(value.errorType)
  if (status >= 500) throw meterError('MeterUnavailable', `the server answered ${status}`)
  const data = objectOf(value?.data)
  const { resultType, result } = data ?? {}
  if (value?.status !== 'success' || resultType !== 'matrix' || !Array.isArray(result)) {
    throw meterError(
      'MeterUnreadable',
      'its answer is not that of a Prometheus',
      'correct `url`: it ends before /api/v1',
    )
  }
  const series = result.map((item) => ({ metric: objectOf(item?.metric) ?? {}, values: item?.values }))
  if (!series.every(({ values }) => Array.isArray(values) && values.every(isPoint))) {
    throw meterError('MeterUnreadable', 'its answer holds no series of values', 'correct `url`: it ends before /api/v1')
  }
  return { series: series as readonly Series[], isWarned: Array.isArray(value.warnings) && value.warnings.length > 0 }
}

function refusedQuery(type: Json | undefined): SourceError {
  switch (type) {
    case 'bad_data':
      return meterError(
        'MeterMisused',
        'the server cannot read the query',
        'correct `query`; try it in Prometheus itself',
      )
    case 'execution':
      return meterError('MeterMisused', 'the server cannot carry out the query', 'try it in Prometheus itself')
  }
  return meterError('MeterUnavailable', 'the server could not answer the query in time', 'let the query ask for less')
}

interface Naming {
  readonly labels: { readonly organization: string; readonly project: string | undefined }
  readonly organizationOf: Metering['organizationOf']
}

async function samplesOf(
  { series, isWarned }: ReturnType<typeof matrixOf>,
  source: UsageSource,
  { labels, organizationOf }: Naming,
): Promise<Reading> {
  const count = series.reduce((sum, { values }) => sum + values.length, 0)
  if (count > MOST_RECORDS)
    throw meterError('MeterTooLarge', `it gives more than ${MOST_RECORDS} values`, 'let its query give fewer series')
  const gathering = new Gathering()
  const common = commonOf(source)
  const known = new Set<string>()
  if (isWarned) gathering.fault('answer', 'the server warns that something of it may be missing or wrong')
  for (const [index, { metric, values }] of series.entries()) {
    const place = `series ${index + 1}`
    const named = ownText(metric, labels.organization)
    const organization = organizationOf(named)
    const project = labels.project === undefined ? '' : ownText(metric, labels.project)
    if (named === '') gathering.fault(place, 'has no organization label')
    else if (project.length > MOST_LENGTH) gathering.fault(place, `its project has more than ${MOST_LENGTH} characters`)
    else if (organization === undefined) gathering.miss(named)
    else {
      const identity = `${organization}\u0000${project}`
      if (known.has(identity)) throw ambiguous(organization)
      known.add(identity)
      takeValues(values, { ...common, organization, ...(project === '' ? {} : { project }) }, place, gathering)
      if (index % SERIES === 0) await turn()
    }
  }
  return gathering.reading()
}

const MOST_LENGTH = 255
/** After so many series others get their turn. */
const SERIES = 20

function takeValues(
  values: Series['values'],
  common: Omit<Sample, 'start' | 'value'>,
  place: string,
  gathering: Gathering,
): void {
  for (const [seconds, text] of values) {
    const value = Number(text)
    const at = Math.round(seconds * 1000) - (common.kind === 'delta' ? STEP_MS : 0)
    if (text === '' || !Number.isFinite(value)) gathering.fault(place, 'a value is no finite number')
    else gathering.take({ ...common, start: new Date(at).toISOString(), value })
  }
}

function ambiguous(organization: string): SourceError {
  return meterError(
    'MeterMisused',
    `its query gives several series for organization ${shownText(organization)}`,
    'write `sum by (organization) (…)` with the label that organizationLabel names, and that of `mapping.project`',
  )
}

function ownText(labels: JsonObject, name: string): string {
  const value = Object.hasOwn(labels, name) ? labels[name] : undefined
  return typeof value === 'string' ? value : ''
}

function parsed(bytes: Buffer): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(bytes.toString('utf8')) as Json)
  } catch {
    return undefined
  }
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}

const FIRST_SECOND = 0
const LAST_SECOND = Date.UTC(9999, 0, 1) / 1000

function isPoint(point: unknown): boolean {
  if (!Array.isArray(point) || point.length !== 2) return false
  const [seconds, text] = point
  return typeof seconds === 'number' && seconds > FIRST_SECOND && seconds < LAST_SECOND && typeof text === 'string'
}
