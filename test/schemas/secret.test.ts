import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Json, type JsonObject, KINDS } from '../../src/model/resource.ts'
import { specs } from './arbitrary.ts'
import { declared, decoded, lines } from './documents.ts'

const CANARY = 'hunter2-Canary!'

function settings(secretRef: Json): string[] {
  return lines(decoded(declared('User', { settings: [{ key: 'a', secretRef }] })))
}

const INLINE = [
  'error SecretInline /spec/settings/0/secretRef: `secretRef` must be a reference to a secret, never the secret itself',
  '  help: write secretRef: {env: NAME}, {file: PATH} or {kubernetes: {name: NAME, key: KEY}}',
]

test('a value in the place of a reference to a secret is SecretInline, told once and never shown', () => {
  for (const value of [
    CANARY,
    12345,
    true,
    [CANARY],
    { value: CANARY },
    { value: CANARY, env: 'A' },
    { [CANARY]: 1 },
  ]) {
    assert.equal(settings(value), INLINE)
  }
  const [problem] = decoded(declared('User', { settings: [{ key: 'a', secretRef: CANARY }] })).problems
  assert.equal(problem?.notes, ['if a secret stood here, rotate it: the history of the repository keeps it'])
})

test('a field that is named like the reference without its ending is SecretInline', () => {
  const database = { displayName: 'D', type: 'POSTGRESQL', schema: 'public', password: CANARY }
  assert.equal(lines(decoded(declared('DataSource', database))), [
    'error SecretInline /spec/password: `password` must be a reference to a secret, never the secret itself',
    '  help: write passwordRef: {env: NAME}, {file: PATH} or {kubernetes: {name: NAME, key: KEY}}',
  ])
})

test('a reference with a mistake is told like any other field, without its value', () => {
  assert.equal(settings({ evn: CANARY }), [
    'error UnknownField /spec/settings/0/secretRef/evn: unknown field `evn` in `secretRef`',
    '  help: did you mean `env`?',
  ])
  assert.equal(settings({ env: CANARY }), [
    'error InvalidField /spec/settings/0/secretRef/env: `env` must be letters, digits and `_`, not beginning with a digit',
    '  help: for example `ACME_OIDC_SECRET`',
  ])
  assert.equal(settings({ env: 481516 }), [
    'error InvalidField /spec/settings/0/secretRef/env: `env` must be text, but another value stands here',
  ])
  const name = settings({ kubernetes: { name: CANARY, key: 'k' } })
  assert.is(name.length, 1)
  assert.not.match(name.join(), /hunter2/i)
})

test('no value of an unknown or mistaken field is ever repeated', () => {
  const canaryAt = (value: Json, where: number): Json => {
    let step = 0
    const walk = (current: Json): Json => {
      if (typeof current === 'object' && current !== null && !Array.isArray(current)) {
        const entries = Object.entries(current as JsonObject).map(([name, item]) => [name, walk(item)] as const)
        return Object.fromEntries(step++ === where ? [...entries, ['unknown', { deep: CANARY }]] : entries)
      }
      if (Array.isArray(current)) return current.map(walk)
      return step++ === where ? `\n${CANARY}` : current
    }
    return walk(value)
  }
  for (const kind of KINDS) {
    const quiet = (spec: JsonObject, where: number) => {
      const { problems } = decoded(declared(kind, canaryAt(spec, where) as JsonObject))
      const secrets = problems.filter((problem) => problem.code !== 'InvalidName')
      assert.not.match(JSON.stringify(secrets), /hunter2/i)
    }
    fc.assert(fc.property(specs(kind), fc.nat(15), quiet), { numRuns: 40 })
  }
})

test.run()
