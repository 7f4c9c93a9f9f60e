import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../../src/lib/clock.ts'
import { type Running, running } from '../support/controller.ts'
import { type FakeCluster, fakeObject, refusing, startFakeCluster } from '../support/fakecluster.ts'
import { createFolder, writeFiles } from '../support/folder.ts'
import { untilTrue } from '../support/waiting.ts'

const ORGANIZATIONS = 'organizations.charter.sh'

/** Runs a controller on a cluster with an organization of two people. */
async function onCluster(work: (fake: FakeCluster, running: Running) => Promise<void>): Promise<void> {
  const fake = await startFakeCluster()
  try {
    fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 1 }))
    for (const name of ['ada', 'linus'])
      fake.apply(fakeObject('User', 'acme', name, { email: `${name}@acme.example`, admin: true }))
    await running([{ name: 'cluster', kubeconfig: fake.kubeconfig }], (one) => work(fake, one))
  } finally {
    await fake.stop()
  }
}

function stored({ controller }: Running): readonly string[] {
  return [...controller.turns.state().resources.keys()].sort()
}

test('what is applied to a cluster is stored by itself, once the organization is quiet', () =>
  onCluster(async (fake, one) => {
    assert.equal(stored(one), ['Organization//acme', 'User/acme/ada', 'User/acme/linus'])
    assert.is(one.status().sources[0]?.place.startsWith('cluster of '), true)
    const from = systemClock.elapsedMs()
    fake.apply(fakeObject('UserGroup', 'acme', 'admins', { members: ['ada', 'mia'] }))
    await pause(500)
    fake.apply(fakeObject('User', 'acme', 'mia', { email: 'mia@acme.example' }))
    await untilTrue(() => stored(one).includes('UserGroup/acme/admins'))
    assert.ok(systemClock.elapsedMs() - from >= 2400)
    assert.not.ok(one.log.some(({ msg }) => msg === 'invalid'))
  }))

test('a cluster that is away changes nothing, is told once, and is watched again when it is back', () =>
  onCluster(async (fake, one) => {
    fake.interfere(refusing(500, () => true))
    fake.hangUp()
    await untilTrue(() => one.log.some(({ msg }) => msg === 'cluster is not watched'))
    const status = await one.pass()
    assert.is(status.sources[0]?.trouble?.code, 'SourceUnavailable')
    assert.is(stored(one).length, 3)
    fake.interfere()
    await untilTrue(() => one.log.some(({ msg }) => msg === 'cluster is watched again'))
    assert.is(one.log.filter(({ msg }) => msg === 'cluster is not watched').length, 1)
    assert.is((await one.pass()).sources[0]?.trouble, undefined)
  }))

test('what a folder owns is not taken over by a cluster, and the other way round', async () => {
  const fake = await startFakeCluster()
  const organization =
    'apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: acme}\nspec: {displayName: Folder, minAdmins: 0}\n'
  const folder = createFolder({ 'acme.yaml': organization })
  fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Cluster', minAdmins: 0 }))
  fake.apply(fakeObject('User', 'acme', 'ada', { email: 'ada@acme.example' }))
  try {
    const sources = [
      { name: 'folder', folder },
      { name: 'cluster', kubeconfig: fake.kubeconfig },
    ]
    await running(sources, async (one) => {
      const { resources } = one.controller.turns.state()
      const owners = [...resources].map(
        ([key, { origin, spec }]) => `${key} ${origin.source} ${spec.displayName ?? ''}`,
      )
      assert.equal(owners.sort(), ['Organization//acme folder Folder', 'User/acme/ada cluster '])
      const all = [...one.status().problems, ...one.status().units.flatMap(({ problems }) => problems)]
      const places = all.map(({ code, source, place }) => [code, source, place])
      assert.equal(places, [['OwnershipConflict', 'cluster', 'Organization/acme generation 1']])
      await pause(100)
      // It is not the cluster's to hold back.
      assert.is(fake.object(ORGANIZATIONS, '', 'acme')?.metadata.finalizers, undefined)
    })
  } finally {
    await fake.stop()
  }
})

test('an Organization that a folder takes over is deleted in its cluster without taking anybody along', async () => {
  const fake = await startFakeCluster()
  const folder = createFolder()
  const acme = fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 0 })
  fake.apply(acme)
  fake.apply(fakeObject('User', 'acme', 'ada', { email: 'ada@acme.example' }))
  try {
    await running(
      [
        { name: 'folder', folder },
        { name: 'cluster', kubeconfig: fake.kubeconfig },
      ],
      async (one) => {
        const owners = () =>
          [...one.controller.turns.state().resources].map(([key, { origin }]) => `${key} ${origin.source}`)
        assert.equal(owners().sort(), ['Organization//acme cluster', 'User/acme/ada cluster'])
        await untilTrue(() => fake.object(ORGANIZATIONS, '', 'acme')?.metadata.finalizers !== undefined)
        const text = JSON.stringify({ ...acme, metadata: { name: 'acme' } })
        writeFiles(folder, { 'acme.json': text })
        await one.pass()
        fake.remove(ORGANIZATIONS, '', 'acme')
        await untilTrue(() => fake.object(ORGANIZATIONS, '', 'acme') === undefined)
        assert.equal(owners().sort(), ['Organization//acme folder', 'User/acme/ada cluster'])
      },
    )
  } finally {
    await fake.stop()
  }
})

