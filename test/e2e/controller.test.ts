import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { controlSocketOf } from '../../src/store/lock.ts'
import { type Running, running } from '../support/controller.ts'
import { serveRepository } from '../support/gitserver.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'

/** An organization with so many users, of whom the first is its admin. */
function organization(name: string, users: number, more: readonly string[] = []): string {
  const people = Array.from(
    { length: users },
    (_, index) =>
      `    - {name: ${name}-${index}, email: ${name}-${index}@${name}.example${index === 0 ? ', admin: true' : ''}}`,
  )
  return [
    'apiVersion: charter.sh/v1alpha1',
    'kind: Organization',
    `metadata: {name: ${name}}`,
    'spec:',
    `  displayName: ${name}`,
    '  users:',
    ...people,
    ...more,
    '',
  ].join('\n')
}

const FIRST = { 'acme.yaml': organization('acme', 3), 'beta.yaml': organization('beta', 20) }

/** What happens to a bare repository, once read over its path and once over HTTP, as a real Git server gives it. */
function scenario(name: string, work: (running: Running, repository: RepositoryFixture) => Promise<void>): void {
  for (const transport of ['path', 'http'] as const) {
    test(`${name} (${transport})`, async () => {
      const repository = createRepository({ bare: true })
      repository.commit({ files: FIRST })
      const server = transport === 'http' ? await serveRepository(repository.gitDir) : undefined
      try {
        await running([{ git: server?.url ?? repository.path }], (one) => work(one, repository))
      } finally {
        await server?.close()
        repository.remove()
      }
    })
  }
}

const results = ({ status }: Running) => Object.fromEntries(status().units.map(({ unit, result }) => [unit, result]))
const users = ({ controller }: Running, name: string) =>
  [...controller.turns.state().resources.values()].filter((one) => one.kind === 'User' && one.namespace === name).length

scenario('what is pushed is applied, and told as in force', async (one, repository) => {
  assert.equal(one.status().isReady, true)
  assert.is(users(one, 'beta'), 20)
  const head = repository.commit({ files: { 'acme.yaml': organization('acme', 4) } })
  const { sources, passes } = await one.pass()
  assert.is(users(one, 'acme'), 4)
  assert.equal([sources[0]?.attempted, sources[0]?.applied], [head, head])
  assert.equal(
    sources[0]?.conditions.map(({ type, status, reason }) => [type, status, reason]),
    [['Ready', 'True', 'ReconciliationSucceeded']],
  )
  assert.equal(passes[0]?.changes, { add: 1, change: 0, remove: 0, rename: 0 })
})

scenario(
  'a push that breaks one organization applies the others, and says where it is broken',
  async (one, repository) => {
    const before = one.status().sources[0]?.applied
    const files = { 'acme.yaml': 'kind: Organization\n  broken: [', 'beta.yaml': organization('beta', 21) }
    const head = repository.commit({ files })
    const { sources } = await one.pass()
    assert.equal(users(one, 'beta'), 21)
    assert.equal(users(one, 'acme'), 3)
    const acme = one.unit('organization/acme')
    assert.is(acme?.result, 'invalid')
    assert.match(acme?.problems[0]?.place ?? '', /acme\.yaml:2:/)
    assert.equal(acme?.applied, { git: before })
    assert.equal(acme?.attempted, { git: head })
    assert.is(sources[0]?.applied, before)
    assert.is(sources[0]?.conditions[0]?.reason, 'PartlyApplied')
    repository.commit({ files: { 'acme.yaml': organization('acme', 3) } })
    await one.pass()
    assert.equal(results(one)['organization/acme'], 'unchanged')
    assert.is(one.unit('organization/acme')?.lateSince, undefined)
  },
)

scenario('an emptied repository is held, and everything stays', async (one, repository) => {
  repository.commit({ files: { 'README.md': 'empty' }, remove: Object.keys(FIRST) })
  const { sources } = await one.pass()
  assert.equal(
    sources[0]?.holds.map(({ code }) => code),
    ['EmptySource'],
  )
  assert.is(users(one, 'beta'), 20)
  repository.commit({ files: FIRST, remove: ['README.md'] })
  const { sources: after } = await one.pass()
  assert.equal(after[0]?.holds, [])
  assert.is(after[0]?.conditions[0]?.status, 'True')
})

