import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { refusedTexts } from '../../src/cli/refused.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import { planPass } from '../../src/plan/pass.ts'
import { runPass } from '../../src/reconciler.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { textSnapshot } from '../support/installation.ts'
import { clockAt, contextAt, NOON } from '../support/planning.ts'

const header = (name: string, spec: string) =>
  `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: ${name}}\nspec:\n  displayName: ${name}\n${spec}`
const ADMIN = '  users: [{name: ada, admin: true}]\n'
const TERMINAL = { outIsTerminal: false, environment: {} } as Terminal

test('apply tells what could not be written down with its place, and not again what was told before', async () => {
  const many = Array.from({ length: 30 }, (_, index) => `{name: user-${index}}`).join(', ')
  const texts = {
    'acme.yaml': header('acme', `  users: [{name: ada, admin: true}, ${many}]\n`),
    'nobody.yaml': header('nobody', ''),
    'solo.yaml': header('solo', ADMIN),
  }
  const snapshots = [textSnapshot(texts)]
  const store = createMemoryStore()
  const stored = await store.open()
  const context = contextAt()
  const planned = planPass(snapshots, stored, context)
  const around = { store, clock: clockAt(NOON), actor: { type: 'operator', name: 'test' }, context } as const
  const { pass } = await runPass(snapshots, stored, { ...around, mostLength: 3_000 })
  const [text = '', ...others] = refusedTexts({ planned, left: pass }, snapshots, TERMINAL)
  assert.is(others.length, 0)
  assert.match(text, 'error[TooLarge]: what changes in acme does not fit into one entry of the ledger')
  assert.match(text, '--> acme.yaml:1:1')
  assert.match(text, 'split the change')
  assert.not.match(text, 'LastAdmin')
  assert.equal(refusedTexts({ planned: pass, left: pass }, snapshots, TERMINAL), [])
})

test.run()
