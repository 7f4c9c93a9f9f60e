import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createOutlet } from '../../../src/api/events/outlet.ts'

test('an outlet is full when more waits than it keeps, and stuck when nothing of it is taken', () => {
  const outlet = createOutlet()
  assert.equal([outlet.isFull(), outlet.isStuck()], [false, false])
  outlet.push('é'.repeat(128 * 1024))
  assert.is(outlet.isFull(), false)
  outlet.push('x')
  assert.equal([outlet.isFull(), outlet.isStuck(), outlet.isStuck()], [true, true, true])
  outlet.body.read(1000)
  assert.equal([outlet.isFull(), outlet.isStuck(), outlet.isStuck()], [false, false, true])
  outlet.body.read()
  assert.is(outlet.isStuck(), false)
})

test.run()
