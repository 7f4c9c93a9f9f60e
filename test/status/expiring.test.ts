import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expiringEvents } from '../../src/status/expiring.ts'
import { type Declarations, declared, standing } from '../support/declared.ts'
import { stateOf } from '../support/planning.ts'

const END = '2026-11-30T00:00:00.000Z'

async function told(declarations: Declarations, at: string): Promise<readonly string[]> {
  const state = await stateOf([declared({ ...standing('acme'), ...declarations })])
  return expiringEvents(state, at).map((event) =>
    event.type === 'expiring' ? `${event.what} ${event.user} ${event.id.split('/').at(-1)}` : '',
  )
}

const GUEST: Declarations = { 'User/acme/guest': { admin: true, until: END } }

test('an admin whose own window ends is told a week before, and a day before', async () => {
  assert.equal(await told(GUEST, '2026-11-22T23:59:59.000Z'), [])
  assert.equal(await told(GUEST, '2026-11-23T00:00:00.000Z'), ['access guest 7d'])
  assert.equal(await told(GUEST, '2026-11-28T23:59:59.000Z'), ['access guest 7d'])
  assert.equal(await told(GUEST, '2026-11-29T00:00:00.000Z'), ['access guest 24h'])
  assert.equal(await told(GUEST, END), [])
})

test('admin access by a Permission of a group ends with the Permission', async () => {
  const declarations: Declarations = {
    'User/acme/grace': {},
    'UserGroup/acme/operators': { members: ['grace'] },
    'Permission/acme/manage': { permission: 'MANAGE', assignee: { userGroup: 'operators' }, until: END },
  }
  assert.equal(await told(declarations, '2026-11-29T12:00:00.000Z'), ['access grace 24h'])
})

test('who stays an admin by another way, or never was one, is not told', async () => {
  const declarations: Declarations = {
    'User/acme/grace': { admin: true },
    'User/acme/linus': { until: END },
    'Permission/acme/manage': { permission: 'MANAGE', assignee: { user: 'grace' }, until: END },
  }
  assert.equal(await told(declarations, '2026-11-29T12:00:00.000Z'), [])
})

test('the end of a Revocation gives admin access back, which is told', async () => {
  const declarations: Declarations = {
    'User/acme/grace': { admin: true },
    'Revocation/acme/leave': { user: 'grace', reason: 'leave', until: END },
  }
  assert.equal(await told(declarations, '2026-11-29T12:00:00.000Z'), ['revocation grace 24h'])
})

test.run()
