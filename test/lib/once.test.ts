import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { once, onceEach } from '../../src/lib/once.ts'

test('a value is worked out when it is asked for, and once', () => {
  let made = 0
  const value = once(() => ++made)
  assert.is(made, 0)
  assert.equal([value(), value(), made], [1, 1, 1])
})

test('of every object it is worked out once, also where nothing comes of it', () => {
  const made: object[] = []
  const of = onceEach((one: object): undefined => {
    made.push(one)
  })
  const [first, second] = [{}, {}]
  for (const one of [first, second, first, second]) of(one)
  assert.equal(made, [first, second])
  assert.is(made[1], second)
})

test.run()
