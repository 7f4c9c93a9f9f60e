import { instantOf } from '../lib/instant.ts'
import type { Sample } from '../model/usage.ts'

/**
 * A sample as a line of a file keeps it: `identity` is all that makes it the same as another one (model `SampleStore`),
 * `rest` what the last one of them says. Two samples are the same where their identities are the same text.
 */
export interface SampleLine {
  readonly start: string
  readonly organization: string
  readonly identity: string
  readonly rest: string
}

/** What a quote stands in front of in a text is written with a backslash, so this stands nowhere but between the two parts. */
const LINE = /^(\{"start":"([^"]{24})","organization":"([^"]*)",.*),"value":(.*)\}$/s

/** A sample as its line; its time is written in one way only. Throws where it has no time or number, which is a bug of its caller. */
export function lineOf(sample: Sample): SampleLine {
  const { organization, source, project = '', objectType, metric, kind, value, component } = sample
  const at = instantOf(sample.start)
  if (at === undefined || !Number.isFinite(value)) throw new Error('a sample has neither a time nor a number')
  const start = new Date(at).toISOString()
  const named = { start, organization, source, ...(project === '' ? {} : { project }), objectType, metric, kind }
  const rest = component === undefined ? `${value}` : `${value},"component":${JSON.stringify(component)}`
  return { start, organization, identity: JSON.stringify(named).slice(0, -1), rest }
}

/** The text of a line, without its line end. */
export function textOf({ identity, rest }: Pick<SampleLine, 'identity' | 'rest'>): string {
  return `${identity},"value":${rest}}`
}

const QUOTE = 0x22
/** Where the time of a line begins, and where it ends. */
const START = '{"start":"'.length
const END = START + '2026-11-22T15:00:00.000Z'.length

/** When a line begins, found without reading the rest of it; `undefined` where it does not begin as lines do. */
export function startIn(bytes: Buffer): string | undefined {
  if (bytes[START - 1] !== QUOTE || bytes[END] !== QUOTE) return undefined
  return bytes.toString('latin1', START, END)
}

/** The line that a text is; `undefined` where it is none. */
export function readLine(text: string): SampleLine | undefined {
  const [, identity, start, organization, rest] = LINE.exec(text) ?? []
  if (identity === undefined || start === undefined || organization === undefined || rest === undefined)
    return undefined
  return { identity, start, organization, rest }
}

/** The sample of a line; `undefined` where it does not hold one. */
export function sampleOf(line: Pick<SampleLine, 'identity' | 'rest'>): Sample | undefined {
  try {
    const sample = JSON.parse(textOf(line)) as Sample
    const isWhole = typeof sample.value === 'number' && (sample.kind === 'delta' || sample.kind === 'gauge')
    return isWhole ? sample : undefined
  } catch {
    return undefined
  }
}
