import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createLoop, type Loop, type Turn } from '../src/loop.ts'

interface Told {
  readonly loop: Loop
  /** What each turn was asked for, as `a,b: schedule`. */
  readonly turns: readonly string[]
  readonly failures: readonly unknown[]
  /** Lets the turn that runs end. */
  end(): void
  /** Lets it fail. */
  fail(error: Error): void
  readonly signal: AbortSignal | undefined
}

function started(): Told {
  const turns: string[] = []
  const failures: unknown[] = []
  let running: PromiseWithResolvers<void> | undefined
  let signal: AbortSignal | undefined
  const turn = ({ sources, reasons, signal: given }: Turn): Promise<void> => {
    turns.push(`${[...sources].join(',')}: ${[...reasons].join(',')}`)
    signal = given
    running = Promise.withResolvers()
    return running.promise
  }
  return {
    loop: createLoop(turn, (error) => void failures.push(error)),
    turns,
    failures,
    end: () => running?.resolve(),
    fail: (error) => running?.reject(error),
    get signal() {
      return signal
    },
  }
}

/** Lets everything that can go on go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const isOver = async (promise: Promise<unknown>): Promise<boolean> => {
  let over = false
  void promise.finally(() => {
    over = true
  })
  await settle()
  return over
}

test('whatever is asked for during a turn becomes one turn after it', async () => {
  const { loop, turns, end } = started()
  const first = loop.request(['a'], 'start')
  await settle()
  const asked = [loop.request(['a'], 'hook'), loop.request(['b'], 'schedule'), loop.request([], 'time')]
  assert.equal(turns, ['a: start'])
  end()
  await first
  await settle()
  assert.equal(turns, ['a: start', 'a,b: hook,schedule,time'])
  end()
  await Promise.all(asked)
  await settle()
  assert.is(turns.length, 2)
})

test('what is asked for before a turn begins is part of it', async () => {
  const { loop, turns, end } = started()
  void loop.request(['a'], 'start')
  void loop.request(['b'], 'hook')
  await settle()
  assert.equal(turns, ['a,b: start,hook'])
  end()
})

test('who asks during a turn waits for the one that began afterwards', async () => {
  const { loop, end } = started()
  void loop.request(['a'], 'start')
  await settle()
  const asked = loop.request(['a'], 'request')
  end()
  assert.not(await isOver(asked))
  end()
  assert.ok(await isOver(asked))
})

test('what wants to be alone runs between two turns, in the order in which it came', async () => {
  const { loop, turns, end } = started()
  void loop.request(['a'], 'start')
  await settle()
  const order: string[] = []
  const alone = loop.alone(async () => {
    order.push(`alone after ${turns.length}`)
    await settle()
    order.push(`alone is over after ${turns.length}`)
    return 7
  })
  void loop.request(['b'], 'hook')
  await settle()
  assert.equal(order, [])
  end()
  assert.is(await alone, 7)
  await settle()
  assert.equal(order, ['alone after 1', 'alone is over after 1'])
  assert.is(turns.length, 2)
  end()
})

test('what fails alone is told to who asked, and the next turn runs', async () => {
  const { loop, turns, failures, end } = started()
  const refused = await loop.alone(async () => Promise.reject(new Error('no'))).catch((error: Error) => error.message)
  assert.is(refused, 'no')
  void loop.request(['a'], 'hook')
  await settle()
  assert.equal([turns.length, failures.length], [1, 0])
  end()
})

test('stop tells the turn that runs, waits for it, and drops what waits', async () => {
  const { loop, turns, failures, end } = started()
  void loop.request(['a'], 'start')
  await settle()
  const waiting = loop.request(['b'], 'hook')
  const stopped = loop.stop()
  assert.not(await isOver(stopped))
  end()
  await stopped
  await waiting
  await loop.request(['c'], 'hook')
  await settle()
  assert.equal([turns, failures], [['a: start'], []])
})

test('the turn that runs learns of the stop by its signal', async () => {
  const one = started()
  void one.loop.request(['a'], 'start')
  await settle()
  assert.is(one.signal?.aborted, false)
  void one.loop.stop()
  assert.is(one.signal?.aborted, true)
  one.end()
})

test('after stop nothing runs alone any more', async () => {
  const { loop } = started()
  await loop.stop()
  let ran = false
  const refused = await loop
    .alone(async () => {
      ran = true
    })
    .catch((error: Error) => error.message)
  assert.equal([ran, refused], [false, 'the program is stopping'])
})

test('a turn that throws ends the loop, and is told once', async () => {
  const { loop, turns, failures, fail } = started()
  const asked = loop.request(['a'], 'start')
  await settle()
  const waiting = loop.request(['b'], 'hook')
  const error = new Error('broken')
  fail(error)
  await Promise.all([asked, waiting, loop.request(['c'], 'signal')])
  await loop.stop()
  assert.equal([turns.length, failures], [1, [error]])
})

test.run()