scenario('a mass removal is held until a commit approves exactly that', async (one, repository) => {
  repository.commit({ files: { 'beta.yaml': organization('beta', 10) } })
  await one.pass()
  const [hold] = one.unit('organization/beta')?.holds ?? []
  assert.is(hold?.code, 'RemovalBudget')
  assert.is(users(one, 'beta'), 20)
  repository.commit({ message: `look at it\n\nCharter-Approve: ${hold?.digest}` })
  await one.pass()
  assert.is(users(one, 'beta'), 10)
  assert.is(one.unit('organization/beta')?.result, 'applied')
})

scenario('a source is not in force while a new organization of it is invalid', async (one, repository) => {
  const before = one.status().sources[0]?.applied
  repository.commit({ files: { 'new.yaml': organization('new', 2, ['    - {name: 123}']) } })
  const { sources } = await one.pass()
  assert.is(results(one)['organization/new'], 'invalid')
  assert.equal([sources[0]?.conditions[0]?.reason, sources[0]?.applied], ['PartlyApplied', before])
})

scenario('a rewritten history is held until an operator approves it', async (one, repository) => {
  repository.commit({ branch: 'other', from: null, files: { ...FIRST, 'acme.yaml': organization('acme', 5) } })
  repository.git('update-ref', 'refs/heads/main', 'refs/heads/other')
  await one.pass()
  const [hold] = one.status().sources[0]?.holds ?? []
  assert.is(hold?.code, 'HistoryRewritten')
  assert.is(users(one, 'acme'), 3)
  const { ran } = await import('../support/terminal.ts')
  const approved = await ran(['approve', hold?.digest.slice(0, 12) ?? '', '--state', one.state])
  assert.is(approved.code, 0)
  assert.match(approved.out, /^approved: source git \(HistoryRewritten\), digest [0-9a-f]{64}\n/)
  assert.match(approved.out, /\nNext: charter status --state /)
  assert.is(users(one, 'acme'), 5)
  assert.equal((await one.pass()).sources[0]?.holds, [])
})

test('a source that is down keeps what it declared, and is read again when it is back', async () => {
  const repository = createRepository({ bare: true })
  repository.commit({ files: FIRST })
  const server = await serveRepository(repository.gitDir)
  try {
    await running([{ git: server.url }], async (one) => {
      server.mode = { type: 'status', status: 503 }
      repository.commit({ files: { 'acme.yaml': organization('acme', 4) } })
      const { sources } = await one.pass()
      assert.is(sources[0]?.trouble?.attempts, 1)
      assert.is(sources[0]?.conditions[0]?.status, 'False')
      assert.is(users(one, 'acme'), 3)
      assert.is((await one.pass()).sources[0]?.trouble?.attempts, 2)
      server.mode = { type: 'serve' }
      const after = await one.pass()
      assert.is(after.sources[0]?.trouble, undefined)
      assert.is(users(one, 'acme'), 4)
    })
  } finally {
    await server.close()
    repository.remove()
  }
})

test('a source that hangs delays no other one', async () => {
  const [slow, quick] = [createRepository({ bare: true }), createRepository({ bare: true })]
  slow.commit({ files: { 'acme.yaml': organization('acme', 3) } })
  quick.commit({ files: { 'beta.yaml': organization('beta', 20) } })
  const server = await serveRepository(slow.gitDir)
  const sources = [
    { name: 'slow', git: { url: server.url, timeoutMs: 60_000 } },
    { name: 'quick', git: quick.path },
  ]
  try {
    await running(sources, async (one) => {
      server.mode = { type: 'hang' }
      quick.commit({ files: { 'beta.yaml': organization('beta', 21) } })
      const hanging = one.controller.reconcile()
      const { requireController } = await import('../../src/cli/control/client.ts')
      await requireController(one.state).post('/reconcile', { sources: ['quick'] })
      assert.equal([users(one, 'acme'), users(one, 'beta')], [3, 21])
      server.mode = { type: 'serve' }
      void hanging
    })
  } finally {
    await server.close()
    slow.remove()
    quick.remove()
  }
})

