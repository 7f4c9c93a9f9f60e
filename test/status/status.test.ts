import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Finding } from '../../src/model/problem.ts'
import type { Key } from '../../src/model/resource.ts'
import type { HoldStatus, SourceStatus, Status, UnitStatus } from '../../src/model/status.ts'
import { factsAmong, unitConditions } from '../../src/status/conditions.ts'
import { sourceAfterReading, sourceStatus } from '../../src/status/sources.ts'
import { lateSince } from '../../src/status/status.ts'
import { emptyState } from '../../src/store/fold.ts'

const NOW = '2026-05-01T12:00:00.000Z'
const LATER = '2026-05-01T13:00:00.000Z'
const STATE = emptyState('5f0c6f3e-0000-4000-8000-000000000000')

const HOLD: HoldStatus = {
  code: 'RemovalBudget',
  message: 'too many',
  digest: 'a'.repeat(64),
  since: '2026-05-01T11:00:00.000Z',
  until: '2026-05-02T11:00:00.000Z',
  evidence: {},
  next: [],
}

function source(more: Partial<SourceStatus> = {}): SourceStatus {
  return { name: 'git', place: 'https://git.example/orgs', holds: [], conditions: [], ...more }
}

function unit(more: Partial<UnitStatus> = {}): UnitStatus {
  return {
    unit: 'organization/acme' as UnitStatus['unit'],
    result: 'unchanged',
    attempted: { git: 'r2' },
    applied: { git: 'r2' },
    holds: [],
    problems: [],
    problemCount: 0,
    conditions: [],
    ...more,
  }
}

const late = (applied: Record<string, string>, more: Partial<UnitStatus> = {}): UnitStatus =>
  unit({ result: 'held', applied, ...more })

