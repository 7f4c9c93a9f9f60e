import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, told } from '../../support/laws.ts'
import type { Literal } from '../../support/organization.ts'

const ref = { env: 'SOMETHING' }
const source = (fields: Literal): readonly string[] =>
  told(acme({ dataSources: { db: { type: 'POSTGRESQL', schema: 's', ...fields } } })).map((line) =>
    line.replace('CredentialsIncomplete DataSource/acme/db', '').replace('DataSource `db`', 'it'),
  )

test('complete credentials are left alone', () => {
  assert.equal(source({}), [])
  assert.equal(source({ username: 'u', passwordRef: ref }), [])
  assert.equal(source({ authenticationType: 'USERNAME_PASSWORD', username: 'u', passwordRef: ref }), [])
  assert.equal(source({ authenticationType: 'TOKEN', tokenRef: ref }), [])
  assert.equal(
    source({ authenticationType: 'KEY_PAIR', username: 'u', privateKeyRef: ref, privateKeyPassphraseRef: ref }),
    [],
  )
  assert.equal(source({ authenticationType: 'CLIENT_SECRET', clientId: 'c', clientSecretRef: ref }), [])
  assert.equal(source({ authenticationType: 'OIDC_PASSTHROUGH' }), [])
})

test('username and passwordRef stand together', () => {
  assert.equal(source({ username: 'u' }), ['/spec/username: it has a username without passwordRef'])
  assert.equal(source({ passwordRef: ref }), ['/spec/passwordRef: it has a passwordRef without username'])
})

test('each authentication has what it needs', () => {
  const lacks = (type: string, fields: string): string[] => [
    `/spec/authenticationType: it with authenticationType ${type} lacks ${fields}`,
  ]
  assert.equal(
    source({ authenticationType: 'USERNAME_PASSWORD' }),
    lacks('USERNAME_PASSWORD', 'username and passwordRef'),
  )
  assert.equal(
    source({ authenticationType: 'USERNAME_PASSWORD', username: 'u' }),
    lacks('USERNAME_PASSWORD', 'passwordRef'),
  )
  assert.equal(source({ authenticationType: 'TOKEN' }), lacks('TOKEN', 'tokenRef'))
  assert.equal(source({ authenticationType: 'KEY_PAIR', username: 'u' }), lacks('KEY_PAIR', 'privateKeyRef'))
  assert.equal(
    source({ authenticationType: 'CLIENT_SECRET', clientId: 'c' }),
    lacks('CLIENT_SECRET', 'clientSecretRef'),
  )
})

test('a passphrase needs its key', () => {
  assert.equal(source({ privateKeyPassphraseRef: ref }), [
    '/spec/privateKeyPassphraseRef: it has a privateKeyPassphraseRef without privateKeyRef',
  ])
})

test.run()
