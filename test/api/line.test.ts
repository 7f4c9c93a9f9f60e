import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isOn, lineOf } from '../../src/api/line.ts'

const SENT = ['Host', 'charter', 'authorization', 'Bearer one', 'Accept', 'application/json']

function isSame(...rawHeaders: readonly string[]): boolean {
  return isOn(lineOf({ rawHeaders: SENT }), { rawHeaders: [...rawHeaders] })
}

test('only the very same headers are on a line', () => {
  assert.ok(isSame(...SENT))
  assert.not.ok(isSame(...SENT, 'If-None-Match', '"a"'), 'one more')
  assert.not.ok(isSame(...SENT.slice(0, 4)), 'one less')
  assert.not.ok(isSame(...SENT.with(5, 'text/csv')), 'another value')
  assert.not.ok(isSame(...SENT.with(4, 'Accept-Language')), 'another name')
  assert.not.ok(isSame(...SENT.slice(2), ...SENT.slice(0, 2)), 'another order')
})

test('a line has its own token, to the letter and in its own place', () => {
  assert.not.ok(isSame(...SENT.with(3, 'Bearer two')))
  assert.not.ok(isSame(...SENT.with(3, 'Bearer ones')))
  assert.not.ok(isSame(...SENT.with(3, '')))
  assert.not.ok(isSame(...SENT.with(2, 'x-authorization')))
  assert.not.ok(JSON.stringify(lineOf({ rawHeaders: SENT }).headers).includes('one'))
})

test('two tokens are never those of a line, which has one', () => {
  assert.not.ok(isSame(...SENT.with(4, 'Authorization').with(5, 'Bearer one')))
})

test.run()
