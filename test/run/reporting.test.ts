import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Ajv } from 'ajv'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { valueAt } from '../../src/lib/pointer.ts'
import type { JsonObject, Kind } from '../../src/model/resource.ts'
import { kindDefinition } from '../../src/schemas/kinds.ts'
import { expandedSchema } from '../../src/schemas/load.ts'
import { configOf, type Running, running, startRunning } from '../support/controller.ts'
import { type FakeCluster, type FakeObject, fakeObject, refusing, startFakeCluster } from '../support/fakecluster.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { untilTrue } from '../support/waiting.ts'

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly lastTransitionTime: string
  readonly observedGeneration: number
}

interface Status {
  readonly observedGeneration: number
  readonly conditions: readonly Condition[]
  readonly uid?: string
  readonly version?: number
  readonly lastAppliedRevision?: string
  readonly lastAttemptedRevision?: string
  readonly lastHandledReconcileAt?: string
  readonly history: readonly { readonly outcome: string; readonly message: string; readonly plan?: string }[]
}

const ACME = fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 1 })

function user(name: string, spec: Readonly<Record<string, unknown>> = {}): FakeObject {
  return fakeObject('User', 'acme', name, { email: `${name}@acme.example`, ...spec })
}

/** Runs a controller on a cluster with an organization of two people; `prepare` is called before it starts. */
async function onCluster(
  work: (fake: FakeCluster, running: Running) => Promise<void>,
  prepare: (fake: FakeCluster) => void = () => undefined,
): Promise<void> {
  const fake = await startFakeCluster()
  try {
    fake.apply(ACME)
    fake.apply(user('ada', { admin: true }))
    fake.apply(user('linus'))
    prepare(fake)
    await running([{ name: 'cluster', kubeconfig: fake.kubeconfig }], (one) => work(fake, one), {
      environment: { PATH: 'a-value' },
    })
  } finally {
    await fake.stop()
  }
}

function statusOf(fake: FakeCluster, kind: Kind, namespace: string, name: string): Status | undefined {
  const resource = `${kindDefinition(kind).plural.toLowerCase()}.charter.sh`
  return fake.object(resource, namespace, name)?.status as Status | undefined
}

function condition(status: Status | undefined, type = 'Ready'): Condition | undefined {
  return status?.conditions.find((one) => one.type === type)
}

function said(status: Status | undefined): string {
  return (status?.conditions ?? []).map(({ type, status: is, reason }) => `${type}=${is} ${reason}`).join(', ')
}

const IN_FORCE = 'Ready=True ReconciliationSucceeded'

function statusWrites({ requests }: FakeCluster): number {
  return requests.filter(
    ({ method, path }) => method === 'PATCH' && path.endsWith('/status') && !path.includes('/reconcilereports/'),
  ).length
}

async function untilSaid(fake: FakeCluster, name: string, wanted: string): Promise<Status | undefined> {
  const now = (): Status | undefined =>
    name === 'acme' ? statusOf(fake, 'Organization', '', 'acme') : statusOf(fake, 'User', 'acme', name)
  await untilTrue(() => said(now()) === wanted)
  return now()
}

test('every object says what became of it, once, and a pass over the same writes nothing', () =>
  onCluster(async (fake, one) => {
    const ada = await untilSaid(fake, 'ada', IN_FORCE)
    await untilSaid(fake, 'linus', IN_FORCE)
    await untilSaid(fake, 'acme', IN_FORCE)
    assert.is(ada?.observedGeneration, 1)
    assert.is(ada?.version, 1)
    assert.match(ada?.uid ?? '', /^[0-9a-f-]{36}$/)
    assert.is(ada?.lastAppliedRevision, 'generation:1')
    assert.is(condition(ada)?.message, 'in force as version 1')
    assert.is(condition(ada)?.observedGeneration, 1)
    assert.equal(
      ada?.history.map(({ outcome, message }) => `${outcome} ${message}`),
      ['applied version 1'],
    )
    await untilTrue(() => fake.object('organizations.charter.sh', '', 'acme')?.metadata.finalizers !== undefined)
    const before = statusWrites(fake)
    await one.pass()
    await one.pass()
    await pause(200)
    assert.is(statusWrites(fake), before)
    assert.is(before, 3)
  }))

