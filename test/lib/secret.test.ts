import { inspect } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Secret } from '../../src/lib/secret.ts'

const CANARY = 'canary-5f0c'

test('only reveal gives a secret', () => {
  assert.is(new Secret(CANARY).reveal(), CANARY)
})

test('however it is printed, a secret is a mask', () => {
  const secret = new Secret(CANARY)
  const printed = [
    String(secret),
    `${secret}`,
    ['', secret].join(''),
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ secret }, { depth: null, showHidden: true, customInspect: false }),
    Object.keys(secret).join(),
    JSON.stringify(structuredClone({ ...secret })),
    new Error(`it failed: ${secret}`).stack ?? '',
  ]
  assert.not.ok(printed.some((text) => text.includes(CANARY)))
  assert.is(printed[0], '****')
  assert.is(JSON.stringify({ secret }), '{"secret":"****"}')
  assert.is(inspect({ secret }), '{ secret: **** }')
})

test.run()
