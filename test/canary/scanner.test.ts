import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertNowhere } from '../support/canary.ts'
import { createFolder } from '../support/folder.ts'
import { canary, ENCODINGS, leaks } from './scanner.ts'

test('a leak in every encoding is found between other bytes, and told without the value', () => {
  const secret = canary('the secret')
  for (const [name, forms] of Object.entries(ENCODINGS)) {
    for (const form of forms(secret.value)) {
      const found = leaks(new Map([['a log', Buffer.from(`before "${form}" behind`)]]), [canary('another one'), secret])
      assert.ok(found.includes(`a log: the secret as ${name}`), name)
      assert.ok(found.every((one) => !one.includes(secret.value) && !one.includes('another one')))
    }
  }
})

test('base64 is found at any place of a longer text, as in the header of a password', () => {
  const secret = canary('a password')
  for (const user of ['', 'a', 'ab', 'abc', 'reader:']) {
    const text = Buffer.from(`${user}${secret.value}#`).toString('base64')
    assert.ok(leaks(new Map([['header', Buffer.from(text)]]), [secret]).includes('header: a password as base64'), user)
  }
})

test('what holds no secret holds no leak', () => {
  const surfaces = new Map([['text', Buffer.from('the quick brown fox, 0123456789, AAAAAAAAAAAA')]])
  assert.equal(
    leaks(
      surfaces,
      Array.from({ length: 50 }, () => canary('one')),
    ),
    [],
  )
})

test('a leak is found in texts, in files and in their names', () => {
  const { value } = canary('the secret')
  for (const forms of Object.values(ENCODINGS)) {
    assert.throws(() => assertNowhere(value, ['nothing', `… ${forms(value)[0]} …`]), /a secret leaks: text 2: /)
  }
  assert.throws(() => assertNowhere(value, [], [createFolder({ [value]: '' })]), /a secret leaks/)
  assert.throws(() => assertNowhere(value, [], [createFolder({ 'a/b': `x${value}` })]), /a secret leaks/)
  assertNowhere(value, ['nothing of the sort'], [createFolder({ a: 'b' })])
})

test.run()
