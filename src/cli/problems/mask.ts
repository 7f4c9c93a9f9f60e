import { randomParts } from '../../lib/random.ts'
import { BEFORE_SHAPE, SHAPES as KNOWN } from '../../lib/shapes.ts'

/** A part of a line, from `start` up to `end` (UTF-16 units). */
export interface Range {
  readonly start: number
  readonly end: number
}

const SECRET_NAME = 'pass|pwd|secret|token|credential|api[_-]?key|private[_-]?key|auth[_-]?key'
const SECRET = new RegExp(SECRET_NAME, 'i')
const FIELD = /(["']?)([\w.-]{1,100})\1\s*([:=])\s*/g
const VALUE_FIELD = /^(value|default|content)$/
// A reference is no secret, unless its variable has no name of one.
const HARMLESS =
  /^(true|false|null|~|\{\s*["']?(env["']?\s*:\s*["']?[A-Za-z_]\w*["']?\s*[,}]|(file|kubernetes)\b)|[|>][-+\d]*\s*$)/
const SECRET_ITEM = new RegExp(
  `["']?secret["']?\\s*:\\s*true|\\b(?:key|name|id)["']?\\s*:\\s*["']?[\\w.-]{0,100}(?:${SECRET_NAME})`,
  'i',
)

const SHAPES: readonly RegExp[] = [
  /(?<=:\/\/)[^/\s@]+(?=@)/g,
  /-----BEGIN [A-Z ]*KEY-----.*/g,
  /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|sk-|AKIA|ASIA|AIza)[\w-]{8,}/g,
  new RegExp(`${BEFORE_SHAPE}(?:${KNOWN.map(([, shape]) => shape).join('|')})[\\w+/=-]*`, 'g'),
  /[A-Za-z0-9+/]{48,}={0,2}/g,
  /(?<=\b(?:Bearer|Basic)\s)[\w.~+/=-]{8,}/gi,
]

/** Whether a line says of its item that it is secret: `secret: true`, or a key or name like `db-password`. */
export function namesSecret(line: string): boolean {
  return SECRET_ITEM.test(line)
}

/**
 * The parts of a line that look like a secret: what follows a field named like one, the password of a URL, keys and tokens
 * of known form, and words made by chance. Frames mask them whatever the problem is, because the line of any mistake is shown. `secretNear` says
 * that a line nearby names its item secret, so that `value` holds one. It may mask too much; the place is still named.
 */
export function secretRanges(line: string, secretNear: boolean): readonly Range[] {
  const itemIsSecret = secretNear || namesSecret(line)
  const fields = [...line.matchAll(FIELD)].flatMap((match) => {
    const name = match[2] ?? ''
    if (!SECRET.test(name) && !(itemIsSecret && VALUE_FIELD.test(name))) return []
    const start = match.index + match[0].length
    const rest = line.slice(start)
    if (rest === '' || HARMLESS.test(rest)) return []
    return [{ start, end: start + valueLength(rest, match[3] === '=', inFlow(line, match.index)) }]
  })
  const shapes = SHAPES.flatMap((shape) =>
    [...line.matchAll(shape)].map((match) => ({ start: match.index, end: match.index + match[0].length })),
  )
  return merged([...fields, ...shapes, ...randomParts(line)])
}

function inFlow(line: string, end: number): boolean {
  return /[{[]/.test(line.slice(0, end))
}

/** How far a value reaches: to its closing quote, inside `{}` to the next separator, else to the end of the line. */
function valueLength(rest: string, isParameter: boolean, isFlow: boolean): number {
  const quoted = /^(?:"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?)/.exec(rest)
  if (quoted !== null) return quoted[0].length
  if (isParameter) return /^[^&\s"',}\]]*/.exec(rest)?.[0].length ?? rest.length
  if (isFlow && !/^[{[]/.test(rest)) return /^[^,}\]]*/.exec(rest)?.[0].length ?? rest.length
  return rest.length
}

function merged(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges
    .filter((range) => range.end > range.start)
    .sort((left, right) => left.start - right.start || left.end - right.end)
  const result: Range[] = []
  for (const range of sorted) {
    const last = result.at(-1)
    if (last === undefined || range.start > last.end) result.push(range)
    else result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) }
  }
  return result
}
