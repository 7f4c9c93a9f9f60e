import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { holdsOf } from '../../../src/plan/guards/all.ts'
import { guardInput } from '../../support/guard.ts'

const ADMINS = Object.fromEntries(['ada', 'bob', 'eve', 'joe'].map((name) => [name, { admin: true }]))
const CHANGE = { before: { users: ADMINS }, after: { users: { new: { admin: true } } } }

test('every reason to hold a plan is told, in one order', () => {
  const codes = holdsOf(guardInput(CHANGE)).map(({ code }) => code)
  assert.equal(codes, ['RemovalBudget', 'AdminsReplaced'])
})

test('a revocation passes', () => {
  const input = guardInput(CHANGE)
  const unit = { type: 'revocation', organization: 'acme', name: 'leaver' } as const
  assert.equal(holdsOf({ ...input, plan: { ...input.plan, unit } }), [])
})

test('a change of nothing that matters is not held', () => {
  assert.equal(holdsOf(guardInput({ before: { users: ADMINS }, after: { users: { ...ADMINS, zoe: {} } } })), [])
})

test.run()
