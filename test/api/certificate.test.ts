import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { certificateFault } from '../../src/api/certificate.ts'
import { certified } from '../support/certified.ts'

const DAY_MS = 86_400_000
const one = certified()
// After it is made: it counts from the second in which that is, which may be another one than before.
const NOW = new Date().toISOString()

test('H24: a certificate with its key may be used while it counts', () => {
  assert.is(certificateFault(one, NOW), undefined)
  const later = new Date(Date.parse(NOW) + 3 * DAY_MS).toISOString()
  assert.match(certificateFault(one, later) ?? '', /^the certificate ended at 20\d\d-/)
  const before = new Date(Date.parse(NOW) - DAY_MS).toISOString()
  assert.match(certificateFault(one, before) ?? '', /^the certificate begins at 20\d\d-/)
})

test('H24: a key of another certificate, and what is no PEM, is refused and not repeated', () => {
  const other = certified()
  assert.is(certificateFault({ cert: one.cert, key: other.key }, NOW), 'the key does not fit the certificate')
  assert.is(certificateFault({ cert: 'canary', key: one.key }, NOW), 'the certificate is not one in PEM')
  const fault = 'the key is not a private key in PEM without a password'
  assert.is(certificateFault({ cert: one.cert, key: 'canary' }, NOW), fault)
  assert.is(certificateFault({ cert: one.cert, key: one.cert }, NOW), fault)
})

test.run()
