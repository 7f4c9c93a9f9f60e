import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { namesSecret, secretRanges } from '../../../src/cli/problems/mask.ts'

function masked(line: string, near = false): string {
  let text = ''
  let end = 0
  for (const range of secretRanges(line, near)) {
    text += `${line.slice(end, range.start)}****`
    end = range.end
  }
  return text + line.slice(end)
}

test('what follows a field named like a secret is masked, in YAML and in JSON', () => {
  assert.is(masked('  password: hunter2, really # comment'), '  password: ****')
  assert.is(masked('  passwrod: "hunter2" # comment'), '  passwrod: **** # comment')
  assert.is(masked("  - client_secret: 'it''s'"), '  - client_secret: ****')
  assert.is(masked('{"apiToken": "x\\"y", "name": "ada"}'), '{"apiToken": ****, "name": "ada"}')
  assert.is(masked('spec: {token: hunter2, email: a@b}'), 'spec: {token: ****, email: a@b}')
  assert.is(masked('"db.password":"unterminated, x'), '"db.password":****')
})

test('references stay readable; a value written where a reference belongs does not', () => {
  for (const line of [
    'passwordRef: {env: DB_PASSWORD}',
    '"secretRef": {"kubernetes": {"name": "db", "key": "password"}}',
    'tokenSecretRef:',
    'hideSecrets: true',
    'privateKey: |',
    'assignee: {accessKey: ci}',
    'authenticationType: TOKEN',
  ]) {
    assert.is(masked(line), line)
  }
  assert.is(masked('passwordRef: hunter2'), 'passwordRef: ****')
  assert.is(masked('{passwordRef: {env: "hunter2!"}, username: x}'), '{passwordRef: ****')
  assert.is(masked('credentials: [a, b]'), 'credentials: ****')
})

test('the value of an item that names itself secret is masked, also when another line says so', () => {
  assert.is(masked('- {key: smtp, secret: true, value: hunter2}'), '- {key: smtp, secret: true, value: ****}')
  assert.is(masked('- {name: db-password, value: hunter2}'), '- {name: db-password, value: ****}')
  assert.is(masked('  value: hunter2'), '  value: hunter2')
  assert.is(masked('  value: hunter2', true), '  value: ****')
  assert.is(namesSecret('key: theme'), false)
})

test('keys and tokens of known form are masked wherever they stand', () => {
  assert.is(masked('url: https://user:hunter2@host/x'), 'url: https://****@host/x')
  assert.is(masked('url: jdbc:x://h/d?user=a&password=hunter2&x=1'), 'url: jdbc:x://h/d?user=a&password=****&x=1')
  assert.is(masked('note: ghp_0123456789abcdef'), 'note: ****')
  assert.is(masked('note: AKIAIOSFODNN7EXAMPLE'), 'note: ****')
  assert.is(masked('note: Bearer abcdefgh.ijkl'), 'note: Bearer ****')
  assert.is(masked('note: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc'), 'note: ****')
  assert.is(masked('  -----BEGIN PRIVATE KEY----- MIIE'), '  ****')
  assert.is(masked(`      ${'Ab1+'.repeat(16)}`), '      ****')
})

test('every known form of a token is masked, and so are words made by chance', () => {
  assert.is(masked(`note: dckr_pat_${'Ab1'.repeat(9)} # mine`), 'note: **** # mine')
  assert.is(masked(`note: charter_${'Ab1'.repeat(14)}x`), 'note: ****')
  assert.is(masked('note: k3Jd8sLq0Zx7Vb2Nm5Tr9Pw4 is it'), 'note: **** is it')
})

test('ordinary lines stay as they are', () => {
  for (const line of [
    'email: ada@acme.example',
    'displayName: Acme Research',
    '- name: ada',
    'a: 2026-01-01T00:00:00Z',
  ]) {
    assert.is(masked(line), line)
  }
})

test('a hostile line takes no time', () => {
  const start = performance.now()
  for (const part of ['a', 'pass', 'eyJ-', '"', ':', ' ', 'x:', '://a']) {
    secretRanges(part.repeat(Math.ceil(4000 / part.length)), true)
  }
  assert.ok(performance.now() - start < 5000)
})

test.run()
