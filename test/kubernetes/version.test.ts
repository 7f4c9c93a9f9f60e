import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isOlder } from '../../src/kubernetes/version.ts'

test('versions are compared as numbers of any length, and what is no number is never older', () => {
  assert.ok(isOlder('9', '10'))
  assert.ok(isOlder('9007199254740992', '9007199254740993'))
  assert.not.ok(isOlder('10', '10'))
  assert.not.ok(isOlder('11', '10'))
  assert.not.ok(isOlder('', '10'))
  assert.not.ok(isOlder('abc', '10'))
  assert.not.ok(isOlder('9', 'x'))
})

test.run()
