import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createMemory } from '../../../src/api/authentication/memory.ts'
import { movedClock } from '../../support/asking.ts'

const ADA = { type: 'person', name: 'ada@acme.example', email: 'ada@acme.example' } as const
const NOW = '2026-11-22T12:00:00.000Z'
const SECONDS = Date.parse(NOW) / 1000

test('H13: an identity is remembered for half a minute and no longer, however long its token counts', () => {
  const clock = movedClock(NOW)
  const memory = createMemory(clock)
  memory.put('a', ADA, SECONDS + 3600)
  clock.pass(29_999)
  assert.is(memory.get('a'), ADA)
  clock.pass(1)
  assert.is(memory.get('a'), undefined)
})

test('H13: an identity is never remembered beyond the end of its token', () => {
  const clock = movedClock(NOW)
  const memory = createMemory(clock)
  memory.put('a', ADA, SECONDS + 10)
  memory.put('b', ADA, SECONDS - 30)
  assert.equal([memory.get('a'), memory.get('b')], [ADA, undefined])
  clock.pass(9_999)
  assert.is(memory.get('a'), ADA)
  clock.pass(1)
  assert.is(memory.get('a'), undefined)
})

test('so many are remembered, the newest', () => {
  const memory = createMemory(movedClock(NOW), { most: 2 })
  for (const digest of ['a', 'b', 'c']) memory.put(digest, ADA, SECONDS + 3600)
  assert.equal(
    ['a', 'b', 'c'].map((digest) => memory.get(digest) === ADA),
    [false, true, true],
  )
})

test.run()
