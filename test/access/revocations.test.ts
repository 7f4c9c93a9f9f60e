import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isRevoked, revokedAt } from '../../src/access/revocations.ts'
import { momentOf } from '../../src/access/windows.ts'
import { view } from '../support/organization.ts'

test('a revocation stands until its end, the longest of several counts', () => {
  const acme = view({
    users: { ada: {}, bob: {}, cyd: {} },
    revocations: {
      one: { user: 'ada', reason: 'leaves', until: '2026-04-01' },
      two: { user: 'ada', reason: 'leaves', until: '2026-05-01' },
      three: { user: 'bob', reason: 'lost laptop' },
    },
  })
  assert.equal([...revokedAt(acme, momentOf('2026-04-30T23:59:59Z'))], ['ada', 'bob'])
  assert.equal([...revokedAt(acme, momentOf('2026-05-01'))], ['bob'])
  assert.is(isRevoked(acme, 'cyd', momentOf('2026-04-01')), false)
})

test('an end that cannot be read never comes', () => {
  const acme = view({ users: { ada: {} }, revocations: { one: { user: 'ada', reason: 'leaves', until: 'soon' } } })
  assert.is(isRevoked(acme, 'ada', momentOf('2099-01-01')), true)
})

test.run()
