/** A decimal number that loses no digit: `units` divided by ten to the power of `scale`. */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

export const ZERO: Decimal = { units: 0n, scale: 0 }

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/

/**
 * The decimal that a text (`"49.90"`) writes, or the one by which a number is shown: 0.1 is one tenth, and not what a
 * computer keeps of it. Zero for what is no number.
 */
export function decimalOf(value: string | number): Decimal {
  // Most of what is measured is a whole number, and needs no text.
  if (Number.isSafeInteger(value)) return { units: BigInt(value), scale: 0 }
  const match = NUMBER.exec(String(value))
  if (match === null) return ZERO
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const units = BigInt(`${sign}${whole}${fraction}`)
  const scale = fraction.length - Number(exponent)
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 }
}

/** The exact sum. */
export function plus(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale)
  return { units: unitsAt(left, scale) + unitsAt(right, scale), scale }
}

/** The exact product. */
export function times(left: Decimal, right: Decimal): Decimal {
  return { units: left.units * right.units, scale: left.scale + right.scale }
}

/** The exact sum of any number of decimals. */
export function sumOf(decimals: Iterable<Decimal>): Decimal {
  const byScale = new Map<number, bigint>()
  for (const { units, scale } of decimals) byScale.set(scale, (byScale.get(scale) ?? 0n) + units)
  let sum = ZERO
  for (const [scale, units] of byScale) sum = plus(sum, { units, scale })
  return sum
}

/** Whether the first is strictly greater than the second. */
export function isGreater(left: Decimal, right: Decimal): boolean {
  const scale = Math.max(left.scale, right.scale)
  return unitsAt(left, scale) > unitsAt(right, scale)
}

/** The number in decimal digits, without an exponent and without zeros at the end of its fraction: `5120.5`. */
export function decimalText({ units, scale }: Decimal): string {
  const sign = units < 0n ? '-' : ''
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  const whole = digits.slice(0, digits.length - scale)
  return scale === 0 ? `${sign}${digits}` : `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

function unitsAt({ units, scale }: Decimal, wanted: number): bigint {
  return wanted === scale ? units : units * 10n ** BigInt(wanted - scale)
}
