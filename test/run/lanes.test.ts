import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Turn } from '../../src/loop.ts'
import { createLanes, type Lanes } from '../../src/run/lanes.ts'

/** Lanes whose readings end when a test says so, and what happened in them. */
function setting(more: Partial<Lanes> = {}) {
  const events: string[] = []
  const pending = new Map<string, (isWorthIt: boolean) => void>()
  const failures: unknown[] = []
  const loop = createLanes({
    sources: ['a', 'b'],
    read: (name) => {
      events.push(`read ${name}`)
      return new Promise((resolve) => pending.set(name, resolve))
    },
    pass: async ({ reasons }: Turn) => void events.push(`pass ${[...reasons].join(' ')}`),
    onFailure: (error) => void failures.push(error),
    firstMs: 10_000,
    ...more,
  })
  const end = async (name: string, isWorthIt = true): Promise<void> => {
    pending.get(name)?.(isWorthIt)
    await settled()
  }
  return { events, failures, loop, end }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

async function begun(more?: Partial<Lanes>) {
  const one = setting(more)
  const started = one.loop.request(['a', 'b'], 'start')
  await settled()
  await one.end('a')
  await one.end('b')
  await started
  one.events.length = 0
  return one
}

test('the first pass waits until every source was tried', async () => {
  const { loop, events, end } = setting()
  const started = loop.request([], 'start')
  await settled()
  await end('a')
  assert.equal(events, ['read a', 'read b'])
  await end('b', false)
  await started
  assert.equal(events, ['read a', 'read b', 'pass start'])
})

test('the first pass does not wait for ever', async () => {
  const { loop, events, end } = setting({ firstMs: 20 })
  const started = loop.request([], 'start')
  await settled()
  await end('a')
  await started
  assert.equal(events, ['read a', 'read b', 'pass start'])
  await end('b')
  assert.equal(events.at(-1), 'pass start')
  assert.is(events.length, 4)
})

test('a source that hangs delays no other one', async () => {
  const { loop, events, end } = await begun()
  void loop.request(['a'], 'schedule')
  const quick = loop.request(['b'], 'hook')
  await settled()
  await end('b')
  await quick
  assert.equal(events, ['read a', 'read b', 'pass hook'])
})

test('a reading that brings nothing asks for no pass', async () => {
  const { loop, events, end } = await begun()
  const read = loop.request(['a'], 'schedule')
  await settled()
  await end('a', false)
  await read
  assert.equal(events, ['read a'])
})

test('what is asked for while a source is read becomes one more reading', async () => {
  const { loop, events, end } = await begun()
  const requests = [loop.request(['a'], 'schedule')]
  await settled()
  requests.push(loop.request(['a'], 'hook'), loop.request(['a'], 'request'))
  await end('a', false)
  await end('a')
  await Promise.all(requests)
  assert.equal(events, ['read a', 'read a', 'pass hook request'])
})

test('who asks before the first pass is answered when that is over', async () => {
  const { loop, events, end } = setting()
  const started = loop.request([], 'start')
  await settled()
  let isAnswered = false
  const asked = loop.request(['a'], 'request').then(() => {
    isAnswered = true
  })
  await end('a')
  await end('a')
  assert.is(isAnswered, false)
  await end('b')
  await Promise.all([started, asked])
  assert.ok(events.includes('pass start'))
})

test('time alone asks for a pass and reads nothing', async () => {
  const { loop, events } = await begun()
  await loop.request([], 'time')
  assert.equal(events, ['pass time'])
})

test('a pass that throws is told', async () => {
  const broken = new Error('broken')
  const one = setting({ pass: () => Promise.reject(broken) })
  const started = one.loop.request([], 'start')
  await settled()
  await one.end('a')
  await one.end('b')
  await started
  assert.equal(one.failures, [broken])
})

test('stopping waits for what is read, and nothing begins after it', async () => {
  const { loop, events, end } = await begun()
  void loop.request(['a'], 'schedule')
  await settled()
  let isStopped = false
  const stopped = loop.stop().then(() => {
    isStopped = true
  })
  await settled()
  assert.is(isStopped, false)
  await end('a')
  await stopped
  await loop.request(['a', 'b'], 'request')
  assert.equal(events, ['read a'])
})

test.run()
