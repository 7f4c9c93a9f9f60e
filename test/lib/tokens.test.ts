import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hasUserInfo, secretShapeOf } from '../../src/lib/tokens.ts'

// Put together here, so that no scanner of repositories takes these for real.
const long = 'aB3'.repeat(14)
const SECRETS: Readonly<Record<string, string>> = {
  'a GitHub token': `ghp_${long}`,
  'a GitLab token': `glpat-${long.slice(0, 20)}`,
  'a Slack token': `xoxb-${'1'.repeat(12)}-${long}`,
  'a Slack webhook': `https://hooks.slack.com/services/T0/B0/${long}`,
  'an AWS access key': `AKIA${'ABCD1234'.repeat(2)}`,
  'a Stripe key': `sk_live_${long}`,
  'an API key': `sk-ant-${long}`,
  'a private key': `-----BEGIN ${'RSA '}PRIVATE KEY-----`,
  'a JSON web token': `eyJ${long}.eyJ${long}.${long}`,
  'a Google key': `AIza${long}`,
  'an npm token': `npm_${long}`,
  'a Vault token': `hvs.${long}`,
  'a DigitalOcean token': `dop_v1_${'ab12'.repeat(16)}`,
  'a SendGrid key': `SG.${long}.${long}`,
  'a Shopify token': `shpat_${'ab12'.repeat(8)}`,
  'a Grafana token': `glsa_${long}`,
  'a PyPI token': `pypi-AgE${long}`,
  'a Docker token': `dckr_pat_${long}`,
  'an age key': `AGE-SECRET-KEY-1${'QPZRY9X8'.repeat(7)}`,
}

test('well-known secrets are known by their beginning, wherever they stand', () => {
  for (const [what, secret] of Object.entries(SECRETS)) {
    assert.is(secretShapeOf(secret), what)
    assert.is(secretShapeOf(`see ${secret}, please`), what)
    assert.is(secretShapeOf(`x=${secret}`), what)
  }
  for (const prefix of ['gho_', 'ghs_', 'ghu_', 'ghr_', 'github_pat_'])
    assert.is(secretShapeOf(prefix + long), 'a GitHub token')
  assert.is(secretShapeOf(`ASIA${'ABCD1234'.repeat(2)}`), 'an AWS access key')
  assert.is(secretShapeOf(`xoxp-${long}`), 'a Slack token')
})

test('passwords in URLs and connection strings are seen', () => {
  for (const url of [
    'postgres://ada:hunter2@db.example/main',
    'redis://:hunter2@cache.example',
    'jdbc:postgresql://ada:hunter2@db.example/main',
    'mongodb+srv://ada:hunter2@db.example',
    'jdbc:oracle:thin:ada/hunter2@db.example:1521',
  ]) {
    assert.is(secretShapeOf(url), 'a URL with a password')
  }
  for (const text of [
    'jdbc:postgresql://db.example/main?user=ada&password=hunter2',
    'Server=db.example;User Id=ada;Password=hunter2;',
    'host=db.example password=hunter2 dbname=main',
    'https://api.example/data?access_token=abcdef',
    'https://api.example/data?token=abcdef',
    'DefaultEndpointsProtocol=https;AccountKey=abc==;',
    '{"user":"ada","password":"hunter2"}',
    'jdbc:postgresql://db.example/main?sslpassword=hunter2',
    'jdbc:snowflake://acme.example/?private_key_file_pwd=hunter2&warehouse=x',
    'jdbc:sqlserver://db.example;encrypt=true;trustStorePassword=hunter2',
    'jdbc:redshift:iam://db.example/main?SecretAccessKey=hunter2',
    'jdbc:bigquery://db.example;OAuthAccessToken=hunter2;',
    'jdbc:mysql://address=(host=db.example)(user=ada)(password=hunter2)/main',
    'cache.example:6380,password=hunter2=,ssl=True,abortConnect=False',
    'jdbc:mysql://(host=db.example,password=hunter2)/main',
    'https://api.example?storePassword=hunter2',
    'jdbc:oracle:thin:@db.example/main?oracle.net.wallet_password=hunter2',
  ]) {
    assert.is(secretShapeOf(text), 'a text with a password or token in it')
  }
})

test('ordinary texts pass', () => {
  for (const text of [
    '',
    'https://login.example/realms/acme?token_type=bearer',
    'https://grafana.example/d/eyJhbGciOi/overview',
    'ada@acme.example',
    'jdbc:postgresql://db.example:5432/main?sslmode=require',
    'postgres://ada@db.example/main',
    'postgres://ada:$DB_PASSWORD@db.example/main',
    'host=db.example password={{ password }}',
    'https://api.example?token=<token>',
    'https://api.example?pageToken=abcdef',
    'app=web,secret=db,token=x1',
    'sum(up{app="a",password="b"})',
    'cache.example:6380,password=<password>,ssl=True',
    `cache.example:6380,password=$${'{PASSWORD}'},ssl=True`,
    'https://api.example?requirePassword=1&has_password=1',
    'https://api.example?passwordPolicy=strict',
    'jdbc:postgresql://db.example/main?sslpassword=$SSL_PASSWORD',
    'jdbc:mysql://address=(host=db.example)(user=ada)(password={PASSWORD})/main',
    'jdbc:sqlserver://db.example;keyStorePassword=$(PASSWORD);encrypt=true',
    'sum by (namespace) (kube_secret_info{namespace="acme", secret="db"})',
    'a risk-based approach to disk_live_migrations',
    'task-antelope',
    'password rotation: every 90 days',
    'mail the token to nobody',
    'SELF_CREATE_TOKEN',
    'npm_config_registry',
    'AKIA',
    'arn:aws:iam::123456789012:role/reader',
    '5f4dcc3b5aa765d61d8327deb882cf99',
    'sha256:9f2c6f1d0b7a4f0e8d5a3c2b1e0f9d8c7b6a5948372615049f8e7d6c5b4a3928',
    '2026-03-02T10:15:00.000Z',
    '-----BEGIN CERTIFICATE-----',
    '-----BEGIN PUBLIC KEY-----',
  ]) {
    assert.is(secretShapeOf(text), undefined, text)
  }
})

test('a user before a host is seen', () => {
  assert.is(hasUserInfo('postgres://ada@db.example/main'), true)
  assert.is(hasUserInfo('postgres://db.example/main?mail=ada@acme.example'), false)
  assert.is(hasUserInfo('https://db.example/@ada'), false)
})

test('a long text of near misses takes no time', () => {
  const started = performance.now()
  for (const part of [
    '://a:',
    'ghp_aaaa ',
    'eyJaaaaaaaa.',
    ' password',
    '"token":',
    'xoxb-',
    '-----BEGIN ',
    'SG.aaaaaaaaaaaaaaaa.',
    '?a',
    '?passwor',
    ';has',
    '?secret.',
    '(password=$(',
    ',password',
    ',password=,',
    'password=$(',
  ]) {
    secretShapeOf(part.repeat(100_000))
  }
  assert.ok(performance.now() - started < 5000)
})

test.run()
