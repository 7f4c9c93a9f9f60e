import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { soundsSecret } from '../../../src/desired/laws/sounding.ts'

test('names of secrets sound like it, however they are written', () => {
  for (const name of [
    'password',
    'PASSWORD',
    'passwd',
    'db.password',
    'smtp-password',
    'dbpassword',
    'sslPassword',
    'secret',
    'clientSecret',
    'client_secret',
    'token',
    'apiToken',
    'API_TOKEN',
    'authtoken',
    'apiKey',
    'api_key',
    'apikey',
    'privateKey',
    'secretKey',
    'storageAccessKey',
    'credential',
    'credentials',
    'connectionString',
    'connection-string',
    'passphrase',
    'passcode',
    'smtp_pass',
    'smtpPass',
    'DB_PASS',
    'sslkeypass',
    'vault.example/token',
  ]) {
    assert.is(soundsSecret(name), true, name)
  }
})

test('what is said about a secret is none', () => {
  for (const name of [
    'tokenRef',
    'clientSecretRef',
    'hasToken',
    'hasPassword',
    'passwordPolicy',
    'passwordMinLength',
    'tokenLifetime',
    'token_endpoint',
    'tokenType',
    'maxTokens',
    'secretName',
    'secret.example/owner',
    'keyId',
    'publicKey',
    'primaryKey',
    'key',
    'monkey',
    'tokenizer',
    'author',
    'compass',
    'pass',
    'bypass',
    'season-pass',
    'boardingPass',
    'string',
    '',
  ]) {
    assert.is(soundsSecret(name), false, name)
  }
})

test.run()
