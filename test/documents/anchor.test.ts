import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reading, valuesOf, wrong } from './support/reading.ts'

/** The classic bomb: each line repeats the line before nine times. */
function bomb(levels: number): string {
  const lines = Array.from({ length: levels }, (_, level) => {
    const item = level === 0 ? 'x' : `*l${level - 1}`
    return `l${level}: &l${level} [${Array.from({ length: 9 }, () => item).join(', ')}]`
  })
  return `${lines.join('\n')}\n`
}

test('anchors and aliases within the limits are read', () => {
  assert.equal(valuesOf('a: &x [1, {b: c}]\nd: *x\ne: &x 2\nf: *x\n'), [
    { a: [1, { b: 'c' }], d: [1, { b: 'c' }], e: 2, f: 2 },
  ])
})

test('Y11 an alias bomb is refused where it passes the node budget', () => {
  const many = `a: &a 1\nb:\n${'- *a\n'.repeat(101)}`
  assert.equal(wrong(many), ['TooLarge 103:3 the file holds more than 100 aliases (*)'])
  const nodes = 'TooLarge 6:15 with its aliases (*) written out the file holds more than 200000 values'
  assert.equal(wrong(bomb(9), { aliases: 1000 }), [nodes])
})

test('Y11 refusing a bomb takes less than 50 ms and hardly any memory', () => {
  const text = `${bomb(9)}${'# a comment\n'.repeat(1000)}`
  wrong(text, { aliases: 1000 })
  const before = process.memoryUsage().rss
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now()
    wrong(text, { aliases: 1000 })
    return performance.now() - start
  })
  assert.ok(Math.min(...times) < 50, `${times} ms`)
  // This process has a heap of its own, which may grow meanwhile; what the bomb means does not fit into any memory.
  assert.ok(process.memoryUsage().rss - before < 500 * 1024 * 1024)
})

test('Y11 an alias inside its own anchor is refused, with the anchor', () => {
  assert.equal(wrong('a: &a\n  b: *a\n'), ['Syntax 2:6 an alias (*) must not lie inside its own anchor (&)'])
  assert.equal(wrong('a: &a [1, [*a]]\n'), ['Syntax 1:12 an alias (*) must not lie inside its own anchor (&)'])
  const origin = { source: 'git', path: 'acme.yaml', line: 1, column: 4 }
  assert.equal(reading('a: &a\n  b: *a\n').problems[0]?.related, [{ origin, message: 'the anchor' }])
})

test('aliases count towards the nodes, the length and the depth of the file', () => {
  const long = `a: &a "${'x'.repeat(1000)}"\nb: [*a, *a]\n`
  assert.equal(wrong(long, { fileBytes: 3000 }), [
    'TooLarge 2:9 with its aliases (*) written out the file is longer than 3000 bytes',
  ])
  assert.is(valuesOf(long).length, 1)
  const deep = 'a: &a [[[1]]]\nb: &b [[[*a]]]\nc: [[*b]]\n'
  assert.equal(wrong(deep, { depth: 8 }), [
    'TooDeep 3:6 with its aliases (*) written out the file is more than 8 levels deep',
  ])
  assert.is(reading(deep, { depth: 9 }).problems.length, 0)
  assert.equal(wrong('a: [1, 2, 3]\n', { nodes: 4 }), ['TooLarge 1:11 the file holds more than 4 values'])
  assert.is(reading('a: &a [1, 2]\nb: *a\n', { nodes: 7 }).problems.length, 0)
  assert.is(reading('a: &a [1, 2]\nb: *a\n', { nodes: 6 }).problems.length, 1)
})

test('an alias without an anchor in its document is refused', () => {
  const message = 'the alias (*) has no anchor (&) before it in this document'
  assert.equal(wrong('a: *x\n'), [`Syntax 1:4 ${message}`])
  assert.equal(wrong('a: &x 1\n---\nb: *x\n'), [`Syntax 3:4 ${message}`])
})

test.run()
