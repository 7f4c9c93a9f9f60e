import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createCatalogs } from '../../../src/api/catalog.ts'
import { createHub } from '../../../src/api/events/hub.ts'
import { createOutlet } from '../../../src/api/events/outlet.ts'
import { StoreError } from '../../../src/model/errors.ts'
import { createPublication } from '../../../src/run/publication.ts'
import { beginStatus } from '../../../src/status/status.ts'
import { INSTANT, OPERATOR } from '../../support/api.ts'
import { installationWith } from '../../support/installation.ts'
import { NOTHING_KEPT } from '../../support/publication.ts'
import { untilTrue } from '../../support/waiting.ts'

const TEXTS = {
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec: {displayName: Acme, users: [{name: ada, email: ada@acme.example, admin: true}]}
`,
}

/** A hub over so many entries of 50,000 characters each, how many of them it read, and how often it was not let read. */
async function hubOver(count: number) {
  const { store, state } = await installationWith(TEXTS)
  let read = 0
  let refused = 0
  const trouble: { error?: Error | undefined } = {}
  const head = { seq: count, hash: 'h' }
  const ledger = () => ({
    base: () => store.base(),
    async *entries({ from = 1, to = count }: { readonly from?: number; readonly to?: number } = {}) {
      if (trouble.error !== undefined) {
        refused++
        throw trouble.error
      }
      for await (const entry of store.entries({ from: 1, to: 1 })) {
        for (let seq = from; seq <= to; seq++) {
          read++
          yield { ...entry, seq, evidence: { padding: 'x'.repeat(50_000) } }
        }
      }
    },
  })
  const told = { ...state(), head }
  const status = beginStatus({ version: '0', startedAt: INSTANT, sources: [] }, told)
  const turns = { state: () => told, status: () => status, ledger }
  const publication = createPublication(turns, NOTHING_KEPT, { now: () => INSTANT })
  const around = { publication, catalogs: createCatalogs(), authenticate: async () => OPERATOR }
  return { hub: createHub(around, { lookMs: 5, beatMs: 1_000_000 }), read: () => read, refused: () => refused, trouble }
}

const PROOF = { headers: {}, rawHeaders: [], url: '/' }

test('what waits for a reader is bounded, and nothing is read for who takes nothing', async () => {
  const { hub, read } = await hubOver(200)
  const outlet = createOutlet()
  assert.is(hub.join({ outlet, proof: PROOF, identity: OPERATOR, seq: 0, cut: () => undefined }), 'joined')
  await untilTrue(() => outlet.body.readableLength > 256 * 1024)
  // It looks some more times, and leaves the reading that goes on.
  await pause(50)
  const [waiting, before] = [outlet.body.readableLength, read()]
  assert.ok(waiting < 320 * 1024, `${waiting} bytes wait`)
  await pause(50)
  assert.is(read(), before)
  let taken = 0
  await untilTrue(() => {
    taken += outlet.body.read()?.length ?? 0
    return taken > 200 * 50_000
  })
  hub.close()
})

test('who is too far behind is told where to read, and goes on from there', async () => {
  const { hub, read } = await hubOver(1002)
  const outlet = createOutlet()
  hub.join({ outlet, proof: PROOF, identity: OPERATOR, seq: 1, cut: () => undefined })
  let text = ''
  await untilTrue(() => {
    text += outlet.body.read() ?? ''
    return text.includes('event: gap')
  })
  assert.match(text, /^id: 1002\nevent: gap\ndata: \{"from":2,"to":1002,"read":"\/api\/v1\/ledger\?from=2"\}$/m)
  assert.is(read(), 0)
  hub.close()
  assert.is(hub.join({ outlet, proof: PROOF, identity: OPERATOR, seq: 1, cut: () => undefined }), 'enough')
})

test('a ledger that cannot be read now is read again, and a bug ends the streams and nothing else', async () => {
  const { hub, refused, trouble } = await hubOver(3)
  let cuts = 0
  const join = () => {
    const outlet = createOutlet()
    hub.join({ outlet, proof: PROOF, identity: OPERATOR, seq: 0, cut: () => cuts++ })
    return outlet
  }
  trouble.error = new StoreError('StoreFailed', 'not now', 'wait')
  const outlet = join()
  await untilTrue(() => refused() > 1)
  assert.not.match(String(outlet.body.read()), /event: entry/)
  trouble.error = undefined
  let text = ''
  await untilTrue(() => {
    text += outlet.body.read() ?? ''
    return text.includes('id: 3')
  })
  assert.is(text.match(/event: entry/g)?.length, 3)
  assert.is(cuts, 0)
  trouble.error = new TypeError('a bug')
  join()
  await untilTrue(() => cuts === 2)
  hub.close()
})

test.run()