test('an object that is wrong says why with the code of the command line, and what holds others back', () =>
  onCluster(async (fake, one) => {
    const good = await untilSaid(fake, 'ada', IN_FORCE)
    fake.apply(user('linus', { userGroups: ['nobody'] }))
    fake.apply(user('ada', { admin: true, firstName: 'Ada' }))
    const linus = await untilSaid(fake, 'linus', 'Ready=False DanglingReference, Stalled=True DanglingReference')
    const [problem] = one.unit('organization/acme')?.problems ?? []
    assert.ok(condition(linus)?.message.startsWith(problem?.message ?? '?'))
    assert.is(linus?.observedGeneration, 2)
    assert.is(linus?.lastAppliedRevision, 'generation:1')
    assert.is(linus?.lastAttemptedRevision, 'generation:2')
    const ada = await untilSaid(fake, 'ada', 'Ready=False DependencyNotReady, Stalled=True DependencyNotReady')
    assert.match(condition(ada)?.message ?? '', /^not applied, for organization acme is refused as a whole: 1 error/)
    assert.is(ada?.version, 1)
    await untilSaid(fake, 'acme', 'Ready=False DanglingReference, Stalled=True DanglingReference')
    fake.apply(user('linus', { firstName: 'Linus' }))
    const again = await untilSaid(fake, 'linus', IN_FORCE)
    assert.is(again?.version, 2)
    assert.equal(
      again?.history.map(({ outcome }) => outcome),
      ['applied', 'invalid', 'applied'],
    )
    const healed = await untilSaid(fake, 'ada', IN_FORCE)
    assert.ok((condition(healed)?.lastTransitionTime ?? '') > (condition(good)?.lastTransitionTime ?? ''))
  }))

test('who has not changed stays ready while the organization is refused', () =>
  onCluster(async (fake) => {
    const before = await untilSaid(fake, 'ada', IN_FORCE)
    fake.apply(user('linus', { userGroups: ['nobody'] }))
    await untilSaid(fake, 'linus', 'Ready=False DanglingReference, Stalled=True DanglingReference')
    await pause(100)
    assert.equal(statusOf(fake, 'User', 'acme', 'ada'), before)
  }))

test('a held change says what would approve it, and the annotation does', () =>
  onCluster(
    async (fake, one) => {
      await untilSaid(fake, 'acme', IN_FORCE)
      for (const index of [1, 2, 3, 4, 5]) fake.remove('users.charter.sh', 'acme', `u${index}`)
      const acme = await untilSaid(fake, 'acme', 'Ready=False RemovalBudget, Stalled=True RemovalBudget')
      const digest = one.unit('organization/acme')?.holds[0]?.digest ?? '?'
      const command = `kubectl annotate --overwrite organization acme charter.sh/approve=${digest}`
      assert.ok(condition(acme)?.message.endsWith(`; to approve exactly that: ${command}`))
      assert.is(acme?.history[0]?.plan, digest)
      assert.is(said(statusOf(fake, 'User', 'acme', 'ada')), IN_FORCE)
      const { metadata } = fake.object('organizations.charter.sh', '', 'acme') ?? ACME
      const annotations = { 'charter.sh/approve': digest, 'charter.sh/reconcile-requested-at': 'now' }
      fake.apply({ ...ACME, status: acme, metadata: { ...metadata, annotations } })
      const after = await untilSaid(fake, 'acme', IN_FORCE)
      assert.is(one.controller.turns.state().resources.size, 3)
      assert.is(after?.lastHandledReconcileAt, 'now')
      assert.is(after?.version, 1)
      assert.equal(one.controller.turns.state().resources.get('Organization//acme' as never)?.annotations, {})
    },
    (fake) => {
      for (const index of [1, 2, 3, 4, 5]) fake.apply(user(`u${index}`))
    },
  ))

