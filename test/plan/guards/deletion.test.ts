import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { organizationDelete } from '../../../src/plan/guards/deletion.ts'
import { guardInput } from '../../support/guard.ts'

const PEOPLE = { users: { ada: { admin: true }, bob: {} }, groups: { operators: { members: ['ada'] } } }

test('an organization with resources does not go by itself', () => {
  const hold = organizationDelete(guardInput({ before: PEOPLE }))
  assert.is(hold?.message, 'organization acme and 3 resources in it would go: 2 User and 1 UserGroup')
  assert.equal(hold?.evidence, { organization: 'acme', removed: { User: 2, UserGroup: 1 } })
  assert.is(hold?.next[0], 'declare `deletionPolicy: Allow` for acme in a commit before the one that removes it')
})

test('an empty organization goes, and so does one whose stored policy allows it', () => {
  assert.is(organizationDelete(guardInput({ before: {} })), undefined)
  const organization = { displayName: 'Acme', deletionPolicy: 'Allow' }
  assert.is(organizationDelete(guardInput({ before: { ...PEOPLE, organization } })), undefined)
})

test('a change that empties an organization and keeps it is not its business', () => {
  assert.is(organizationDelete(guardInput({ before: PEOPLE, after: {} })), undefined)
})

test.run()
