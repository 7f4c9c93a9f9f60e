import { createHash } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createTokens } from '../../src/api/authentication/tokens.ts'
import { configured, LEAST } from '../support/configuration.ts'
import { ran } from '../support/terminal.ts'

test('a new token stands on the output alone, and what it prints for the configuration lets its holder in', async () => {
  const { code, out, err } = await ran(['token', 'new', '--name', 'prometheus', '--role', 'metrics'])
  assert.is(code, 0)
  assert.match(out, /^charter_[A-Za-z0-9_-]{43}\n$/)
  const token = out.trim()
  assert.not.ok(err.includes(token.slice(8)))
  const { authentication } = configured(`${LEAST}${err.slice(err.indexOf('authentication:'))}`)
  const digest = createHash('sha256').update(token).digest()
  const identity = createTokens(authentication?.tokens ?? [])(digest)
  assert.equal(identity, { type: 'token', name: 'prometheus', role: 'metrics', organizations: undefined })
  assert.not(out === (await ran(['token', 'new'])).out)
})

test('a role or name that there is not is told, and no token printed', async () => {
  const role = await ran(['token', 'new', '--role', 'admin'])
  assert.equal([role.code, role.out], [2, ''])
  assert.match(role.err, /--role takes operator, auditor and metrics, not `admin`/)
  const name = await ran(['token', 'new', '--name', 'a, role: operator'])
  assert.equal([name.code, name.out], [2, ''])
  assert.match(name.err, /`a, role: operator` is no name of a token/)
})

test.run()
