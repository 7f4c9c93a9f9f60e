import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createQuiet } from '../../../src/sources/cluster/quiet.ts'
import { untilTrue } from '../../support/waiting.ts'

test('an organization that never rests is due after the longest time, however long quiet would take', async () => {
  let calls = 0
  const quiet = createQuiet({ quietMs: 60_000, longestMs: 150 }, () => void calls++)
  const from = performance.now()
  quiet.touch('acme')
  assert.equal(quiet.take(), ['acme'])
  await pause(50)
  quiet.touch('acme')
  await untilTrue(() => calls === 1)
  assert.ok(performance.now() - from >= 145)
  quiet.touch('acme')
  assert.equal(quiet.take(), [])
  quiet.stop()
})

test('each change begins the wait anew, and organizations that are changed together are due together', async () => {
  let calls = 0
  const quiet = createQuiet({ quietMs: 1_000, longestMs: 60_000 }, () => void calls++)
  const from = performance.now()
  quiet.touch('acme')
  await pause(200)
  quiet.touch('')
  await pause(200)
  quiet.touch('acme')
  quiet.touch('initech')
  assert.equal(quiet.take(), ['', 'acme', 'initech'])
  await untilTrue(() => calls === 1)
  assert.ok(performance.now() - from >= 1_395)
  assert.equal(quiet.take(), [])
  await pause(1_200)
  assert.is(calls, 1)
  quiet.stop()
})

test('one that never rests keeps others no longer than its changes are young, and stays busy when they are due', async () => {
  let calls = 0
  const quiet = createQuiet({ quietMs: 100, longestMs: 60_000 }, () => void calls++)
  const from = performance.now()
  const restless = setInterval(() => quiet.touch('restless'), 20)
  await pause(50)
  quiet.touch('acme')
  await untilTrue(() => calls === 1, 5_000)
  const took = performance.now() - from
  assert.ok(took >= 295 && took < 2_000, `${took}`)
  assert.equal(quiet.take(), ['restless'])
  quiet.touch('acme')
  const again = performance.now()
  await untilTrue(() => calls === 2, 5_000)
  assert.ok(performance.now() - again < 2_000)
  clearInterval(restless)
  quiet.stop()
})

test('after it is stopped nothing is called any more', async () => {
  let calls = 0
  const quiet = createQuiet({ quietMs: 20, longestMs: 20 }, () => void calls++)
  quiet.touch('acme')
  quiet.stop()
  await pause(60)
  assert.is(calls, 0)
})

test.run()
