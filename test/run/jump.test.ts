import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { watchClock } from '../../src/run/jump.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

function started() {
  const time = { wall: Date.parse('2026-05-01T00:00:00Z'), elapsed: 1000 }
  const look = watchClock({ now: () => new Date(time.wall).toISOString(), elapsedMs: () => time.elapsed })
  return {
    look,
    pass: (wall: number, elapsed: number) => {
      time.wall += wall
      time.elapsed += elapsed
    },
  }
}

test('a clock that goes as time does is not suspect, nor one that is set by up to five minutes', () => {
  const { look, pass } = started()
  assert.is(look(), undefined)
  pass(30 * DAY, 30 * DAY)
  assert.is(look(), undefined)
  pass(5 * MINUTE, 0)
  assert.is(look(), undefined)
})

test('a jump tells where the clock should stand and where it stands, forwards and backwards', () => {
  for (const jump of [DAY, -DAY, 5 * MINUTE + 1]) {
    const { look, pass } = started()
    pass(MINUTE + jump, MINUTE)
    const expected = Date.parse('2026-05-01T00:01:00Z')
    assert.equal(look(), { expected: new Date(expected).toISOString(), found: new Date(expected + jump).toISOString() })
  }
})

test('a jump stays the one that was found, however long ago, until the clock is right again', () => {
  const { look, pass } = started()
  pass(DAY, 0)
  const jump = look()
  pass(DAY, DAY)
  assert.equal(look(), jump)
  pass(-DAY, 0)
  assert.is(look(), undefined)
})

test('many small jumps are one large one', () => {
  const { look, pass } = started()
  pass(-4 * MINUTE, 0)
  assert.is(look(), undefined)
  pass(-4 * MINUTE, 0)
  assert.equal(look(), { expected: '2026-05-01T00:00:00.000Z', found: '2026-04-30T23:52:00.000Z' })
})

test('a second jump is told from where the clock should have stood before the first', () => {
  const { look, pass } = started()
  pass(DAY, 0)
  look()
  pass(DAY, 0)
  assert.equal(look(), { expected: '2026-05-01T00:00:00.000Z', found: '2026-05-03T00:00:00.000Z' })
})

test.run()