test('a status that is written, and a list that finds nothing new, lead to no pass', () =>
  onCluster(async (fake, one) => {
    const { seq } = one.status()
    const passes = (): number => one.log.filter(({ msg }) => msg === 'pass is over').length
    const before = passes()
    const organization = fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 1 })
    fake.apply({ ...organization, status: { userCount: 2 } })
    await pause(2600)
    assert.is(passes(), before)
    assert.is(one.status().seq, seq)
    const lists = fake.requests.length
    fake.say('users.charter.sh', 'garbage\n')
    await untilTrue(() => one.log.some(({ msg, reason }) => msg === 'cluster is listed again' && reason === 'garbled'))
    await untilTrue(() => fake.requests.slice(lists).filter(({ isWatch }) => !isWatch).length >= 21)
    await pause(300)
    assert.is(passes(), before)
  }))

test('an Organization that is stored gets its finalizer, also where writing fails at first', async () => {
  const fake = await startFakeCluster()
  fake.interfere(refusing(403, ({ method }) => method === 'PATCH'))
  fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 0 }))
  try {
    await running([{ name: 'cluster', kubeconfig: fake.kubeconfig }], async (one) => {
      await untilTrue(() =>
        one.log.some(({ msg, code }) => msg === 'finalizers cannot be kept' && code === 'AccessForbidden'),
      )
      fake.interfere()
      await one.pass()
      await untilTrue(() => fake.object(ORGANIZATIONS, '', 'acme')?.metadata.finalizers !== undefined)
      const { length } = fake.requests
      await one.pass()
      await pause(100)
      assert.equal(
        fake.requests.slice(length).filter(({ path }) => path.endsWith('/acme')),
        [],
      )
    })
  } finally {
    await fake.stop()
  }
})

test('a removal that was applied when the program died lets the Organization go at the next start', async () => {
  const fake = await startFakeCluster()
  const gone = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['charter.sh/organization'] }
  fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 0 }, gone))
  try {
    await running([{ name: 'cluster', kubeconfig: fake.kubeconfig }], () =>
      untilTrue(() => fake.object(ORGANIZATIONS, '', 'acme') === undefined),
    )
  } finally {
    await fake.stop()
  }
})

test('the removal of an organization that is deleted in its cluster is approved by its annotation', () =>
  onCluster(async (fake, one) => {
    const gone = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['charter.sh/organization'] }
    const departing = (annotations: Readonly<Record<string, string>>) =>
      fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 1 }, { ...gone, annotations })
    await untilTrue(() => fake.object(ORGANIZATIONS, '', 'acme')?.metadata.finalizers !== undefined)
    fake.apply(departing({}))
    assert.equal(fake.object(ORGANIZATIONS, '', 'acme')?.metadata.finalizers, ['charter.sh/organization'])
    await untilTrue(() => one.unit('organization/acme')?.holds.length === 1)
    const hold = one.unit('organization/acme')?.holds[0]
    assert.is(hold?.code, 'OrganizationDelete')
    const waiting = one.unit('organization/acme')?.conditions.find(({ type }) => type === 'DeletionHeld')
    assert.match(waiting?.message ?? '', new RegExp(`kubectl annotate .* acme charter\\.sh/approve=${hold?.digest}$`))
    assert.is(stored(one).length, 3)
    fake.apply(departing({ 'charter.sh/approve': hold?.digest ?? '' }))
    await untilTrue(() => stored(one).length === 0)
    await untilTrue(() => fake.object(ORGANIZATIONS, '', 'acme') === undefined)
    const isSaid = () =>
      one.log.some(({ msg, organization }) => msg === 'organization may be deleted' && organization === 'acme')
    // It is gone before the program hears so.
    await untilTrue(isSaid)
  }))

test('who set approvers for a cluster is told at the start that they approve nothing', async () => {
  const fake = await startFakeCluster()
  try {
    fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 0 }))
    const from = { kubeconfig: fake.kubeconfig, name: 'cluster' }
    const told = (approvers: object) =>
      running([{ ...from, ...approvers }], async ({ log }) => {
        const lines = log.filter(({ msg }) => msg === 'approvers of a cluster approve nothing')
        assert.equal(
          lines.map(({ source, level }) => [source, level]),
          'approvers' in approvers ? [['cluster', 'warn']] : [],
        )
      })
    await told({})
    await told({ approvers: ['ada@acme.example'] })
  } finally {
    await fake.stop()
  }
})

test.run()
