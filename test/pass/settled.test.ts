import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isSettled, type Standing, settledBy } from '../../src/pass/settled.ts'
import { createPassMemo } from '../../src/plan/memo.ts'
import { planPass } from '../../src/plan/pass.ts'
import { declared, standing } from '../support/declared.ts'
import { openInstallation } from '../support/installation.ts'
import { contextAt } from '../support/planning.ts'

const ACME = { ...standing('acme'), 'User/acme/bob': { until: '2026-12-01' } }

async function settled() {
  const installation = await openInstallation()
  const snapshot = declared(ACME)
  const memo = createPassMemo()
  const now = (instant = '2026-11-22T12:00:00.000Z'): Standing => ({
    head: installation.state().head,
    program: '1.0.0',
    sources: [{ name: 'local', revision: snapshot.revision, configuration: 'same' }],
    instant,
  })
  planPass([snapshot], installation.state(), contextAt(), memo)
  assert.is(settledBy(memo, now()), undefined)
  await installation.apply([snapshot])
  assert.is(settledBy(memo, now()), undefined)
  planPass([snapshot], installation.state(), contextAt(), memo)
  return { memo, now, written: settledBy(memo, now()) }
}

test('after a pass that left nothing to do, a start that finds all as it was has nothing to do', async () => {
  const { now, written } = await settled()
  assert.is(written?.until, '2026-12-01T00:00:00.000Z')
  assert.is(isSettled(written, now()), true)
  assert.is(isSettled(written, now('2026-11-30T23:59:59.999Z')), true)
})

test('whatever is not as it was is looked at', async () => {
  const { now, written } = await settled()
  const [source] = now().sources
  assert.ok(source !== undefined)
  const others: readonly Standing[] = [
    { ...now(), program: '1.0.1' },
    { ...now(), head: { seq: 2, hash: now().head.hash } },
    { ...now(), head: { seq: now().head.seq, hash: 'other' } },
    { ...now(), sources: [{ ...source, revision: 'other' }] },
    { ...now(), sources: [{ ...source, configuration: 'other' }] },
    { ...now(), sources: [source, source] },
    { ...now(), sources: [] },
    now('2026-12-01T00:00:00.000Z'),
    now('2026-11-22T11:59:59.999Z'),
  ]
  for (const other of others) assert.is(isSettled(written, other), false)
  assert.is(isSettled(undefined, now()), false)
})

test.run()
