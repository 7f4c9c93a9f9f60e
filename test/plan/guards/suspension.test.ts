import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { suspended } from '../../../src/plan/guards/suspension.ts'
import { guardInput } from '../../support/guard.ts'

const plain = { displayName: 'Acme' }
const paused = (until: string) => ({ ...plain, suspended: { reason: 'migration', owner: 'grace', until } })
const LATER = paused('2026-03-03')
const users = { ada: {} }

test('a suspended organization takes no change until its end', () => {
  const hold = suspended(guardInput({ before: { organization: LATER }, after: { organization: LATER, users } }))
  assert.is(hold?.message, 'organization acme is suspended until 2026-03-03 by grace (migration): 1 change waits')
  assert.equal(hold?.evidence, { reason: 'migration', owner: 'grace', until: '2026-03-03', waiting: 1 })
})

test('at its end it resumes by itself', () => {
  const change = (until: string) =>
    suspended(guardInput({ before: { organization: paused(until) }, after: { organization: paused(until), users } }))
  assert.is(change('2026-03-02T10:15:00.000Z'), undefined)
  assert.is(change('2026-03-02T11:15:00+01:00'), undefined)
  assert.is.not(change('2026-03-02T10:15:00.001Z'), undefined)
})

test('a suspension can be made, changed and removed', () => {
  const change = (before: typeof plain, after: typeof plain) =>
    suspended(guardInput({ before: { organization: before }, after: { organization: after } }))
  assert.is(change(plain, LATER), undefined)
  assert.is(change(LATER, paused('2026-04-01')), undefined)
  assert.is(change(LATER, plain), undefined)
})

test('removing it lets everything else in the same change through', () => {
  assert.is(
    suspended(guardInput({ before: { organization: LATER }, after: { organization: plain, users } })),
    undefined,
  )
})

test('another field of the organization waits like everything else', () => {
  const after = { organization: { ...paused('2026-04-01'), displayName: 'Acme Research' } }
  assert.is.not(suspended(guardInput({ before: { organization: LATER }, after })), undefined)
})

test('what an operator suspended waits until its end, whatever is declared', () => {
  const suspension = { reason: 'audit', owner: 'grace', since: '2026-03-01T00:00:00.000Z' }
  const change = (until: string) =>
    suspended(
      guardInput({
        before: { organization: plain },
        after: { organization: plain, users },
        stored: { suspensions: new Map([['organization/acme', { ...suspension, until }]]) },
      }),
    )
  assert.is(
    change('2026-03-03T00:00:00.000Z')?.message,
    'organization acme is suspended until 2026-03-03T00:00:00.000Z by grace (audit): 1 change waits',
  )
  assert.is(change('2026-03-02T00:00:00.000Z'), undefined)
})

test.run()
