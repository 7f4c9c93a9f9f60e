import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cyclesOf } from '../../../src/desired/laws/cycles.ts'

const graph = (arrows: Record<string, string[]>): readonly (readonly string[])[] =>
  cyclesOf(Object.keys(arrows), (name) => arrows[name] ?? [])

test('a graph without a way back has no cycle', () => {
  assert.equal(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: ['gone'] }), [])
})

test('each cycle is told once and begins with its first name', () => {
  assert.equal(graph({ c: ['a'], a: ['b'], b: ['c'], x: ['a'], y: ['y'] }), [['a', 'b', 'c'], ['y']])
})

test('cycles that share a name are told as one of them', () => {
  assert.equal(graph({ a: ['b'], b: ['a', 'c'], c: ['b'], d: ['e'], e: ['d'] }), [
    ['a', 'b'],
    ['d', 'e'],
  ])
})

test('a ring of 100,000 and as many ways back are found without recursion', () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `n${index}`)
  const ring = cyclesOf(names, (name) => [`n${(Number(name.slice(1)) + 1) % names.length}`, 'n0'])
  assert.is(ring.length, 1)
  const long = cyclesOf(names, (name) => [`n${(Number(name.slice(1)) + 1) % names.length}`])
  assert.is(long[0]?.length, 100_000)
})

test.run()
