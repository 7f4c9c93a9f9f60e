/** Chance that comes out the same in every run of one seed. */
export interface Chance {
  /** A whole number from 0 up to, but not, `end`. */
  below(end: number): number
  /** One of several. */
  one<T>(values: readonly [T, ...T[]]): T
}

/** Makes chance of a seed (a whole number): the generator called mulberry32. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const below = (end: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end)
  }
  return { below, one: (values) => values[below(values.length)] ?? values[0] }
}
