import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createPace } from '../../src/kubernetes/pace.ts'

const signal = new AbortController().signal

/** How long a request would be kept back, in milliseconds. */
async function waited(pace: ReturnType<typeof createPace>): Promise<number> {
  const from = performance.now()
  await pace.wait(signal)
  return performance.now() - from
}

test('only an overloaded server keeps requests back, and its own words count first', async () => {
  const pace = createPace(() => 0)
  pace.heed(200, '30')
  pace.heed(404, '30')
  assert.ok((await waited(pace)) < 500)
  pace.heed(429, '0')
  assert.ok((await waited(pace)) < 500)
  pace.heed(503, '1')
  const ms = await waited(pace)
  assert.ok(ms >= 990, `${ms}`)
})

test('a server that names no time is left alone for a second, then longer, until it answers well', async () => {
  const pace = createPace(() => 0)
  pace.heed(429, undefined)
  const first = await waited(pace)
  pace.heed(429, 'soon')
  const second = await waited(pace)
  pace.heed(200, undefined)
  pace.heed(429, undefined)
  const third = await waited(pace)
  assert.ok(first >= 990 && second >= 1990 && third < second, `${[first, second, third]}`)
})

test('a date is understood, one that is far away is not waited for longer than a minute, and a signal ends the wait', async () => {
  const pace = createPace(() => 0)
  const from = performance.now()
  pace.heed(503, new Date(Date.now() + 1900).toUTCString())
  await pace.wait(signal)
  const ms = performance.now() - from
  assert.ok(ms > 500, `${ms}`)
  pace.heed(503, '999999')
  const stopping = new AbortController()
  setTimeout(() => stopping.abort(), 30)
  const error = await pace.wait(stopping.signal).catch((one: unknown) => one)
  assert.is((error as Error).name, 'AbortError')
})

test.run()
