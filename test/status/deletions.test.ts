import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Document, Snapshot } from '../../src/model/document.ts'
import type { HoldStatus, UnitStatus } from '../../src/model/status.ts'
import { unitName } from '../../src/model/unit.ts'
import { type Deleting, departingIn, withDeletions } from '../../src/status/deletions.ts'

const NOW = '2026-11-01T00:00:00.000Z'
const HOLD: HoldStatus = {
  code: 'OrganizationDelete',
  message: 'organization acme and 7 resources in it would go',
  digest: 'd'.repeat(64),
  since: NOW,
  until: NOW,
  evidence: {},
  next: [],
}

function unitNamed(organization: string, more: Partial<UnitStatus> = {}): UnitStatus {
  const unit = unitName({ type: 'organization', organization })
  const rest = { attempted: {}, applied: {}, holds: [], problems: [], problemCount: 0, conditions: [] }
  return { unit, organization, result: 'unchanged', ...rest, ...more }
}

function told(unit: UnitStatus, before: readonly UnitStatus[] = [], sourceHolds: Deleting['sourceHolds'] = []) {
  const departing = new Map([['acme', 'cluster']])
  return withDeletions([unit], departing, { before, sourceHolds, now: NOW })[0]?.conditions
}

test('an organization whose deletion is held says why, and the command that approves exactly that', () => {
  const conditions = told(unitNamed('acme', { result: 'held', holds: [HOLD] }))
  assert.equal(conditions, [
    {
      type: 'DeletionHeld',
      status: 'True',
      reason: 'OrganizationDelete',
      message: `${HOLD.message}; to approve exactly that: kubectl annotate --overwrite organization acme charter.sh/approve=${HOLD.digest}`,
      since: NOW,
    },
  ])
})

test('one whose removal is refused says the first problem, one that is kept says so, others say nothing', () => {
  const problem = { code: 'LastAdmin', severity: 'error', message: 'no admin', source: 'cluster', place: 'x' } as const
  const refused = told(unitNamed('acme', { result: 'invalid', problems: [problem] }))?.[0]
  assert.equal([refused?.reason, refused?.message], ['ValidationFailed', 'its removal is refused: no admin'])
  assert.is(told(unitNamed('acme'))?.[0]?.reason, 'Kept')
  assert.equal(told(unitNamed('initech')), [])
  const revocation = unitNamed('acme', { unit: unitName({ type: 'revocation', organization: 'acme', name: 'ada' }) })
  assert.equal(told(revocation), [])
})

test('one whose source is held as a whole says that, and how it is approved', () => {
  const held = { code: 'EmptySource', message: 'it declares nothing', digest: 'd' } as const
  const scope = { type: 'source', source: 'cluster' } as const
  const [condition] = told(unitNamed('acme'), [], [{ ...held, scope }]) ?? []
  assert.is(condition?.reason, 'EmptySource')
  assert.is(condition?.message, 'it declares nothing; to approve exactly that: charter approve d')
  assert.is(told(unitNamed('acme'), [], [{ ...held, scope: { ...scope, source: 'git' } }])?.[0]?.reason, 'Kept')
})

test('since when it waits stays, whatever it waits for', () => {
  const before = unitNamed('acme', {
    conditions: [
      { type: 'DeletionHeld', status: 'True', reason: 'Kept', message: '', since: '2026-10-01T00:00:00.000Z' },
    ],
  })
  assert.is(told(unitNamed('acme', { result: 'failed' }), [before])?.[0]?.since, '2026-10-01T00:00:00.000Z')
})

test('the organizations that are being deleted are those that snapshots name so', () => {
  const document = { value: { kind: 'Organization', metadata: { name: 'acme' } } } as unknown as Document
  const snapshot = { source: 'cluster', departing: [document] } as unknown as Snapshot
  assert.equal([...departingIn([snapshot, {} as Snapshot])], [['acme', 'cluster']])
})

test.run()
