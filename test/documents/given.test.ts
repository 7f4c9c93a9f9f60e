import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { valueFault } from '../../src/documents/given.ts'
import type { Json } from '../../src/model/resource.ts'

const LIMITS = { depth: 4, nodes: 20, keyLength: 10 }

function nested(levels: number): Json {
  return levels === 0 ? 'end' : { below: nested(levels - 1) }
}

test('values are held to the limits that hold for texts', () => {
  assert.is(valueFault(nested(4), LIMITS), undefined)
  assert.is(valueFault(nested(5), LIMITS)?.code, 'TooDeep')
  assert.is(
    valueFault(
      Array.from({ length: 19 }, () => 1),
      LIMITS,
    ),
    undefined,
  )
  assert.is(
    valueFault(
      Array.from({ length: 20 }, () => 1),
      LIMITS,
    )?.code,
    'TooLarge',
  )
  assert.is(valueFault({ abcdefghij: 1 }, LIMITS), undefined)
  assert.is(valueFault({ abcdefghijk: 1 }, LIMITS)?.code, 'TooLarge')
})

test('a number that is not exact is refused, also deep inside', () => {
  for (const wrong of [2 ** 53, -0, Number.POSITIVE_INFINITY])
    assert.is(valueFault({ a: [wrong] }, LIMITS)?.code, 'Syntax', String(wrong))
  for (const right of [0, 1.5, -7, 2 ** 53 - 1]) assert.is(valueFault([right], LIMITS), undefined)
})

test.run()
