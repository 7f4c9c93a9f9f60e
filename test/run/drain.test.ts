import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SourceError } from '../../src/model/errors.ts'
import { type Draining, drain } from '../../src/run/drain.ts'

const ITEMS = Array.from({ length: 20 }, (_, index) => index)

function draining(more: Partial<Draining> = {}): Draining {
  return { perSecond: 10_000, lanes: 2, isOver: () => false, signal: new AbortController().signal, ...more }
}

test('all is written in order, a few at once, and as long as that takes nothing is asked for', async () => {
  const begun: number[] = []
  const [from, atOnce] = [performance.now(), { now: 0, most: 0 }]
  const failure = await drain(
    ITEMS,
    async (item) => {
      begun.push(item)
      atOnce.most = Math.max(atOnce.most, ++atOnce.now)
      await pause(20)
      atOnce.now--
    },
    draining(),
  )
  assert.is(failure, undefined)
  assert.equal(begun, ITEMS)
  assert.is(atOnce.most, 2)
  // Ten in each lane take 200 ms, and the rests as much; each of twenty timers may be two milliseconds early.
  assert.ok(performance.now() - from >= 360, `${performance.now() - from} ms`)
})

test('no more are begun in a second than may be, however fast they are', async () => {
  const from = performance.now()
  await drain(ITEMS, async () => undefined, draining({ perSecond: 100 }))
  assert.ok(performance.now() - from >= 190, `${performance.now() - from} ms`)
})

test('one that fails keeps no other from its turn; three in a row, or what is forbidden, end it', async () => {
  const broken = new Error('broken')
  const written: number[] = []
  const write = (isBroken: (item: number) => boolean, error: Error) => async (item: number) => {
    if (isBroken(item)) throw error
    written.push(item)
  }
  assert.is(
    await drain(
      ITEMS,
      write((item) => item % 2 === 0, broken),
      draining({ lanes: 1 }),
    ),
    broken,
  )
  assert.is(written.splice(0).length, 10)
  assert.is(
    await drain(
      ITEMS,
      write((item) => item > 2, broken),
      draining({ lanes: 1 }),
    ),
    broken,
  )
  assert.equal(written.splice(0), [0, 1, 2])
  const forbidden = new SourceError('AccessForbidden', 'no')
  assert.is(
    await drain(
      ITEMS,
      write((item) => item === 1, forbidden),
      draining({ lanes: 1 }),
    ),
    forbidden,
  )
  assert.equal(written, [0])
})

test('what is newer comes before the rest, once the first second is written; who is stopped rests no longer', async () => {
  let count = 0
  await drain(ITEMS, async () => void count++, draining({ perSecond: 5, lanes: 1, isOver: () => count >= 1 }))
  assert.is(count, 5)
  const stopping = new AbortController()
  const from = performance.now()
  setTimeout(() => stopping.abort(), 20)
  const slow = drain(ITEMS, () => pause(200), draining({ signal: stopping.signal }))
  assert.is(await slow, undefined)
  assert.ok(performance.now() - from < 2_000)
})

test.run()