test('an Organization and the report of its source say when the source is held as a whole, and an annotation of the report approves it', () =>
  onCluster(
    async (fake, one) => {
      await untilSaid(fake, 'acme', IN_FORCE)
      await untilTrue(() => fake.object('organizations.charter.sh', '', 'acme')?.metadata.finalizers !== undefined)
      fake.remove('organizationgroups.charter.sh', '', 'lab')
      for (const name of ['ada', 'linus']) fake.remove('users.charter.sh', 'acme', name)
      fake.remove('organizations.charter.sh', '', 'acme')
      const acme = await untilSaid(
        fake,
        'acme',
        'Ready=False EmptySource, Stalled=True EmptySource, DeletionHeld=True EmptySource',
      )
      const digest = one.status().sources[0]?.holds[0]?.digest
      const how = `; to approve exactly that: kubectl annotate --overwrite reconcilereport cluster charter.sh/approve=${digest}`
      assert.ok(condition(acme)?.message.endsWith(how), condition(acme)?.message)
      await untilTrue(() => condition(reportOf(fake, 'cluster'))?.message.endsWith(how) === true)
      await untilTrue(() =>
        eventsIn(fake).some(({ reason, message }) => reason === 'EmptySource' && message.endsWith(how)),
      )
      assert.is(one.controller.turns.state().resources.size, 4)
      approveBy(fake, 'cluster', 'f'.repeat(64))
      await pause(300)
      assert.is(one.status().sources[0]?.holds[0]?.digest, digest)
      approveBy(fake, 'cluster', digest ?? '?')
      await untilSaid(
        fake,
        'acme',
        'Ready=False OrganizationDelete, Stalled=True OrganizationDelete, DeletionHeld=True OrganizationDelete',
      )
      const approval = one.controller.turns.state().approvals.get(digest ?? '?')
      assert.equal(approval?.actor, { type: 'source', name: 'cluster' })
    },
    (fake) => {
      // It cannot go before the organization that names it, whichever of both is quiet first.
      fake.apply(fakeObject('OrganizationGroup', '', 'lab', { displayName: 'Lab' }))
      fake.apply({ ...ACME, spec: { displayName: 'Acme', minAdmins: 1, organizationGroups: ['lab'] } })
    },
  ))

test('an Organization whose namespace is being deleted says so, and keeps what vanishes from it', () =>
  onCluster(async (fake, one) => {
    await untilSaid(fake, 'acme', IN_FORCE)
    fake.apply(fakeObject('Namespace', '', 'acme', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }))
    fake.remove('users.charter.sh', 'acme', 'linus')
    const message = (): string => condition(statusOf(fake, 'Organization', '', 'acme'))?.message ?? ''
    await untilTrue(() => message().includes('warning'))
    assert.is(
      message(),
      'in force as version 1, with a warning: Unreadable: the namespace `acme` is being deleted: nothing that vanishes from it is removed',
    )
    assert.is(said(statusOf(fake, 'User', 'acme', 'ada')), IN_FORCE)
    assert.is(one.controller.turns.state().resources.size, 3)
  }))

/** Annotates the report of a source as `kubectl annotate` does. */
function approveBy(fake: FakeCluster, source: string, digest: string): void {
  const report = fake.object('reconcilereports.charter.sh', '', source)
  assert.ok(report)
  fake.apply({ ...report, metadata: { ...report.metadata, annotations: { 'charter.sh/approve': digest } } })
}

interface Event {
  readonly type: string
  readonly reason: string
  readonly message: string
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly uid: string }
}

function eventsIn(fake: FakeCluster): readonly Event[] {
  return fake.all('events') as unknown as readonly Event[]
}

function reasonsIn(fake: FakeCluster): readonly string[] {
  return eventsIn(fake)
    .map(({ type, reason, involvedObject }) => `${type} ${reason} ${involvedObject.name}`)
    .sort()
}

