import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type FakeCluster, fakeObject, refusing, startFakeCluster } from '../support/fakecluster.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { ran } from '../support/terminal.ts'

interface Applied {
  readonly fake: FakeCluster
  readonly state: string
  /** Runs a command on the cluster and the state. */
  on(...words: readonly string[]): ReturnType<typeof ran>
}

/** A cluster with an organization of seven people, and a state that holds what it declares. */
async function withApplied(work: (applied: Applied) => Promise<void>): Promise<void> {
  const fake = await startFakeCluster()
  const folder = createFolder()
  const state = join(folder, 'state')
  const on = ([command = '', ...words]: readonly string[]) =>
    ran([command, '--kubeconfig', fake.kubeconfig, '--state', state, ...words])
  try {
    fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 1 }))
    for (const name of ['ada', 'bill', 'dana', 'grace', 'joan', 'linus', 'mary'])
      fake.apply(fakeObject('User', 'acme', name, { email: `${name}@acme.example`, admin: true }))
    const applied = await on(['apply', '--yes'])
    assert.is(applied.code, 0, applied.err)
    await work({ fake, state, on: (...words) => on(words) })
  } finally {
    await fake.stop()
    removeFolder(folder)
  }
}

test('declarations of a cluster are applied like those of a folder, and nothing is left to do', () =>
  withApplied(async ({ on, state, fake }) => {
    const plan = await on('plan', '--detailed-exitcode')
    assert.is(plan.out, 'No changes. The stored state matches the declarations.\n')
    assert.is(plan.code, 0)
    const got = await ran(['get', 'users', '--state', state, '-o', 'wide'])
    assert.match(got.out, /linus/)
    fake.apply(fakeObject('User', 'acme', 'linus', { email: 'linus@acme.example' }))
    assert.match((await on('plan')).out, /~ user "linus" will be updated\s+local generation 2\n\s+- admin : true/)
  }))

test('a problem names the object and the field', () =>
  withApplied(async ({ fake, on }) => {
    fake.apply(fakeObject('UserGroup', 'acme', 'admins', { members: ['ada', 'nobody'] }))
    const { out, code } = await on('plan')
    assert.is(code, 1)
    assert.match(
      out,
      /error\[NotAMember\][\s\S]*--> UserGroup\/acme\/admins \(uid uid-\d+, generation 1, local\) at \/spec\/members\/1/,
    )
  }))

test('of a namespace that is being deleted nothing is removed, and a warning says so; elsewhere it concerns nobody', () =>
  withApplied(async ({ fake, on }) => {
    const gone = { deletionTimestamp: '2026-01-01T00:00:00Z' }
    fake.apply(fakeObject('Namespace', '', 'acme', {}, gone))
    fake.apply(fakeObject('Namespace', '', 'other', {}, gone))
    for (const name of ['dana', 'grace']) fake.remove('users.charter.sh', 'acme', name)
    const { out, code } = await on('plan')
    assert.is(code, 0)
    assert.match(
      out,
      /warning\[Unreadable\]: the namespace `acme` is being deleted: nothing that vanishes from it is removed/,
    )
    assert.not.match(out, /other|will be removed/)
    fake.remove('namespaces', '', 'acme')
    assert.match((await on('plan')).out, /user "dana" will be removed/)
  }))

test('an Organization that is being deleted is one change with everything in its namespace, and held', () =>
  withApplied(async ({ fake, on }) => {
    const gone = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['charter.sh/organization'] }
    fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 1 }, gone))
    fake.apply(fakeObject('Namespace', '', 'acme', {}, gone))
    const { out, code } = await on('plan')
    assert.is(code, 3)
    assert.match(out, /held\[OrganizationDelete\]: organization `?acme`? and 7 resources in it would go/)
    assert.not.match(out, /EmptySource|warning/)
  }))

test('a renamed object waits until the old one is deleted, and then is one rename', () =>
  withApplied(async ({ fake, on }) => {
    const renamed = { email: 'mary@acme.example', admin: true, previousNames: ['mary'] }
    fake.apply(fakeObject('User', 'acme', 'maria', renamed))
    const waiting = await on('plan')
    assert.is(waiting.code, 1)
    assert.match(waiting.out, /error\[RenameConflict\][\s\S]*--> User\/acme\/maria/)
    fake.remove('users.charter.sh', 'acme', 'mary')
    const { code, out } = await on('plan')
    assert.is(code, 0)
    assert.match(out, /0 to add, 0 to change, 0 to remove, 1 to rename/)
  }))

