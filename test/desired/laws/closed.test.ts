import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, refused, told } from '../../support/laws.ts'

const archived = { displayName: 'Acme', archived: true }
const passed = { contract: { entitlement: 'Contract', expiry: '2026-03-01' } }

test('nothing is added to an archived organization', () => {
  const stored = acme({ organization: archived, users: { ada: {} } })
  assert.equal(told(acme({ organization: archived, users: { ada: {} }, stored })), [])
  assert.equal(told(acme({ organization: archived, stored })), [])
  assert.equal(told(acme({ organization: archived, users: { ada: {}, bob: {} }, groups: { ops: {} }, stored })), [
    'Archived User/acme/bob/metadata/name: User `bob` and 1 other resource are added to organization `acme`, which is archived',
  ])
  const again = acme({ organization: archived, users: { ada: {}, bob: {} }, stored })
  assert.equal(findingsIn(again)[0]?.related, [
    { key: 'Organization//acme', pointer: '/spec/archived', message: 'archived here' },
  ])
})

test('an organization may be archived as it is created, and opened again', () => {
  assert.equal(told(acme({ organization: archived, users: { ada: {} } })), [])
  assert.equal(told(acme({ users: { ada: {} }, stored: acme({ organization: archived }) })), [])
})

test('an edit and a rename are no additions', () => {
  const stored = acme({ organization: archived, users: { ada: {} } })
  const users = { lovelace: { previousNames: ['ada'], firstName: 'Ada' } }
  assert.equal(told(acme({ organization: archived, users, stored })), [])
})

const ENDED =
  'ContractExpired Entitlement/acme/contract/spec/expiry: the contract of organization `acme` ended on 2026-03-01, nothing may be added'

test('after a passed contract nothing is added, and nothing need go', () => {
  const stored = acme({ entitlements: passed, users: { ada: {} } })
  assert.equal(told(acme({ entitlements: passed, users: { ada: {} }, stored })), [ENDED])
  assert.equal(refused(acme({ entitlements: passed, users: { ada: { firstName: 'Ada' } }, stored })), [])
  assert.equal(refused(acme({ entitlements: passed, stored })), [])
  assert.equal(refused(acme({ entitlements: passed, users: { ada: {}, bob: {} }, stored })), [
    'ContractExpired User/acme/bob/metadata/name: User `bob` is added to organization `acme`, which has a contract that ended on 2026-03-01',
  ])
})

test('an organization is not created with a passed contract', () => {
  assert.equal(refused(acme({ entitlements: passed })), [ENDED])
})

test('declarations that are looked at alone do not become wrong on the day a contract ends', () => {
  assert.equal(told(acme({ entitlements: passed, openWorld: true })), [`warning ${ENDED}`])
})

test('a change may end a contract, but not add to what it ends', () => {
  const stored = acme({ entitlements: { contract: { entitlement: 'Contract', expiry: '2027-01-01' } } })
  assert.equal(told(acme({ entitlements: passed, stored })), [`warning ${ENDED}`])
  assert.is(refused(acme({ entitlements: passed, groups: { ops: {} }, stored })).length, 1)
})

test('a contract counts on its last day, and until a later one ends', () => {
  const stored = acme({ entitlements: passed })
  const today = { contract: { entitlement: 'Contract', expiry: '2026-03-02' } }
  assert.equal(told(acme({ entitlements: today, users: { bob: {} }, stored })), [])
  const renewed = { ...passed, renewal: { entitlement: 'Contract', expiry: '2027-03-01' } }
  assert.equal(told(acme({ entitlements: renewed, users: { bob: {} }, stored })), [])
})

test('a contract is renewed by an addition', () => {
  const stored = acme({ entitlements: passed })
  const entitlements = { ...passed, tier: { entitlement: 'Tier', value: 'gold' } }
  assert.equal(refused(acme({ entitlements, stored })), [])
})

test('the same additions are the same breach, other ones are another', () => {
  const stored = acme({ entitlements: passed })
  const subjects = (name: string): readonly string[] =>
    findingsIn(acme({ entitlements: passed, users: { [name]: {} }, stored })).map(({ subject }) => subject)
  assert.equal(subjects('bob'), subjects('bob'))
  assert.not.equal(subjects('bob'), subjects('cyd'))
})

test.run()
