import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { State } from '../../src/model/state.ts'
import { planPass } from '../../src/plan/pass.ts'
import { stateDigest } from '../../src/store/proof/digest.ts'
import { createReplaying } from '../../src/store/proof/replay.ts'
import { verifyLedger } from '../../src/store/proof/verify.ts'
import { contextAt, snapshotOf } from '../support/planning.ts'
import { stateIn } from './support.ts'

/**
 * Ledgers as released versions have written them: `<format>/ledger`, the declarations that they lead to (`orgs`), and what
 * they fold to (`expected.json`). They are never written again; `make.ts` makes the one of a new format.
 */
const folder = fileURLToPath(new URL('formats', import.meta.url))
const formats = readdirSync(folder).filter((name) => !name.endsWith('.ts'))

test('there is a ledger of every format', () => {
  assert.equal(formats, ['1'])
})

for (const format of formats) {
  const path = join(folder, format)

  test(`a ledger of format ${format} folds to the state that it always led to`, async () => {
    const { head, resources, digest } = JSON.parse(readFileSync(join(path, 'expected.json'), 'utf8'))
    const state = await stateIn(path, 'readonly')
    assert.equal(state.head, head)
    assert.is(state.resources.size, resources)
    assert.is(stateDigest(state), digest)
  })

  test(`a ledger of format ${format} is intact`, async () => {
    const replaying = createReplaying()
    const { flaw, unfinished, head } = await verifyLedger(join(path, 'ledger'), {
      onEntry: (entry) => replaying.onEntry(entry),
    })
    assert.equal([flaw, unfinished], [undefined, undefined])
    const state = await stateIn(path, 'readonly')
    assert.equal(head, state.head)
    assert.is(stateDigest(replaying.state()), stateDigest(state))
  })

  test(`an unchanged repository plans empty against a ledger of format ${format}`, async () => {
    const context = contextAt({ instant: '2026-12-01T00:00:00.000Z' })
    const pass = planPass([await snapshotOf(join(path, 'orgs'))], await stateIn(path, 'readonly'), context)
    assert.equal(pass.plans, [])
    assert.equal(pass.sourceHolds, [])
    assert.equal(pass.desired.problems, [])
    for (const { valid } of pass.desired.units.values()) assert.ok(valid)
  })
}

test('the digest of a state tells every difference', async () => {
  const state = await stateIn(join(folder, '1'), 'readonly')
  const digest = stateDigest(state)
  const [[key, resource] = []] = state.resources
  assert.ok(key !== undefined && resource !== undefined)
  const others: readonly State[] = [
    { ...state, installation: '0' },
    { ...state, removals: [] },
    { ...state, applied: new Map([...state.applied].reverse()) },
    { ...state, revisions: {} },
    { ...state, installationName: 'production' },
    {
      ...state,
      replaced: new Map([
        [
          'd',
          { digest: 'd', scope: { type: 'source', source: 's', revision: 'r' }, codes: [], since: '', revisions: {} },
        ],
      ]),
    },
    { ...state, everUsed: new Set([...state.everUsed, 'x']) },
    { ...state, resources: new Map([...state.resources].slice(1)) },
    { ...state, resources: new Map(state.resources).set(key, { ...resource, version: 99 }) },
    { ...state, resources: new Map(state.resources).set(key, { ...resource, updatedAt: 'x' }) },
  ]
  assert.is(new Set([digest, ...others.map(stateDigest)]).size, others.length + 1)
  assert.is(stateDigest({ ...state, resources: new Map([...state.resources].reverse()) }), digest)
})

test.run()
