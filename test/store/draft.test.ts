import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MapDraft } from '../../src/store/draft.ts'

const BEFORE: ReadonlyMap<string, number> = new Map([
  ['a', 1],
  ['b', 2],
])

test('a draft that nothing was written to is the map it began with', () => {
  const draft = new MapDraft(BEFORE)
  draft.delete('c')
  assert.is(draft.finish(), BEFORE)
})

test('what is written to a draft reaches neither the map before nor what it gave already', () => {
  const draft = new MapDraft(BEFORE)
  draft.set('c', 3)
  const first = draft.finish()
  draft.delete('a')
  draft.set('c', 4)
  assert.equal(
    [...draft.finish()],
    [
      ['b', 2],
      ['c', 4],
    ],
  )
  assert.equal([...first], [...BEFORE, ['c', 3]])
  assert.equal([...BEFORE.keys()], ['a', 'b'])
})

test('a draft tells what has been written, in the order of a map', () => {
  const draft = new MapDraft(BEFORE)
  draft.delete('a')
  draft.set('a', 5)
  assert.equal(
    [...draft],
    [
      ['b', 2],
      ['a', 5],
    ],
  )
  assert.equal([...draft.values()], [2, 5])
  assert.is(draft.get('a'), 5)
  assert.ok(draft.has('b'))
  assert.not(draft.has('c'))
})

test('keys may be deleted while a draft is gone through', () => {
  const draft = new MapDraft(BEFORE)
  for (const [key] of draft) draft.delete(key)
  assert.is(draft.finish().size, 0)
  assert.is(BEFORE.size, 2)
})

test.run()
