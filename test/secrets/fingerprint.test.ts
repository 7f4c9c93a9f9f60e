import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Secret } from '../../src/lib/secret.ts'
import { fingerprintKey, fingerprintOf, newFingerprintKey, saysChanged } from '../../src/secrets/fingerprint.ts'

const key = fingerprintKey(Buffer.alloc(32, 1))
const print = (secret: string, place = 'DataSource/acme/db/spec/passwordRef', installation = 'one', by = key) =>
  fingerprintOf(new Secret(secret), { installation, place }, by)

test('a fingerprint says which key made it, and holds 128 bits of an HMAC', () => {
  assert.match(print('x'), /^[0-9a-f]{8}:[A-Za-z0-9_-]{22}$/)
  assert.is(print('x').split(':')[0], key.id)
  assert.not.match(newFingerprintKey().id, new RegExp(key.id))
})

test('the same secret is known again, and any other one is another', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (left, right) => {
      assert.is(saysChanged(print(left), print(right)), left !== right)
    }),
  )
})

test('the same secret in another place, organization or installation has another fingerprint', () => {
  const prints = [
    print('x'),
    print('x', 'DataSource/acme/db/spec/tokenRef'),
    print('x', 'DataSource/acme/dc/spec/passwordRef'),
    print('x', 'DataSource/globex/db/spec/passwordRef'),
    print('x', 'IdentityProvider/acme/db/spec/passwordRef'),
    print('x', 'DataSource/acme/db/spec/passwordRef', 'two'),
  ]
  assert.is(new Set(prints).size, prints.length)
})

test('what is not known has not changed: nothing remembered, nothing resolved, or another key', () => {
  const other = print('y', undefined, undefined, fingerprintKey(Buffer.alloc(32, 2)))
  assert.is(saysChanged(print('x'), print('y')), true)
  assert.is(saysChanged(other, print('x')), false)
  assert.is(saysChanged(undefined, print('x')), false)
  assert.is(saysChanged(print('x'), undefined), false)
  assert.is(saysChanged('nonsense', print('x')), false)
})

test.run()