const told = ({ conditions }: Pick<SourceStatus, 'conditions'>) =>
  conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`)

const after = (one: SourceStatus, units: readonly UnitStatus[], revisions: Record<string, string> = {}) =>
  sourceStatus(one, { units, holds: [], state: { ...STATE, revisions }, now: NOW })

test('a condition keeps its time while its status stays, though reason and message change', () => {
  const { conditions: _, ...held } = late({ git: 'r1' }, { holds: [HOLD] })
  const first = unitConditions(held, [], NOW)
  assert.equal(
    first.map(({ type, status, reason, since }) => [type, status, reason, since]),
    [
      ['Ready', 'False', 'RemovalBudget', NOW],
      ['Stalled', 'True', 'RemovalBudget', NOW],
    ],
  )
  const second = unitConditions({ ...held, result: 'invalid', holds: [] }, first, LATER)
  assert.equal(
    second.map(({ type, reason, since }) => [type, reason, since]),
    [
      ['Ready', 'ValidationFailed', NOW],
      ['Stalled', 'ValidationFailed', NOW],
    ],
  )
  const third = unitConditions({ ...held, result: 'applied', applied: { git: 'r2' }, holds: [] }, second, LATER)
  assert.equal(
    third.map(({ type, status, since }) => [type, status, since]),
    [['Ready', 'True', LATER]],
  )
})

test('what breaks a law for another cause stands beside, once for each code, and keeps its time', () => {
  const { conditions: _, ...own } = unit()
  const fact = (subject: string, code: Finding['code'] = 'OverLimit'): Finding => {
    return { code, key: 'Organization//acme' as Key, pointer: '', subject, message: `too many ${subject}` }
  }
  const facts = [fact('users'), fact('workspaces'), fact('themes', 'EntitlementMissing')]
  const first = unitConditions(own, [], NOW, facts)
  assert.equal(
    first.map(({ type, status, reason, message }) => [type, status, reason, message]),
    [
      ['Ready', 'True', 'ReconciliationSucceeded', 'in force at revision git@r2'],
      ['EntitlementMissing', 'True', 'EntitlementMissing', 'too many themes'],
      ['OverLimit', 'True', 'OverLimit', 'too many users, and 1 more'],
    ],
  )
  const later = unitConditions(own, first, LATER, [fact('users')])
  assert.equal(factsAmong(later), [
    { type: 'OverLimit', status: 'True', reason: 'OverLimit', message: 'too many users', since: NOW },
  ])
})

test('a source that was read is not in force before a pass has looked at it', () => {
  const before = after(source({ attempted: 'r2' }), [unit()])
  assert.equal([before.applied, told(before)], ['r2', ['Ready=True ReconciliationSucceeded']])
  const read = sourceAfterReading({ ...before, attempted: 'r3' }, [unit()], LATER)
  assert.equal([read.applied, told(read)], ['r2', ['Ready=Unknown Progressing', 'Reconciling=True Progressing']])
})

test('a source stays applied where it was while one of its units is late, and a unit of another one does not hold it back', () => {
  const first = source({ attempted: 'r2', applied: 'r1' })
  const one = after(first, [unit(), late({ git: 'r1' })])
  assert.equal([one.applied, told(one)], ['r1', ['Ready=False PartlyApplied', 'Stalled=True PartlyApplied']])
  const shared = late({ git: 'r2', other: 'o1' }, { attempted: { git: 'r2', other: 'o2' } })
  assert.equal(
    [after(first, [shared]).applied, told(after(first, [shared]))],
    ['r2', ['Ready=True ReconciliationSucceeded']],
  )
})

test('after a start, what one unit was applied at does not count for the unit that is held', () => {
  const started = source({ attempted: 'r3' })
  const revisions = { git: 'r3' }
  const held = late({ git: 'r1' }, { attempted: { git: 'r3' } })
  const fine = unit({ attempted: { git: 'r3' }, applied: { git: 'r3' } })
  assert.is(after(started, [fine, held], revisions).applied, 'r1')
  const other = late({ git: 'r2' }, { attempted: { git: 'r3' } })
  assert.is(after(started, [fine, held, other], revisions).applied, undefined)
  assert.is(after(started, [fine, late({}, { attempted: { git: 'r3' } })], revisions).applied, undefined)
})

test('trouble of a source is told before its units, and a pause before its trouble', () => {
  const trouble = { code: 'SourceUnavailable', message: 'no answer', since: NOW, attempts: 2 }
  const down = after(source({ attempted: 'r2', applied: 'r1', trouble }), [late({ git: 'r1' })])
  assert.equal(
    [down.applied, told(down)],
    ['r1', ['Ready=False SourceUnavailable', 'Reconciling=True ProgressingWithRetry']],
  )
  const paused = { reason: 'move', owner: 'ada', until: LATER }
  assert.equal(told(after(source({ attempted: 'r2', trouble, paused }), [])), ['Ready=False Suspended'])
})

test('what has not been in force for longest counts, whether a unit, a source that is held or down, or every pass', () => {
  const status = (more: Partial<Status>): Status => ({
    version: 'test',
    startedAt: NOW,
    isReady: true,
    seq: 0,
    hash: '',
    sources: [],
    units: [],
    problems: [],
    passes: [],
    objects: {},
    ...more,
  })
  const at = (hour: number): string => `2026-05-01T0${hour}:00:00.000Z`
  const trouble = (since: string) => ({ code: 'X', message: 'x', since, attempts: 1 })
  const units = [unit(), late({}, { lateSince: at(5) })]
  const held = source({ holds: [{ ...HOLD, since: at(4) }] })
  const down = source({ trouble: trouble(at(3)) })
  assert.is(lateSince(status({})), undefined)
  assert.is(lateSince(status({ units })), at(5))
  assert.is(lateSince(status({ units, sources: [held] })), at(4))
  assert.is(lateSince(status({ units, sources: [held, down] })), at(3))
  assert.is(lateSince(status({ units, sources: [down], trouble: trouble(at(2)) })), at(2))
})

test.run()
