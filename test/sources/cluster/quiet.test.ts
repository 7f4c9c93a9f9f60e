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
  assert.ok(performance.now() - from >= 149)
  quiet.touch('acme')
  assert.equal(quiet.take(), [])
  quiet.stop()
})

test('each change begins the wait anew, and what has not been waited for stays busy when another is due', async () => {
  let calls = 0
  const quiet = createQuiet({ quietMs: 200, longestMs: 60_000 }, () => void calls++)
  const from = performance.now()
  quiet.touch('acme')
  await pause(120)
  quiet.touch('acme')
  await pause(50)
  quiet.touch('initech')
  await untilTrue(() => calls === 1)
  assert.ok(performance.now() - from >= 319)
  assert.equal(quiet.take(), ['initech'])
  await untilTrue(() => calls === 2)
  assert.equal(quiet.take(), [])
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
