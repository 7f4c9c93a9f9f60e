import fc from 'fast-check'

/** A value once in so many times, else `undefined`; `fc.option` with a `freq` gives its value nearly always. */
export function once<T>(value: fc.Arbitrary<T>, inTimes: number): fc.Arbitrary<T | undefined> {
  const [weight, arbitrary] = [inTimes - 1, fc.constant(undefined)]
  return fc.oneof({ weight, arbitrary }, { weight: 1, arbitrary: value })
}
