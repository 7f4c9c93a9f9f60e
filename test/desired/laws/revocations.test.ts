import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, told, toldOfRevocations } from '../../support/laws.ts'

test('a revocation names a user of the organization', () => {
  const revocations = { out: { user: 'adda', reason: 'leaves' }, fine: { user: 'ada', reason: 'leaves' } }
  assert.equal(toldOfRevocations(acme({ users: { ada: {} }, revocations })), [
    'NotAMember Revocation/acme/out/spec/user: Revocation `out` names User `adda`, who is not in organization `acme`',
  ])
})

test('a revocation that outlives its user does not stop the organization', () => {
  const revocations = { out: { user: 'ada', reason: 'leaves' } }
  const stored = acme({ users: { ada: {} }, revocations })
  assert.equal(told(acme({ revocations, stored })), [])
  assert.equal(findingsIn(acme({ revocations, stored })), [])
})

test('its reason holds no secret', () => {
  const reason = `leaked ghp_${'a1'.repeat(18)}`
  assert.equal(toldOfRevocations(acme({ users: { ada: {} }, revocations: { out: { user: 'ada', reason } } })), [
    'SecretInline Revocation/acme/out/spec/reason: reason of Revocation `out` holds what looks like a GitHub token',
  ])
})

test.run()
