import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changeFinalizer, type FinalizedOrganization, finalizerChanges } from '../../src/cluster/finalizer.ts'
import { openCluster } from '../../src/kubernetes/cluster.ts'
import { SourceError } from '../../src/model/errors.ts'
import { openKubernetes } from '../../src/sources/kubernetes.ts'
import { type FakeCluster, fakeObject, refusing, startFakeCluster } from '../support/fakecluster.ts'

const OTHER = 'example.com/other'
const OWN = 'charter.sh/organization'
const GONE = { deletionTimestamp: '2026-01-01T00:00:00Z' }

function organizationNamed(name: string, more: Partial<FinalizedOrganization> = {}): FinalizedOrganization {
  return { name, uid: `uid of ${name}`, resourceVersion: '1', isDeleting: false, hasFinalizer: false, ...more }
}

test('an Organization waits for its deletion from when it is stored until it is stored no longer', () => {
  const organizations = [
    organizationNamed('stored'),
    organizationNamed('new'),
    organizationNamed('kept', { hasFinalizer: true }),
    organizationNamed('kept-stored', { hasFinalizer: true }),
    organizationNamed('leaving-stored', { hasFinalizer: true, isDeleting: true }),
    organizationNamed('leaving', { hasFinalizer: true, isDeleting: true }),
    organizationNamed('leaving-free', { isDeleting: true }),
  ]
  const changes = finalizerChanges(organizations, (name) => name.endsWith('stored'))
  assert.equal(
    changes.map(({ action, organization }) => `${action} ${organization.name}`),
    ['remove leaving', 'add stored'],
  )
})

/** A fake with the Organization acme, and what it says of it. */
async function withAcme(
  more: Readonly<Record<string, unknown>>,
  work: (fake: FakeCluster, acme: FinalizedOrganization, finalizers: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const fake = await startFakeCluster()
  try {
    fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Acme' }, more))
    const source = openKubernetes({ kubeconfig: fake.kubeconfig })
    await source.fetch()
    const [acme = organizationNamed('')] = source.organizations()
    await work(fake, acme, async () => fake.object('organizations.charter.sh', '', 'acme')?.metadata.finalizers)
  } finally {
    await fake.stop()
  }
}

const reading = { signal: new AbortController().signal, timeoutMs: 5000 }

test('a finalizer is added and taken away beside others, and only where that changes something', () =>
  withAcme({ finalizers: [OTHER] }, async (fake, acme, finalizers) => {
    const cluster = openCluster({ kubeconfig: fake.kubeconfig })
    assert.is(await changeFinalizer(cluster, { action: 'add', organization: acme }, reading), true)
    assert.equal(await finalizers(), [OTHER, OWN])
    assert.is(await changeFinalizer(cluster, { action: 'add', organization: acme }, reading), false)
    assert.is(await changeFinalizer(cluster, { action: 'remove', organization: acme }, reading), true)
    assert.equal(await finalizers(), [OTHER])
    const other = { ...acme, uid: 'another' }
    assert.is(await changeFinalizer(cluster, { action: 'add', organization: other }, reading), false)
    assert.is(
      await changeFinalizer(cluster, { action: 'add', organization: organizationNamed('none') }, reading),
      false,
    )
  }))

test('what is being deleted gets no finalizer, and is gone when it loses its last', () =>
  withAcme({ ...GONE, finalizers: [OWN] }, async (fake, acme, finalizers) => {
    const cluster = openCluster({ kubeconfig: fake.kubeconfig })
    assert.is(await changeFinalizer(cluster, { action: 'remove', organization: acme }, reading), true)
    assert.is(await finalizers(), undefined)
    fake.apply(fakeObject('Organization', '', 'acme', {}, { ...GONE, finalizers: [OTHER], uid: acme.uid }))
    assert.is(await changeFinalizer(cluster, { action: 'add', organization: acme }, reading), false)
  }))

test('somebody who writes at the same time is read again, and nothing of theirs is lost', () =>
  withAcme({}, async (fake, acme, finalizers) => {
    const cluster = openCluster({ kubeconfig: fake.kubeconfig })
    let others = 2
    fake.interfere(({ method }) => {
      if (method === 'PATCH' && others-- > 0) {
        const organization = fakeObject(
          'Organization',
          '',
          'acme',
          { displayName: 'Acme' },
          { finalizers: [`${OTHER}-${others}`] },
        )
        fake.apply(organization)
      }
      return false
    })
    assert.is(await changeFinalizer(cluster, { action: 'add', organization: acme }, reading), true)
    assert.equal(await finalizers(), [`${OTHER}-0`, OWN])
    fake.interfere(refusing(409, ({ method }) => method === 'PATCH'))
    const refused = await changeFinalizer(cluster, { action: 'remove', organization: acme }, reading).catch(
      (error) => error,
    )
    assert.instance(refused, SourceError)
    fake.interfere(refusing(403, ({ method }) => method === 'PATCH'))
    const forbidden = await changeFinalizer(cluster, { action: 'remove', organization: acme }, reading).catch(
      (error) => error,
    )
    assert.match(forbidden.help, /grant the verb `patch` on `organizations\.charter\.sh`/)
  }))

test.run()
