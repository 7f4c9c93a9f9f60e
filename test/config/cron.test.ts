import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cronFault, nextRun } from '../../src/schedule.ts'

test('five fields are a cron expression, or six with the seconds first', () => {
  assert.equal(['*/5 * * * *', '0 9 * * 1-5', '*/10 * * * * *', '@daily'].map(cronFault), Array(4).fill(undefined))
})

test('what is wrong with a cron expression is told by its fields', () => {
  assert.is(cronFault('61 * * * *'), 'the minute is wrong')
  assert.is(cronFault('* 25 * 13 *'), 'the hour and the month are wrong')
  assert.is(cronFault('0 0 31 2 *'), 'the day of month is wrong')
  for (const text of ['', 'often', '* * * *', '* * * * * * *']) {
    assert.is(cronFault(text), 'it needs five fields, or six with the seconds first')
  }
})

test('an expression is due in the future, also on a day that is rare', () => {
  const before = Date.now()
  const next = nextRun('*/5 * * * *')?.getTime()
  assert.ok(next !== undefined && next > before && next <= Date.now() + 300_000)
  assert.is(nextRun('0 0 29 2 *')?.getMonth(), 1)
  assert.is(nextRun('often'), undefined)
})

test.run()
