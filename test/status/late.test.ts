import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Status } from '../../src/model/status.ts'
import { lateEvents } from '../../src/status/late.ts'
import { standingOf } from '../../src/status/standing.ts'
import { heldUnit, holdOf, sourceOf, statusOf, troubleOf } from '../support/status.ts'

const HOUR_MS = 3_600_000

function late(status: Status, at: string) {
  return lateEvents({ status, standing: standingOf(status, new Map()), at }, HOUR_MS)
}

test('what is not in order for as long as it may is late, and a day later once more', () => {
  const status = statusOf([heldUnit('acme')])
  const ids = (at: string) => late(status, at).map(({ id }) => id)
  assert.equal(ids('2026-11-22T10:59:59.999Z'), [])
  assert.equal(ids('2026-11-22T11:00:00.000Z'), ['organization/acme/late/2026-11-22T10:00:00.000Z/0'])
  assert.equal(ids('2026-11-23T10:59:00.000Z'), ['organization/acme/late/2026-11-22T10:00:00.000Z/0'])
  assert.equal(ids('2026-11-23T11:00:00.000Z'), ['organization/acme/late/2026-11-22T10:00:00.000Z/1'])
})

test('it says for how long, in a unit that can be read', () => {
  const status = statusOf([heldUnit('acme')])
  const message = (at: string) => late(status, at)[0]?.message.replace(/, since .*/, '')
  assert.is(message('2026-11-22T11:30:00.000Z'), 'organization/acme: not in order for 90 minutes')
  assert.is(message('2026-11-22T15:30:00.000Z'), 'organization/acme: not in order for 5 hours')
  assert.is(message('2026-11-25T15:30:00.000Z'), 'organization/acme: not in order for 3 days')
})

test('a source that cannot be read is late too, and what somebody suspended is not', () => {
  const trouble = statusOf([], { sources: [sourceOf({ trouble: troubleOf(40) })] })
  const at = '2026-11-22T12:00:00.000Z'
  assert.equal(
    late(trouble, at).map(({ subject }) => subject),
    ['source/people'],
  )
  const paused = { reason: 'audit', owner: 'ada', until: '2026-12-01' }
  const sources = [sourceOf({ paused, holds: [holdOf('EmptySource')] })]
  assert.equal(late(statusOf([heldUnit('acme', 'Suspended')], { sources }), at), [])
})

test.run()
