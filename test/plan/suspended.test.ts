import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isSuspended } from '../../src/plan/suspended.ts'

const NOON = '2026-11-22T12:00:00.000Z'

test('a source is left unread until the end of its suspension, and not a moment longer', () => {
  const until = (end: string) => isSuspended({ reason: 'r', owner: 'ada', until: end }, NOON)
  assert.equal(
    [until('2026-11-22T12:00:00.001Z'), until('2026-11-22T12:00:00Z'), until('2026-11-22'), until('2026-11-23')],
    [true, false, false, true],
  )
  assert.is(until('some day'), true)
  assert.is(isSuspended(undefined, NOON), false)
})

test.run()