test('what was applied, refused, held and mended stands in Events of the Organization, each once', async () => {
  const fake = await startFakeCluster()
  const folder = createFolder()
  try {
    for (const object of [ACME, user('ada', { admin: true }), ...[1, 2, 3, 4, 5].map((index) => user(`u${index}`))])
      fake.apply(object)
    const state = { path: join(folder, 'state'), init: true }
    const config = configOf([{ name: 'cluster', kubeconfig: fake.kubeconfig }], { state })
    const first = await startRunning(config, { XDG_RUNTIME_DIR: folder })
    await untilTrue(() => reasonsIn(fake).length === 1)
    const [applied] = eventsIn(fake)
    assert.equal(applied?.involvedObject, {
      apiVersion: 'charter.sh/v1alpha1',
      kind: 'Organization',
      name: 'acme',
      uid: fake.object('organizations.charter.sh', '', 'acme')?.metadata.uid,
    } as never)
    assert.match(
      applied?.message ?? '',
      /^organization\/acme: applied \(7 added\) at revision cluster@[0-9a-f]+, ledger entry 1$/,
    )
    fake.apply(user('u1', { userGroups: ['nobody'] }))
    await untilTrue(() => reasonsIn(fake).includes('Warning DanglingReference acme'))
    fake.apply(user('u1'))
    await untilTrue(() => reasonsIn(fake).includes('Normal Recovered acme'))
    for (const index of [1, 2, 3, 4, 5]) fake.remove('users.charter.sh', 'acme', `u${index}`)
    await untilTrue(() => reasonsIn(fake).includes('Warning RemovalBudget acme'))
    const digest = first.unit('organization/acme')?.holds[0]?.digest
    const held = eventsIn(fake).find(({ reason }) => reason === 'RemovalBudget')
    assert.ok(held?.message.endsWith(`kubectl annotate --overwrite organization acme charter.sh/approve=${digest}`))
    await first.stop()
    const before = reasonsIn(fake)
    const second = await startRunning(config, { XDG_RUNTIME_DIR: folder })
    // Its report was made by a POST too.
    const told = () => fake.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/events')).length
    await untilTrue(() => told() === before.length + 1)
    await second.stop()
    assert.equal(reasonsIn(fake), before)
    assert.equal(before, [
      'Normal Applied acme',
      'Normal Recovered acme',
      'Warning DanglingReference acme',
      'Warning RemovalBudget acme',
    ])
  } finally {
    await fake.stop()
    removeFolder(folder)
  }
})

test('what somebody else writes into a status is set right when it is listed', () =>
  onCluster(async (fake, one) => {
    const before = await untilSaid(fake, 'ada', IN_FORCE)
    const object = fake.object('users.charter.sh', 'acme', 'ada') ?? user('ada')
    fake.apply({ ...object, status: { ...before, version: 99 } })
    await one.pass()
    await untilTrue(() => statusOf(fake, 'User', 'acme', 'ada')?.version === 1)
    assert.equal(statusOf(fake, 'User', 'acme', 'ada'), before)
  }))

test('a cluster that takes no status changes nothing else; it is said once, and told later', async () => {
  const isStatus = ({ method, path }: { method: string; path: string }) =>
    method === 'PATCH' && path.endsWith('/status')
  let tries = 0
  await onCluster(
    async (fake, one) => {
      await untilTrue(() =>
        one.log.some(({ msg, code }) => msg === 'cluster cannot be told' && code === 'AccessForbidden'),
      )
      assert.is(one.controller.turns.state().resources.size, 3)
      // Who may not write at all asks only a few times.
      assert.ok(tries <= 4, String(tries))
      await one.pass()
      assert.is(one.log.filter(({ msg }) => msg === 'cluster cannot be told').length, 1)
      fake.interfere()
      await one.pass()
      await untilSaid(fake, 'ada', IN_FORCE)
      await untilTrue(() => one.log.some(({ msg }) => msg === 'cluster is told again'))
    },
    (fake) =>
      fake.interfere((request, response) => {
        if (!isStatus(request)) return false
        tries++
        return refusing(403, () => true)(request, response)
      }),
  )
})

