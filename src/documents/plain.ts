import type { Json } from '../model/resource.ts'

const INTEGER = /^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?[0-9]+)$/
const DECIMAL = /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/

/** Above it every number of fifteen digits is kept exactly; near zero digits get lost. */
const SMALLEST_FULL = 1e-300

/**
 * The value of an unquoted scalar under the core schema of YAML 1.2: null, booleans, numbers, else the text itself.
 * Numbers come as JavaScript reads them; `numberFault` tells which of them must not be used.
 */
export function plainValue(text: string): Json {
  switch (text.charCodeAt(0)) {
    case 0x7e: // ~
      return text.length === 1 ? null : text
    case 0x6e: // n
    case 0x4e: // N
      return text === 'null' || text === 'Null' || text === 'NULL' ? null : text
    case 0x74: // t
    case 0x54: // T
      return text === 'true' || text === 'True' || text === 'TRUE' ? true : text
    case 0x66: // f
    case 0x46: // F
      return text === 'false' || text === 'False' || text === 'FALSE' ? false : text
    default:
      return text === '' ? null : startsNumber(text.charCodeAt(0)) ? numberOrText(text) : text
  }
}

function startsNumber(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || unit === 0x2d || unit === 0x2b || unit === 0x2e
}

function numberOrText(text: string): number | string {
  if (INTEGER.test(text) || DECIMAL.test(text)) return Number(text)
  if (INFINITE.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return NOT_A_NUMBER.test(text) ? Number.NaN : text
}

/**
 * Why a number is refused, judged by its source text so that nothing is ever rounded: not finite, beyond 2^53, negative
 * zero, or with more digits than a number keeps; `undefined` where it is exact.
 */
export function numberFault(text: string, value: number): string | undefined {
  if (!Number.isFinite(value)) return 'a number must be finite'
  if (Object.is(value, -0)) return 'negative zero is not a number that can be kept'
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return `a number must lie within ±${Number.MAX_SAFE_INTEGER}`
  if (text.length <= 15 && Math.abs(value) > SMALLEST_FULL) return undefined
  if (INTEGER.test(text) || digits(text) === digits(String(value))) return undefined
  return 'a number must not have more digits than can be kept exactly'
}

/** The significant digits of a decimal number: no sign, point, exponent, leading or trailing zeros. */
function digits(text: string): string {
  return text
    .replace(/[eE].*$/, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+|0+$/g, '')
}