test('a renamed organization moves with its namespace once the old one is deleted', () =>
  withApplied(async ({ fake, on, state }) => {
    const gone = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['charter.sh/organization'] }
    fake.apply(
      fakeObject('Organization', '', 'acme-labs', { displayName: 'Acme', minAdmins: 1, previousNames: ['acme'] }),
    )
    for (const name of ['ada', 'bill', 'dana', 'grace', 'joan', 'linus', 'mary'])
      fake.apply(fakeObject('User', 'acme-labs', name, { email: `${name}@acme.example`, admin: true }))
    assert.is((await on('plan')).code, 1)
    fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 1 }, gone))
    const { code, out, err } = await on('apply', '--yes')
    assert.is(code, 0, `${out}${err}`)
    assert.match(out, /0 to remove, [18] to rename/)
    const listed = await ran(['get', 'users', '--state', state, '-n', 'acme-labs'])
    assert.match(listed.out, /mary/)
  }))

test('a cluster in which nothing is left, and a definition that is missing, remove nothing', () =>
  withApplied(async ({ fake, on }) => {
    for (const name of ['ada', 'bill', 'dana', 'grace', 'joan', 'linus', 'mary'])
      fake.remove('users.charter.sh', 'acme', name)
    fake.remove('organizations.charter.sh', '', 'acme')
    const empty = await on('plan')
    assert.is(empty.code, 3)
    assert.match(empty.out, /held\[EmptySource\]/)
    fake.apply(fakeObject('Namespace', '', 'acme', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }))
    assert.match((await on('plan')).out, /held\[EmptySource\]/)
    fake.remove('customresourcedefinitions.apiextensions.k8s.io', '', 'users.charter.sh')
    const missing = await on('plan')
    assert.is(missing.code, 1)
    assert.match(missing.err, /definition users\.charter\.sh is not installed/)
  }))

test('check lists a cluster as the program will, and says what is wrong with it', () =>
  withApplied(async ({ fake }) => {
    const folder = createFolder()
    const config = `state: {path: ${join(folder, 'state')}, init: true}\nhttp: {listen: "off"}\nsources:\n- name: cluster\n  kubernetes: {kubeconfig: ${fake.kubeconfig}}\n`
    const path = join(createFolder({ 'charter-run.yaml': config }), 'charter-run.yaml')
    const good = await ran(['check', '--config', path])
    assert.is(good.code, 0)
    assert.match(good.out, /ok\s+source cluster\s+8 objects, every 5m\n/)
    fake.interfere(refusing(403, ({ resource }) => resource === 'namespaces'))
    const bad = await ran(['check', '--config', path])
    assert.is(bad.code, 1)
    assert.match(
      bad.out,
      /FAILED\s+source cluster\s+cannot list namespaces at 127.*\n\s+help: grant the verb `list` on `namespaces`/,
    )
  }))

test('a cluster and a folder are not named together, and what is no kubeconfig is told without its content', async () => {
  const both = await ran(['plan', 'orgs', '--kubernetes', '--state', 'state'])
  assert.is(both.code, 2)
  assert.match(both.err, /both named/)
  const missing = await ran(['validate', '--kubeconfig', '/nowhere/kubeconfig'])
  assert.is(missing.code, 2)
  assert.match(missing.err, /there is no kubeconfig \/nowhere\/kubeconfig/)
  const folder = createFolder({ broken: 'token: {secret-token', plain: 'clusters: []\n' })
  const broken = await ran(['validate', '--kubeconfig', join(folder, 'broken')])
  assert.match(broken.err, /cannot be read/)
  assert.not.match(broken.err + broken.out, /secret-token/)
  const plain = await ran(['validate', '--kubeconfig', join(folder, 'plain')])
  assert.match(plain.err, /names no cluster/)
  const context = await ran(['validate', '--kubeconfig', join(folder, 'plain'), '--context', 'production'])
  assert.match(context.err, /has no context `production`/)
})

test('validate counts the objects of a cluster, and calls them so', async () => {
  const fake = await startFakeCluster()
  try {
    fake.apply(fakeObject('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 0 }))
    fake.apply(fakeObject('User', 'acme', 'ada', { email: 'ada@acme.example' }))
    const { out, code } = await ran(['validate', '--kubeconfig', fake.kubeconfig])
    assert.equal([out, code], ['2 objects, 2 resources in 1 organization: no problems\n', 0])
  } finally {
    await fake.stop()
  }
})

test.run()
