import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, refused, told } from '../../support/laws.ts'
import type { Literal } from '../../support/organization.ts'

const user = (literal: Literal) => acme({ users: { ada: literal } })

test('a user and a permission count for a time that is one', () => {
  assert.equal(told(user({ from: '2026-07-01', until: '2026-07-02' })), [])
  assert.equal(told(user({ from: '2026-07-01', until: '2026-07-01T00:00:00.001Z' })), [])
  assert.equal(told(user({ from: '2026-07-01', until: '2026-07-01T02:00:00+02:00' })), [
    'InvalidDate User/acme/ada/spec/until: User `ada` counts from `2026-07-01` until `2026-07-01T02:00:00+02:00`, which is never',
  ])
  const permissions = {
    p: { permission: 'MANAGE', assignee: { user: 'root' }, from: '2026-07-01', until: '2026-06-01' },
  }
  assert.match(told(acme({ permissions })).join(), /^InvalidDate Permission\/acme\/p\/spec\/until: /)
})

test('one side alone is no window, and a wrong one that is stored is a fact', () => {
  assert.equal(told(user({ until: '2020-01-01' })), [])
  assert.equal(told(user({ from: '2099-01-01' })), [])
  const wrong = { from: '2026-07-01', until: '2026-06-01' }
  assert.equal(refused(acme({ users: { ada: { ...wrong, firstName: 'Ada' } }, stored: user(wrong) })), [])
  assert.is(refused(acme({ users: { ada: { ...wrong, until: '2026-05-01' } }, stored: user(wrong) })).length, 1)
})

test.run()
