import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Decimal,
  decimalOf,
  decimalText,
  isGreater,
  plus,
  sumOf,
  times,
} from '../../../src/usage/policies/decimal.ts'

test('a number is the decimal by which it is shown', () => {
  const shown = ['0', '49.90', '0.1', 0.1, 1e21, 1.5e-7, -2.5, 123456789.123, '007', '1000']
  assert.equal(
    shown.map((value) => decimalText(decimalOf(value))),
    ['0', '49.9', '0.1', '0.1', '1000000000000000000000', '0.00000015', '-2.5', '123456789.123', '7', '1000'],
  )
})

test('what is no number is zero', () => {
  assert.equal(
    ['', 'many', '1.2.3', Number.NaN, Number.POSITIVE_INFINITY, '0x10', ' 1'].map((one) => decimalText(decimalOf(one))),
    Array(7).fill('0'),
  )
})

test('what floating point gets wrong is exact', () => {
  assert.is(decimalText(plus(decimalOf(0.1), decimalOf(0.2))), '0.3')
  assert.is(decimalText(sumOf(Array.from({ length: 10 }, () => decimalOf('0.1')))), '1')
  assert.is(decimalText(times(decimalOf('0.0000000001'), decimalOf(3e15))), '300000')
  const large = plus(decimalOf('999999999999999.9999999999'), decimalOf('0.0000000001'))
  assert.is(decimalText(large), '1000000000000000')
  assert.is(isGreater(plus(decimalOf(0.1), decimalOf(0.2)), decimalOf('0.3')), false)
  assert.is(isGreater(decimalOf('0.30000000001'), decimalOf('0.3')), true)
})

const decimal = fc
  .record({ units: fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), scale: fc.integer({ min: 0, max: 18 }) })
  .map((one): Decimal => one)

/** The same number in units of 10 to the power of −40, by which all of these can be compared. */
function fixed({ units, scale }: Decimal): bigint {
  return units * 10n ** BigInt(40 - scale)
}

test('sums and products are those of whole numbers of one scale', () => {
  fc.assert(
    fc.property(decimal, decimal, (left, right) => {
      assert.is(fixed(plus(left, right)), fixed(left) + fixed(right))
      assert.is(fixed(times(left, right)) * 10n ** 40n, fixed(left) * fixed(right))
      assert.is(isGreater(left, right), fixed(left) > fixed(right))
    }),
  )
})

test('the order in which decimals are added does not matter', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })), (values) => {
      const decimals = values.map(decimalOf)
      assert.is(decimalText(sumOf(decimals)), decimalText(sumOf([...decimals].reverse())))
    }),
  )
})

test('a decimal is read as it is written', () => {
  fc.assert(
    fc.property(decimal, (one) => {
      const text = decimalText(one)
      assert.match(text, /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/)
      assert.is(fixed(decimalOf(text)), fixed(one))
    }),
  )
})

test('every finite number comes back from its decimal', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.is(Number(decimalText(decimalOf(value))) - value, 0)
    }),
  )
})

test.run()
