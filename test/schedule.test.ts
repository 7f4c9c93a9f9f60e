import { spawnSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nextRun, retryMs, startTimer, type Timer } from '../src/schedule.ts'
import { until } from './support/running.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const EVERY_SECOND = { type: 'cron', expression: '* * * * * *' } as const

async function withTimer(
  schedule: Parameters<typeof startTimer>[0],
  random: number,
  work: (timer: Timer, called: readonly string[]) => Promise<void> | void,
): Promise<void> {
  const called: string[] = []
  const timer = startTimer(schedule, { call: (reason) => void called.push(reason), random: () => random, now: () => 0 })
  try {
    await work(timer, called)
  } finally {
    timer.stop()
  }
}

const dueMs = (timer: Timer): number => Date.parse(timer.next() ?? '')

test('a retry waits five seconds at first, twice as long each time, at most ten minutes, and never less than half of it', () => {
  const longest = [1, 2, 3, 7, 8, 9, 1000, 1e9].map((failures) => retryMs(failures, () => 1))
  assert.equal(longest, [5000, 10_000, 20_000, 320_000, 600_000, 600_000, 600_000, 600_000])
  assert.equal(
    [1, 2, 1000].map((failures) => retryMs(failures, () => 0)),
    [2500, 5000, 300_000],
  )
})

test('an interval is kept within a tenth', async () => {
  const interval = { type: 'interval', ms: 60_000 } as const
  for (const [random, ms] of [
    [0, 54_000],
    [0.5, 60_000],
    [1, 66_000],
  ] as const) {
    await withTimer(interval, random, (timer) => {
      assert.is(timer.next(), undefined)
      timer.wait(0)
      assert.is(dueMs(timer), ms)
    })
  }
})

test('after failures the retry counts, and after a success the interval again', async () => {
  await withTimer({ type: 'interval', ms: 3_600_000 }, 1, (timer) => {
    timer.wait(3)
    assert.is(dueMs(timer), 20_000)
    timer.wait(0)
    assert.is(dueMs(timer), 3_960_000)
  })
})

test('a source that is read every second is tried again within it at first', async () => {
  await withTimer({ type: 'interval', ms: 1000 }, 1, (timer) => {
    timer.wait(1)
    assert.is(dueMs(timer), 1000)
  })
})

test('the longest interval does not become none at all', async () => {
  await withTimer({ type: 'interval', ms: 24 * DAY_MS }, 1, async (timer, called) => {
    timer.wait(0)
    await pause(30)
    assert.equal(called, [])
    assert.is(dueMs(timer), 2 ** 31 - 1)
  })
})

test('it calls once for each wait', async () => {
  await withTimer({ type: 'interval', ms: 20 }, 0.5, async (timer, called) => {
    timer.wait(0)
    timer.wait(0)
    await until('the call', () => called.length > 0)
    await pause(60)
    assert.equal(called, ['schedule'])
    assert.is(timer.next(), undefined)
    timer.wait(1)
    await until('the retry', () => called.length > 1)
    assert.equal(called, ['schedule', 'retry'])
  })
})

test('after stop it neither calls nor begins to wait', async () => {
  await withTimer({ type: 'interval', ms: 10 }, 0.5, async (timer, called) => {
    timer.wait(0)
    timer.stop()
    timer.wait(0)
    timer.wait(2)
    assert.is(timer.next(), undefined)
    await pause(60)
    assert.equal(called, [])
  })
})

test('a cron expression calls without being waited for, and a retry comes in between', async () => {
  await withTimer(EVERY_SECOND, 0, async (timer, called) => {
    assert.type(timer.next(), 'string')
    await until('the second', () => called.includes('schedule'))
    timer.stop()
    assert.is(timer.next(), undefined)
  })
  await withTimer({ type: 'cron', expression: '0 0 1 1 *' }, 0, (timer) => {
    const later = dueMs(timer)
    timer.wait(1)
    assert.is(dueMs(timer), 2500)
    timer.wait(0)
    assert.is(dueMs(timer), later)
  })
})

test('the next time of an expression is told, and of a wrong one nothing', () => {
  assert.is(nextRun('61 * * * *'), undefined)
  const before = Date.now()
  assert.ok((nextRun('*/5 * * * *')?.getTime() ?? 0) > before)
})

test('a cron expression in UTC is due by UTC, wherever the program runs', () => {
  const schedule = JSON.stringify(new URL('../src/schedule.ts', import.meta.url).href)
  const program = `import { startTimer } from ${schedule}
    for (const timezone of [{ timezone: 'UTC' }, {}]) {
      const calls = { call: () => undefined, random: () => 0, now: Date.now }
      const timer = startTimer({ type: 'cron', expression: '30 3 * * *', ...timezone }, calls)
      console.log(timer.next().slice(11, 16))
      timer.stop()
    }`
  const words = ['--no-warnings', '--input-type=module', '-e', program]
  const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', env: { TZ: 'Asia/Kolkata' } })
  assert.equal(stdout.trim().split('\n'), ['03:30', '22:00'])
})

test.run()
