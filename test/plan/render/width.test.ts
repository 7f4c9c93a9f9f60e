import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { charactersOf, cutToWidth, padded, widest, widthOf } from '../../../src/plan/render/width.ts'

test('plain text is as wide as it is long', () => {
  assert.is(widthOf('ada@acme.example'), 16)
})

test('Chinese, Japanese, Korean and full-width characters take two columns', () => {
  assert.equal(['漢字', 'ひら', '한글', 'Ａ', '、'].map(widthOf), [4, 4, 4, 2, 2])
})

test('emoji take two columns, also with skin tone, as a flag or as a keycap', () => {
  assert.equal(['🎉', '👍🏽', '🇩🇪', '1️⃣', '☎️'].map(widthOf), [2, 2, 2, 2, 2])
})

test('combining marks take none', () => {
  assert.is(widthOf('e\u0301'), 1)
  assert.is(widthOf('\u0301'), 0)
})

test('text is padded to columns, not to code units', () => {
  assert.is(padded('漢', 4), '漢  ')
  assert.is(padded('7', 4, 'right'), '   7')
  assert.is(padded('longer', 3), 'longer')
})

test('cutting never splits a character and never exceeds the width', () => {
  assert.is(cutToWidth('abcdef', 4), 'abc…')
  assert.is(cutToWidth('漢字漢字', 4), '漢…')
  assert.is(cutToWidth('👍🏽👍🏽', 3), '👍🏽…')
  assert.is(cutToWidth('abcd', 4), 'abcd')
})

test('characters carry the index at which they start', () => {
  assert.equal(charactersOf('a👍🏽b'), [
    { text: 'a', index: 0 },
    { text: '👍🏽', index: 1 },
    { text: 'b', index: 5 },
  ])
})

test('the widest of many texts is found, within a bound', () => {
  assert.is(widest(['a', '漢字', 'abc']), 4)
  assert.is(widest(['abcdef'], 3), 3)
  assert.is(widest([]), 0)
})

test.run()