scenario('a grant to oneself is held although a later commit hides it', async (one, repository) => {
  const mallory = 'Mallory <acme-1@acme.example>'
  const text = organization('acme', 3).replace('acme-1@acme.example}', 'acme-1@acme.example, admin: true}')
  repository.commit({ files: { 'acme.yaml': text }, author: mallory })
  repository.commit({ files: { 'notes.md': 'nothing to see here' } })
  await one.pass()
  assert.equal(
    one.unit('organization/acme')?.holds.map(({ code }) => code),
    ['SelfGrant'],
  )
})

scenario('a revocation takes effect although everything else is broken', async (one, repository) => {
  const revocation =
    'apiVersion: charter.sh/v1alpha1\nkind: Revocation\nmetadata: {name: leaver, namespace: beta}\nspec: {user: beta-1, reason: left}\n'
  const files = { 'beta.yaml': 'broken: [', 'acme.yaml': ': :', 'revoke.yaml': revocation }
  repository.commit({ files })
  await one.pass()
  assert.equal(results(one)['revocation/beta/leaver'], 'applied')
  assert.equal(results(one)['organization/beta'], 'invalid')
  assert.is(users(one, 'beta'), 20)
})

scenario('commits that were passed over are recorded with the change that passed them', async (one, repository) => {
  const skipped = [4, 5, 6].map((count) => repository.commit({ files: { 'acme.yaml': organization('acme', count) } }))
  const head = repository.commit({ files: { 'acme.yaml': organization('acme', 7) } })
  await one.pass()
  const { openFileStore } = await import('../../src/store/file.ts')
  const { systemClock } = await import('../../src/lib/clock.ts')
  const reader = openFileStore({ path: one.state, mode: 'readonly', clock: systemClock })
  await reader.open()
  const entries = []
  for await (const entry of reader.entries()) if (entry.type === 'superseded') entries.push(entry.evidence)
  await reader.close()
  assert.is(entries.length, 1)
  assert.equal([entries[0]?.to, entries[0]?.count], [head, 3])
  assert.equal(entries[0]?.commits, [...skipped].reverse())
})

scenario(
  'an organization rests while an operator has suspended it, and goes on when he says so',
  async (one, repository) => {
    const { requireController } = await import('../../src/cli/control/client.ts')
    const client = requireController(one.state)
    const asked = { target: 'organization/acme', reason: 'audit', until: '2999-01-01', by: 'grace' }
    assert.equal(await client.post('/suspend', asked), {
      value: { done: 'suspended: organization/acme until 2999-01-01' },
    })
    repository.commit({ files: { 'acme.yaml': organization('acme', 4), 'beta.yaml': organization('beta', 21) } })
    await one.pass()
    assert.equal([users(one, 'acme'), users(one, 'beta')], [3, 21])
    assert.equal(
      one.unit('organization/acme')?.holds.map(({ code }) => code),
      ['Suspended'],
    )
    await client.post('/resume', { target: 'organization/acme', by: 'grace' })
    assert.is(users(one, 'acme'), 4)
    assert.equal(await client.post('/resume', { target: 'organization/acme', by: 'grace' }), {
      refusal: 'organization/acme is not suspended by an operator',
    })
    assert.match(
      JSON.stringify(await client.post('/suspend', { ...asked, target: 'organization/nobody' })),
      /there is no organization nobody/,
    )
  },
)

scenario('who comes too early finds the state locked, and learns where to ask', async (one) => {
  assert.type(controlSocketOf(one.state), 'string')
  const { ran } = await import('../support/terminal.ts')
  const { code, out } = await ran(['status', '--state', one.state])
  assert.is(code, 0)
  assert.match(out, /2 of 2 units in force/)
  assert.is((await ran(['reconcile', '--state', one.state])).code, 0)
  const refused = await ran(['reconcile', 'nobody', '--state', one.state])
  assert.equal([refused.code, refused.err], [1, 'charter: there is no source nobody; there are git\n'])
})

test.run()
