/** The milliseconds of the units in which PromQL writes durations. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
}
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#[^\n]*/g
const RANGE = /\[\s*((?:\d+(?:ms|[smhdwy]))+)\s*(?::[^\]]*)?\]/g
const PART = /(\d+)(ms|[smhdwy])/g

/** How far a PromQL query looks back at most by its range selectors, in milliseconds; 0 where it has none. */
export function reachOf(query: string): number {
  const ranges = [...query.replace(QUOTED, '""').matchAll(RANGE)].map(([, text = '']) => durationOf(text))
  return Math.max(0, ...ranges)
}

function durationOf(text: string): number {
  return [...text.matchAll(PART)].reduce((sum, [, digits, unit = '']) => sum + Number(digits) * (UNITS[unit] ?? 0), 0)
}
