import type { Listen } from '../config.ts'

const DURATION = /^(\d{1,12})(ms|s|m|h|d)$/
const SIZE = /^(\d{1,12})(B|KiB|MiB|GiB)$/
const LISTEN = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/
const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const BYTES: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

/** Milliseconds of a duration (`500ms`, `60s`, `5m`, `1h`, `2d`); `undefined` where the text is none. */
export function durationMs(text: string): number | undefined {
  return scaled(DURATION.exec(text), MS)
}

/** Bytes of a size (`512B`, `64KiB`, `1MiB`, `1GiB`); `undefined` where the text is none. */
export function sizeBytes(text: string): number | undefined {
  return scaled(SIZE.exec(text), BYTES)
}

/** Milliseconds as a duration is written: the largest unit that divides them. */
export function durationText(ms: number): string {
  const unit = ['d', 'h', 'm', 's'].find((each) => ms > 0 && ms % (MS[each] ?? 1) === 0) ?? 'ms'
  return `${ms / (MS[unit] ?? 1)}${unit}`
}

/** Host and port of an address to listen at (`127.0.0.1:8080`, `[::1]:8080`); `off` for the word; `undefined` for neither. */
export function listenOf(text: string): Listen | 'off' | undefined {
  if (text === 'off') return 'off'
  const [, bracketed, plain, digits] = LISTEN.exec(text) ?? []
  const host = bracketed ?? plain
  const port = Number(digits)
  return host === undefined || port > 65_535 ? undefined : { host, port }
}

/** An address to listen at as it is written. */
export function listenText({ host, port }: Listen): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

function scaled(match: RegExpExecArray | null, units: Readonly<Record<string, number>>): number | undefined {
  const [, digits, unit = ''] = match ?? []
  const factor = units[unit]
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor
}
