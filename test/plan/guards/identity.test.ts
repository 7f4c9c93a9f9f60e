import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { identityChanged } from '../../../src/plan/guards/identity.ts'
import { guardInput } from '../../support/guard.ts'
import type { Literal } from '../../support/organization.ts'

function change(before: Literal, after: Literal, name = 'ada') {
  return identityChanged(
    guardInput({
      before: { users: { ada: before } },
      after: { users: { [name]: after } },
      renames: name === 'ada' ? {} : { 'User/ada': name },
    }),
  )
}

test('another external id under the same user is somebody else', () => {
  const hold = change({ externalId: '1' }, { externalId: '2' })
  assert.is(hold?.message, '`externalId` of ada would change: that is somebody else, or nobody can tell')
  assert.equal(hold?.evidence, { count: 1, names: ['ada: externalId'] })
})

test('a first external id is no change of identity, losing it is', () => {
  assert.is(change({}, { externalId: '2' }), undefined)
  assert.is.not(change({ externalId: '1' }, {}), undefined)
  assert.is(change({ externalId: '1' }, { externalId: '1', email: 'a@acme.example' }), undefined)
})

test('an external id is compared letter by letter', () => {
  assert.is.not(change({ externalId: 'a' }, { externalId: 'A' }), undefined)
})

test('another e-mail address is a change of identity only where the user is renamed', () => {
  const [old, other] = [{ email: 'ada@acme.example' }, { email: 'eve@acme.example' }]
  assert.is(change(old, other), undefined)
  assert.is.not(change(old, other, 'eve'), undefined)
  assert.is.not(change(old, {}, 'eve'), undefined)
  assert.is(change(old, { email: 'Ada@ACME.example' }, 'countess'), undefined)
  assert.is(change({}, other, 'eve'), undefined)
})

test('a user who goes while another one comes is no change of identity', () => {
  const input = guardInput({
    before: { users: { ada: { externalId: '1' } } },
    after: { users: { eve: { externalId: '2' } } },
  })
  assert.is(identityChanged(input), undefined)
})

test.run()
