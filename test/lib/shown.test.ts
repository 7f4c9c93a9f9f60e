import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { looksSecret, shown, shownPointer } from '../../src/lib/shown.ts'

const TOKEN = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'
const RANDOM = 'Zx9Kq2Lm8Vb4Nt7Rw3Yc6Hd1Jf5Gs0Pa'

test('what looks like a secret is hidden, and nothing that is shown moves the cursor', () => {
  assert.is(shown(TOKEN), '(hidden)')
  assert.is(shown(RANDOM), '(hidden)')
  assert.is(shown(`see ${TOKEN}`), '(hidden)')
  assert.is(shown('a\u0007b'), 'a\\u{7}b')
  assert.not.ok(looksSecret('deployments.create-and-list-them-all'))
})

test('of a pointer only the names that look like a secret are hidden, wherever they stand', () => {
  assert.is(shownPointer(`/metadata/labels/${RANDOM}`), '/metadata/labels/(hidden)')
  assert.is(shownPointer(`/spec/${TOKEN}/0/a~1b`), '/spec/(hidden)/0/a~1b')
  for (const pointer of ['', '/spec/settings/0/value', '/spec/labels/a~1b~0c'])
    assert.is(shownPointer(pointer), pointer)
})

test.run()
