/** As what a list may be told besides JSON: one record a line, or one document behind the other. */
export type Table = 'csv' | 'ndjson' | 'yaml'
/** As what anything may be told. */
export type Format = 'json' | Table

/** What formats are called in `Accept` and `Content-Type`. */
export const MEDIA_TYPES: Readonly<Record<Format | 'events', string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  events: 'text/event-stream',
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
}

interface MediaRange {
  readonly name: string
  readonly quality: number
}

/**
 * Which of the formats a reader wants most, by the `Accept` of the request (RFC 9110): of those that are wanted alike the
 * first, without the header the first; `undefined` where none is taken.
 */
export function formatFor<F extends Format | 'events'>(
  accept: string | undefined,
  formats: readonly F[],
): F | undefined {
  if (accept === undefined || accept.trim() === '') return formats[0]
  const ranges = accept.split(',').map(rangeOf)
  let best: { readonly format: F; readonly quality: number } | undefined
  for (const format of formats) {
    const quality = qualityOf(MEDIA_TYPES[format], ranges)
    if (quality > (best?.quality ?? 0)) best = { format, quality }
  }
  return best?.format
}

function rangeOf(text: string): MediaRange {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1'
  return { name, quality: /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? Number(weight) : 0 }
}

/** What names a type counts before what names its family, and that before `*` for everything. */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  const [family] = type.split('/')
  for (const name of [type, `${family}/*`, '*/*']) {
    const range = ranges.find((one) => one.name === name)
    if (range !== undefined) return range.quality
  }
  return 0
}
