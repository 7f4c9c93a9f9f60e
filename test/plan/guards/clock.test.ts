import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clockSuspect } from '../../../src/plan/guards/clock.ts'
import { guardInput } from '../../support/guard.ts'

const clockJump = { expected: '2026-03-02T10:00:00.000Z', found: '2026-03-04T10:00:00.000Z' }
const change = (until: string, jump: typeof clockJump | undefined) =>
  clockSuspect(
    guardInput({
      before: { users: { ada: {}, bob: { until } } },
      after: { users: { ada: { firstName: 'Ada' }, bob: { until } } },
      ...(jump === undefined ? {} : { context: { clockJump: jump } }),
    }),
  )

test('a plan waits where access ends in the span that the clock jumped over', () => {
  const hold = change('2026-03-03', clockJump)
  assert.is(hold?.code, 'ClockSuspect')
  assert.equal(hold?.evidence.names, ['User bob'])
})

test('a clock that went back is suspect as well', () => {
  const back = { expected: clockJump.found, found: clockJump.expected }
  assert.is(change('2026-03-03', back)?.code, 'ClockSuspect')
})

test('without a jump, or with nothing in its span, nothing is held', () => {
  assert.is(change('2026-03-03', undefined), undefined)
  assert.is(change('2026-03-05', clockJump), undefined)
  assert.is(change('never', clockJump), undefined)
})

test.run()
