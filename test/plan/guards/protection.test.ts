import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { protection } from '../../../src/plan/guards/protection.ts'
import { guardInput } from '../../support/guard.ts'

const kept = (value: string) => ({ annotations: { 'charter.sh/protected': value } })

test('what is stored as protected does not go, whatever the change says of it', () => {
  const before = { users: { ada: kept('true'), bob: {} }, workspaces: { web: { type: 'project', ...kept('true') } } }
  const hold = protection(guardInput({ before, after: {} }))
  assert.is(hold?.message, 'User/ada and Workspace/web would go and are protected')
  assert.equal(hold?.evidence, { count: 2, names: ['User/ada', 'Workspace/web'] })
})

test('it goes with its whole organization no more easily', () => {
  const organization = { displayName: 'Acme', deletionPolicy: 'Allow' }
  assert.is.not(protection(guardInput({ before: { organization, users: { ada: kept('true') } } })), undefined)
})

test('only the word true protects', () => {
  assert.is(protection(guardInput({ before: { users: { ada: kept('false') } }, after: {} })), undefined)
})

test('a protected resource may be changed, renamed and freed', () => {
  const before = { users: { ada: kept('true') } }
  assert.is(protection(guardInput({ before, after: { users: { ada: { email: 'ada@acme.example' } } } })), undefined)
  const renamed = { before, after: { users: { countess: {} } }, renames: { 'User/ada': 'countess' } }
  assert.is(protection(guardInput(renamed)), undefined)
})

test.run()
