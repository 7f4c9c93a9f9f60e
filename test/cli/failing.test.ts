import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { statusJson } from '../../src/api/status.ts'
import { statusText, type Told } from '../../src/cli/control/status.ts'
import { createStyle } from '../../src/cli/style.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createLog } from '../../src/lib/log.ts'
import { createMetrics } from '../../src/metrics.ts'
import { StoreError } from '../../src/model/errors.ts'
import type { Store } from '../../src/model/ports.ts'
import { createTurns } from '../../src/run/turn.ts'
import { createWatch } from '../../src/run/watch.ts'
import { openDirectory } from '../../src/sources/directory.ts'
import { beginStatus } from '../../src/status/status.ts'
import { openAttempts } from '../../src/store/attempts.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { createMemoryInventory } from '../../src/store/recorded.ts'
import { createFolder } from '../support/folder.ts'
import { validOutput } from '../support/schema.ts'

const ACME =
  'apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: acme}\nspec: {displayName: Acme, minAdmins: 0}\n'

/** A store on a disk that is full until `isFull` is false. */
function fullStore() {
  const store = createMemoryStore()
  const disk = { isFull: true }
  const full: Store = {
    open: () => store.open(),
    base: () => store.base(),
    entries: (range) => store.entries(range),
    close: async () => undefined,
    append: (entries, head) => {
      if (disk.isFull) throw new StoreError('StoreFull', 'the disk of the state is full', 'make room')
      return store.append(entries, head)
    },
  }
  return { disk, store: full }
}

test('a pass that fails as a whole is told with its code, counted, and made again', async () => {
  const { disk, store } = fullStore()
  const source = openDirectory({ name: 'people', path: createFolder({ 'acme.yaml': ACME }), privileged: true })
  const metrics = createMetrics()
  const state = await store.open()
  const startedAt = systemClock.now()
  const begin = beginStatus({ version: 'test', startedAt, sources: [{ name: 'people', place: '/people' }] }, state)
  const turns = createTurns(
    { store, state, status: begin },
    {
      program: 'test',
      configurations: new Map(),
      watches: [createWatch(source, { clock: systemClock })],
      clock: systemClock,
      log: createLog({ level: 'silent', format: 'json', write: () => undefined }),
      inventory: createMemoryInventory(),
      openStore: async () => store,
      attempts: openAttempts(createFolder()),
      paused: () => undefined,
      nextAt: () => undefined,
      approved: () => undefined,
      told: () => undefined,
      failed: (seconds) => metrics.passed(seconds, 'error'),
    },
  )
  const turn = {
    sources: new Set(['people']),
    reasons: new Set(['request'] as const),
    signal: new AbortController().signal,
  }
  const shown = () => {
    const json = statusJson(turns.status())
    const style = createStyle({ stream: { isTTY: false }, env: {} })
    return statusText(validOutput('status', json) as Told, { nowMs: Date.now(), style, state: 'state' })
  }
  assert.is(await turns.read('people', turn), true)
  await turns.pass(turn)
  await turns.pass(turn)
  assert.equal([turns.status().trouble?.code, turns.status().trouble?.attempts], ['StoreFull', 2])
  assert.match(
    shown(),
    /\nfailing\[StoreFull\]: the disk of the state is full \(2 passes in \d+ s\); what was in force still is\n {2}make room\n/,
  )
  const { text } = await metrics.text(turns.status(), systemClock.now())
  assert.match(text, /^controller_runtime_reconcile_errors_total\{controller="charter"\} 2$/m)
  disk.isFull = false
  await turns.pass(turn)
  assert.is(turns.status().trouble, undefined)
  assert.match(shown(), /\n1 of 1 unit in force as declared\n$/)
})

test.run()
