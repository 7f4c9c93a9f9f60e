import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { canonical } from '../../src/lib/canonical.ts'
import { equal } from '../../src/lib/compare.ts'

test('canonical JSON orders property names at every depth and leaves undefined out', () => {
  assert.is(canonical({ b: [{ d: 1, c: null }], a: 'é', e: undefined }), '{"a":"é","b":[{"c":null,"d":1}]}')
  assert.is(canonical({ 10: 'x', 9: 'y' }), '{"10":"x","9":"y"}')
})

test('canonical JSON refuses what JSON cannot hold', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, () => 1, Symbol('x')]) {
    assert.throws(() => canonical({ value }), TypeError)
  }
})

test('equal values give the same canonical text, and other values another', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
      const [one, two] = [JSON.parse(JSON.stringify(left)), JSON.parse(JSON.stringify(right))]
      assert.is(canonical(one) === canonical(two), equal(one, two))
      assert.ok(equal(JSON.parse(canonical(one)), one))
    }),
  )
})

test.run()
