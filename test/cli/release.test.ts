import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type FakeCluster, fakeObject, refusing, startFakeCluster } from '../support/fakecluster.ts'
import { ran } from '../support/terminal.ts'

const OWN = 'charter.sh/organization'
const GONE = { deletionTimestamp: '2026-01-01T00:00:00Z' }

/** A cluster with an Organization that stays, and two whose deletion waits. */
async function withWaiting(work: (fake: FakeCluster, on: typeof ran) => Promise<void>): Promise<void> {
  const fake = await startFakeCluster()
  try {
    fake.apply(fakeObject('Organization', '', 'acme', {}, { finalizers: [OWN] }))
    fake.apply(fakeObject('Organization', '', 'initech', {}, { ...GONE, finalizers: [OWN] }))
    fake.apply(fakeObject('Organization', '', 'umbrella', {}, { ...GONE, finalizers: ['example.com/other', OWN] }))
    await work(fake, (words) => ran(['kubernetes', 'release-finalizers', '--kubeconfig', fake.kubeconfig, ...words]))
  } finally {
    await fake.stop()
  }
}

function finalizersOf(fake: FakeCluster, name: string): unknown {
  return fake.object('organizations.charter.sh', '', name)?.metadata.finalizers
}

test('Organizations whose deletion waits are let go, and no others', () =>
  withWaiting(async (fake, on) => {
    const dry = await on(['--dry-run'])
    assert.is(dry.code, 0)
    assert.match(
      dry.out,
      /^organization initech: would be released, its deletion waits no more\norganization umbrella: would/,
    )
    assert.equal(finalizersOf(fake, 'initech'), [OWN])
    const { code, out } = await on([])
    assert.is(code, 0)
    assert.match(out, /2 organizations released; what Charter has stored of them stays/)
    assert.is(finalizersOf(fake, 'initech'), undefined)
    assert.equal(finalizersOf(fake, 'umbrella'), ['example.com/other'])
    assert.equal(finalizersOf(fake, 'acme'), [OWN])
    assert.is((await on([])).out, 'nothing to release: 2 organizations, 0 waiting for a deletion\n')
  }))

test('those that are named, or all, are released before anything is deleted', () =>
  withWaiting(async (fake, on) => {
    assert.match(
      (await on(['acme'])).out,
      /^organization acme: released, a deletion would not wait\n1 organization released/,
    )
    assert.equal(finalizersOf(fake, 'acme'), [])
    const unknown = await on(['acme', 'globex'])
    assert.is(unknown.code, 2)
    assert.match(unknown.err, /the cluster has no organization globex/)
    assert.is((await on(['acme', '--all'])).code, 2)
    assert.match((await on(['--all'])).out, /2 organizations released/)
  }))

test('a cluster that forbids it says which right is missing', () =>
  withWaiting(async (fake, on) => {
    fake.interfere(refusing(403, ({ method }) => method === 'PATCH'))
    const { code, err } = await on([])
    assert.is(code, 4)
    assert.match(err, /cannot patch organizations\.charter\.sh/)
  }))

test.run()