test('an object that the API server never takes keeps no other from its status, and is not sent again and again', () =>
  onCluster(
    async (fake, one) => {
      await untilSaid(fake, 'linus', IN_FORCE)
      await untilSaid(fake, 'acme', IN_FORCE)
      await untilTrue(() => statusWrites(fake) === 3)
      await one.pass()
      await pause(200)
      assert.is(statusWrites(fake), 3)
      assert.is(statusOf(fake, 'User', 'acme', 'ada'), undefined)
    },
    (fake) => fake.interfere(refusing(422, ({ path }) => path.endsWith('/users/ada/status'))),
  ))

test('a status says what its kind has to say, as its definition wants it', () =>
  onCluster(
    async (fake) => {
      const acme = (await untilSaid(fake, 'acme', IN_FORCE)) as unknown as JsonObject
      const { userCount, adminCount, childrenCount, groups, environments, path, access, holds } = acme
      assert.equal([userCount, adminCount, childrenCount, path, holds], [2, 1, 1, 'Acme', []])
      assert.equal([groups, environments], [['admin', 'crew', 'users'], ['production']])
      assert.is((access as JsonObject).hasSecretKey, true)
      const told = (kind: Kind, namespace: string, name: string) =>
        statusOf(fake, kind, namespace, name) as unknown as JsonObject
      await untilTrue(() => told('OrganizationGroup', '', 'lab')?.depth === 1)
      const lab = told('OrganizationGroup', '', 'lab')
      assert.equal(
        [lab.path, lab.parentName, lab.organizationsCount, lab.organizationsCountTotal],
        ['Research -> Lab', 'Research', 1, 1],
      )
      await untilTrue(() => told('Host', 'acme', 'web')?.state === 'READY')
      await untilTrue(() => told('Organization', '', 'child')?.rootOrganization === 'acme')
      await untilTrue(() => told('AccessKey', 'acme', 'access')?.expired === false)
      await untilSaid(fake, 'ada', IN_FORCE)
      const ajv = new Ajv({ strict: false })
      const kinds: readonly (readonly [Kind, string, string])[] = [
        ['Organization', '', 'acme'],
        ['OrganizationGroup', '', 'lab'],
        ['Host', 'acme', 'web'],
        ['AccessKey', 'acme', 'access'],
        ['User', 'acme', 'ada'],
      ]
      for (const [kind, namespace, name] of kinds) {
        const schema = valueAt(expandedSchema(kind), '/properties/status') as JsonObject
        assert.ok(ajv.validate(schema, told(kind, namespace, name)), `${kind}: ${ajv.errorsText()}`)
      }
    },
    (fake) => {
      fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Acme', organizationGroups: ['lab'] }))
      fake.apply(fakeObject('Organization', '', 'child', { displayName: 'Child', parent: 'acme', minAdmins: 0 }))
      fake.apply(fakeObject('OrganizationGroup', '', 'research', { displayName: 'Research' }))
      fake.apply(fakeObject('OrganizationGroup', '', 'lab', { displayName: 'Lab', parent: 'research' }))
      fake.apply(fakeObject('UserGroup', 'acme', 'crew', { members: ['linus'] }))
      fake.apply(fakeObject('Workspace', 'acme', 'production', { displayName: 'P', type: 'environment' }))
      fake.apply(fakeObject('Host', 'acme', 'web', { displayName: 'Web', workspace: 'production' }))
      fake.apply(fakeObject('AccessKey', 'acme', 'access', { type: 'access-key', secretRef: { env: 'PATH' } }))
    },
  ))

interface Report extends Status {
  readonly place: string
  readonly units: { readonly total: number; readonly late: number }
  readonly late: readonly { readonly unit: string; readonly outcome: string; readonly reason: string }[]
  readonly problems: readonly { readonly code: string; readonly place: string }[]
}

