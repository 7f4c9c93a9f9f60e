import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { by, byText, groupBy } from '../../src/lib/compare.ts'
import { instantOf } from '../../src/lib/instant.ts'
import { pointerOf, segmentsOf, valueAt } from '../../src/lib/pointer.ts'
import { uuidV5 } from '../../src/lib/uuid.ts'

test('a pointer escapes slashes and tildes and finds only own properties', () => {
  assert.is(pointerOf(['a/b', 'c~d', 0]), '/a~1b/c~0d/0')
  assert.equal(segmentsOf('/a~1b/c~0d/0'), ['a/b', 'c~d', '0'])
  assert.is(valueAt({ 'a/b': { 'c~d': ['x'] } }, '/a~1b/c~0d/0'), 'x')
  assert.is(valueAt({}, '/constructor'), undefined)
  assert.equal(valueAt({ a: 1 }, ''), { a: 1 })
})

test('an instant is a real date, or a date-time with an offset', () => {
  assert.is(instantOf('2026-03-01'), Date.UTC(2026, 2, 1))
  assert.is(instantOf('2026-03-29T02:30:00+01:00'), Date.UTC(2026, 2, 29, 1, 30))
  assert.is(instantOf('2024-02-29'), Date.UTC(2024, 1, 29))
  for (const wrong of [
    '2026-02-29',
    '2026-03-29T02:30:00',
    '2026-13-01',
    '29.03.2026',
    'never',
    '2026-03-29T25:00:00Z',
  ]) {
    assert.is(instantOf(wrong), undefined, wrong)
  }
})

test('a UUID of a name is the one that RFC 9562 gives', () => {
  assert.is(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com'), '2ed6657d-e927-568b-95e1-2665a8aea6a2')
})

test('order is by code units, and groups keep the order of their items', () => {
  assert.equal(['b', 'B', 'a', 'ä'].sort(byText), ['B', 'a', 'b', 'ä'])
  assert.equal([{ n: 'b' }, { n: 'a' }].sort(by(({ n }) => n)), [{ n: 'a' }, { n: 'b' }])
  assert.equal(
    [...groupBy(['ab', 'b', 'ac'], (text) => text[0] ?? '')],
    [
      ['a', ['ab', 'ac']],
      ['b', ['b']],
    ],
  )
})

test.run()
