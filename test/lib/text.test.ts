import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { folded, listed, nearest, plural, shortened, visible } from '../../src/lib/text.ts'

test('the nearest word allows a third of its letters to differ', () => {
  assert.is(nearest('emial', ['name', 'email', 'id']), 'email')
  assert.is(nearest('displayname', ['displayName', 'description']), 'displayName')
  assert.is(nearest('userGroup', ['userGroups', 'users']), 'userGroups')
  assert.is(nearest('xyz', ['email', 'name']), undefined)
  assert.is(nearest('', ['email']), undefined)
})

test('two words equally near give the one that comes first', () => {
  assert.is(nearest('ab', ['ad', 'ac']), 'ac')
})

test('text is shown without what moves the cursor, hides or reorders', () => {
  assert.is(visible('a\u001b[31mb\nc\u202ed\u200be'), 'a\\u{1b}[31mb\\u{a}c\\u{202e}d\\u{200b}e')
  assert.is(visible('\ud800x'), '\\u{d800}x')
  assert.is(visible('grüße, 世界 👋\t.'), 'grüße, 世界 👋\t.')
})

test('counts and lists read like sentences', () => {
  assert.is(plural(1, 'user'), '1 user')
  assert.is(plural(0, 'entry', 'entries'), '0 entries')
  assert.is(listed(['a', 'b', 'c']), 'a, b and c')
  assert.is(listed(['a', 'b', 'c'], 2), 'a, b and 1 more')
  assert.is(shortened('abcdef', 4), 'abc…')
})

test('letter case and Unicode form do not tell people apart', () => {
  assert.is(folded('Zo\u0065\u0308@Acme.example'), folded('zoë@acme.example'))
})

test.run()