function reportOf(fake: FakeCluster, source: string): Report | undefined {
  return fake.object('reconcilereports.charter.sh', '', source)?.status as Report | undefined
}

test('every source has a report, of a folder too, and Events of what is not in the cluster stand at it', async () => {
  const fake = await startFakeCluster()
  const globex = (email: string): string => `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: globex}
spec: {displayName: Globex, users: [{name: hank, email: ${email}, admin: true}, {name: wu, email: wu@globex.example}]}
`
  const folder = createFolder({ 'globex.yaml': globex('hank@globex.example') })
  try {
    fake.apply(ACME)
    fake.apply(user('ada', { admin: true }))
    const sources = [
      { name: 'cluster', kubeconfig: fake.kubeconfig },
      { name: 'people', folder },
    ]
    await running(sources, async (one) => {
      await untilTrue(() => said(reportOf(fake, 'people')) === IN_FORCE)
      await untilTrue(() => said(reportOf(fake, 'cluster')) === IN_FORCE)
      assert.equal(reportOf(fake, 'people')?.units, { total: 1, late: 0 })
      assert.is(reportOf(fake, 'people')?.place, folder)
      await untilTrue(() => reasonsIn(fake).length === 2)
      assert.equal(reasonsIn(fake), ['Normal Applied acme', 'Normal Applied people'])
      // It is written beside the reports.
      await untilTrue(() => fake.object('organizations.charter.sh', '', 'acme')?.metadata.finalizers !== undefined)
      const before = fake.requests.length
      await one.pass()
      await pause(200)
      assert.equal(
        fake.requests.slice(before).filter(({ method }) => method !== 'GET'),
        [],
      )
      writeFileSync(join(folder, 'globex.yaml'), globex('wu@globex.example'))
      await one.pass()
      await untilTrue(() => said(reportOf(fake, 'people')) === 'Ready=False PartlyApplied, Stalled=True PartlyApplied')
      const report = reportOf(fake, 'people')
      assert.equal(report?.units, { total: 1, late: 1 })
      const [late] = report?.late ?? []
      assert.equal([late?.unit, late?.outcome, late?.reason], ['organization/globex', 'invalid', 'NotUnique'])
      assert.not.match(JSON.stringify(report), /wu@globex/)
      assert.is.not(report?.lastAppliedRevision, report?.lastAttemptedRevision)
      assert.equal(
        report?.history.map(({ outcome }) => outcome),
        ['invalid', 'applied'],
      )
      fake.remove('reconcilereports.charter.sh', '', 'people')
      writeFileSync(join(folder, 'globex.yaml'), globex('hank@globex.example'))
      await one.pass()
      await untilTrue(() => said(reportOf(fake, 'people')) === IN_FORCE)
    })
  } finally {
    await fake.stop()
    removeFolder(folder)
  }
})

test('an API server that is busy is asked again, and a program that starts anew writes nothing', async () => {
  const fake = await startFakeCluster()
  const folder = createFolder()
  let conflicts = 2
  try {
    for (const object of [ACME, user('ada', { admin: true })]) fake.apply(object)
    fake.interfere((request, response) => {
      if (!request.path.endsWith('/ada/status') || conflicts-- <= 0) return false
      return refusing(409, () => true)(request, response)
    })
    const state = { path: join(folder, 'state'), init: true }
    const config = configOf([{ name: 'cluster', kubeconfig: fake.kubeconfig }], { state })
    const first = await startRunning(config, { XDG_RUNTIME_DIR: folder })
    await untilSaid(fake, 'ada', IN_FORCE)
    await untilSaid(fake, 'acme', IN_FORCE)
    await first.stop()
    assert.is(statusWrites(fake), 4)
    const second = await startRunning(config, { XDG_RUNTIME_DIR: folder })
    await second.pass()
    await pause(200)
    await second.stop()
    assert.is(statusWrites(fake), 4)
  } finally {
    await fake.stop()
    removeFolder(folder)
  }
})

test.run()
