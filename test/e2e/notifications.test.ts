import { createHmac } from 'node:crypto'
import { renameSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Config, NotificationConfig } from '../../src/config.ts'
import { NOTIFICATION_EVENTS } from '../../src/config.ts'
import { createLog } from '../../src/lib/log.ts'
import { secretsOf } from '../../src/run/notify.ts'
import { configOf, type Running, startRunning } from '../support/controller.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { type ReceiverServer, startReceiver } from '../support/receiver.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'
import { until } from '../support/running.ts'

const CANARY = 'canary-77aa21c0'
const FIRST = { 'acme.yaml': organization('acme', 3), 'beta.yaml': organization('beta', 12) }

function organization(name: string, users: number, more = ''): string {
  const people = Array.from(
    { length: users },
    (_, index) =>
      `    - {name: ${name}-${index}, email: ${name}-${index}@${name}.example${index === 0 ? ', admin: true' : ''}}\n`,
  )
  return `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: ${name}}\nspec:\n  displayName: ${name}\n  users:\n${people.join('')}${more}`
}

interface Scene {
  readonly repository: RepositoryFixture
  readonly server: ReceiverServer
  /** Runs a controller over the repository and the same state, until the work is done. */
  run(work: (one: Running) => Promise<void>): Promise<void>
  /** Everything any controller wrote to its log. */
  readonly lines: () => string
}

async function onScene(
  receivers: (url: string) => readonly NotificationConfig[],
  work: (scene: Scene) => Promise<void>,
  more: Partial<Config> = {},
): Promise<void> {
  const repository = createRepository({ bare: true })
  const server = await startReceiver()
  const folder = createFolder()
  repository.commit({ files: FIRST })
  const config = configOf([{ name: 'people', git: repository.path }], {
    state: { path: `${folder}/state`, init: true },
    installation: 'example',
    notifications: receivers(server.url),
    ...more,
  })
  let lines = ''
  try {
    await work({
      repository,
      server,
      lines: () => lines,
      async run(act) {
        const one = await startRunning(config, { XDG_RUNTIME_DIR: folder, KEY: CANARY })
        try {
          await act(one)
        } finally {
          await one.stop()
          lines += one.log.map((line) => JSON.stringify(line)).join('\n')
        }
      },
    })
  } finally {
    await server.close()
    repository.remove()
    removeFolder(folder)
  }
}

const webhook = (url: string): readonly NotificationConfig[] => [
  { name: 'ops', type: 'webhook', url, token: { type: 'env', name: 'KEY' }, on: NOTIFICATION_EVENTS },
]
const git =
  (type: 'github' | 'gitlab') =>
  (url: string): readonly NotificationConfig[] => [
    { name: 'commits', type, url: `${url}/repos/acme/people/`, token: { type: 'env', name: 'KEY' }, on: ['held'] },
  ]

const told = ({ calls }: ReceiverServer): readonly string[] =>
  calls.map(({ body }) => {
    const { type, subject } = JSON.parse(body)
    return `${type} ${subject}`
  })

/** Waits until a program has heard that so many have arrived: what it has not heard of by its end it tells again. */
const delivered = (one: Running, count: number): Promise<void> =>
  until(`${count} are delivered`, () => one.log.filter(({ msg }) => msg === 'notified').length === count)

test('what is applied, broken, held and in order again is told once, signed, without e-mail addresses', async () => {
  await onScene(webhook, async ({ repository, server, run, lines }) => {
    await run(async (one) => {
      await server.arrived(2)
      assert.equal(told(server), ['sh.charter.applied.v1 organization/acme', 'sh.charter.applied.v1 organization/beta'])
      const files = { 'acme.yaml': 'kind: Organization\n  broken: [', 'beta.yaml': organization('beta', 2) }
      const head = repository.commit({ files })
      await one.pass()
      await one.pass()
      await server.arrived(4)
      assert.equal(told(server).slice(2), [
        'sh.charter.invalid.v1 organization/acme',
        'sh.charter.held.v1 organization/beta',
      ])
      const held = JSON.parse(server.calls[3]?.body ?? '{}')
      assert.equal(held.specversion, '1.0')
      assert.is(held.source, '/charter/example')
      assert.is(held.data.code, 'RemovalBudget')
      assert.equal(held.data.revisions, { people: head })
      assert.is(held.data.digest.length, 64)
      repository.commit({ files: FIRST })
      await one.pass()
      await server.arrived(6)
      assert.equal(told(server).slice(4), [
        'sh.charter.recovered.v1 organization/acme',
        'sh.charter.recovered.v1 organization/beta',
      ])
    })
    for (const { body, headers } of server.calls) {
      assert.is(headers['x-signature'], `sha256=${createHmac('sha256', CANARY).update(body).digest('hex')}`)
      assert.not.match(body, /@acme\.example|@beta\.example/)
    }
    assert.not.ok(lines().includes(CANARY))
  })
})

test('what is applied because somebody approved it is told, with the end of the hold', async () => {
  await onScene(webhook, async ({ repository, server, run }) => {
    await run(async (one) => {
      await server.arrived(2)
      repository.commit({ files: { 'beta.yaml': organization('beta', 2) } })
      await one.pass()
      await server.arrived(3)
      const { digest } = JSON.parse(server.calls[2]?.body ?? '{}').data
      const files = { 'beta.yaml': organization('beta', 3) }
      repository.commit({ files, message: `Let them go\n\nCharter-Approve: ${digest}\n` })
      await one.pass()
      await server.arrived(6)
      const [first, second] = server.calls.slice(3).map(({ body }) => JSON.parse(body).data)
      assert.equal([first.type, first.counts.remove, second.type, second.counts.add], ['applied', 10, 'applied', 1])
      assert.is(told(server)[5], 'sh.charter.recovered.v1 organization/beta')
    })
  })
})

test('once a secret was resolved, no line of the log can hold it', async () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', format: 'json', write: (line) => void lines.push(line) })
  const config = configOf([], { state: { path: 'state', init: false } })
  await secretsOf(config, { environment: { KEY: CANARY }, log })({ type: 'env', name: 'KEY' })
  log.info('a slip', { detail: `the key is ${CANARY}` })
  assert.not.ok(lines.join('').includes(CANARY))
})

test('a file that nobody can read is told of its source, and a source that is gone at the third attempt', async () => {
  await onScene(webhook, async ({ repository, server, run }) => {
    await run(async (one) => {
      await server.arrived(2)
      repository.commit({ files: { 'new.yaml': 'kind: [' } })
      await one.pass()
      await server.arrived(3)
      repository.commit({ remove: ['new.yaml'] })
      await one.pass()
      await server.arrived(4)
      assert.equal(told(server).slice(2), [
        'sh.charter.invalid.v1 source/people',
        'sh.charter.recovered.v1 source/people',
      ])
      renameSync(repository.path, `${repository.path}-gone`)
      for (let attempt = 0; attempt < 4; attempt++) await one.pass()
      await server.arrived(5)
      renameSync(`${repository.path}-gone`, repository.path)
      await one.pass()
      await server.arrived(6)
      assert.equal(told(server).slice(4), [
        'sh.charter.invalid.v1 source/people',
        'sh.charter.recovered.v1 source/people',
      ])
      assert.match(JSON.parse(server.calls[4]?.body ?? '{}').data.message, /^source\/people: cannot be read \(/)
    })
  })
})

test('a restart repeats nothing, and tells what came into order meanwhile', async () => {
  await onScene(webhook, async ({ repository, server, run }) => {
    await run(async (one) => {
      repository.commit({ files: { 'acme.yaml': 'broken: [', 'beta.yaml': organization('beta', 2) } })
      await one.pass()
      await server.arrived(4)
      await delivered(one, 4)
    })
    await run(async (one) => {
      await one.pass()
    })
    assert.is(server.calls.length, 4)
    repository.commit({ files: FIRST })
    await run(async () => {
      await server.arrived(6)
    })
    assert.equal(told(server).slice(4), [
      'sh.charter.recovered.v1 organization/acme',
      'sh.charter.recovered.v1 organization/beta',
    ])
  })
})

test('what could not be delivered before a stop is delivered after the start', async () => {
  await onScene(webhook, async ({ repository, server, run }) => {
    await run(async (one) => {
      await server.arrived(2)
      // As often as it is tried before the stop.
      server.replies.push(...Array.from({ length: 100 }, () => 503))
      repository.commit({ files: { 'acme.yaml': 'broken: [' } })
      await one.pass()
      await server.arrived(3)
    })
    server.replies.length = 0
    const before = server.calls.length
    await run(async () => {
      await server.arrived(before + 1)
    })
    assert.equal(told(server).slice(before), ['sh.charter.invalid.v1 organization/acme'])
  })
})

test('what is not in order within the time that is set is told as late', async () => {
  const late = (url: string): readonly NotificationConfig[] => [{ name: 'ops', type: 'webhook', url, on: ['late'] }]
  await onScene(
    late,
    async ({ repository, server, run }) => {
      await run(async (one) => {
        repository.commit({ files: { 'acme.yaml': 'broken: [' } })
        await one.pass()
        await new Promise((resolve) => setTimeout(resolve, 60))
        await one.pass()
        await one.pass()
        await server.arrived(1)
        assert.equal(told(server), ['sh.charter.late.v1 organization/acme'])
      })
      assert.is(server.calls.length, 1)
    },
    { convergeWithinMs: 50 },
  )
})

test('an admin whose access ends in some days is told once', async () => {
  const soon = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()
  const expiring = (url: string): readonly NotificationConfig[] => [
    { name: 'ops', type: 'webhook', url, on: ['expiring'] },
  ]
  await onScene(expiring, async ({ repository, server, run }) => {
    const ends = `    - {name: guest, email: guest@acme.example, admin: true, until: "${soon(3)}"}\n`
    const later = `    - {name: other, email: other@acme.example, admin: true, until: "${soon(30)}"}\n`
    repository.commit({ files: { 'acme.yaml': organization('acme', 3, ends + later) } })
    await run(async (one) => {
      await one.pass()
      await server.arrived(1)
      await delivered(one, 1)
    })
    await run(async (one) => {
      await one.pass()
    })
    assert.equal(
      server.calls.map(({ body }) => JSON.parse(body).data.user),
      ['guest'],
    )
  })
})

test('receivers are told only of their organizations and sources', async () => {
  const receivers = (url: string): readonly NotificationConfig[] => [
    { name: 'beta', type: 'webhook', url: `${url}/beta`, on: ['applied'], organizations: ['b*'] },
    { name: 'none', type: 'webhook', url: `${url}/none`, on: ['applied'], sources: ['elsewhere'] },
    { name: 'chat', type: 'slack', url: `${url}/chat`, on: ['applied'], organizations: ['acme'], sources: ['people'] },
  ]
  await onScene(receivers, async ({ server, run }) => {
    await run(async () => {
      await server.arrived(2)
    })
    assert.equal(server.calls.map(({ path }) => path).sort(), ['/beta', '/chat'])
    const message = JSON.parse(server.calls.find(({ path }) => path === '/chat')?.body ?? '{}')
    assert.match(message.text, /^Applied: organization\/acme: applied \(4 added\) at revision people@/)
    assert.is(message.blocks[0].type, 'section')
  })
})

for (const type of ['github', 'gitlab'] as const) {
  test(`every commit says at ${type} how it went, in sum and for each organization that it changed`, async () => {
    await onScene(git(type), async ({ repository, server, run, lines }) => {
      const statuses = () =>
        server.calls.map(({ path, body }) => {
          const { state, context, name, description } = JSON.parse(body)
          return [path, state, context ?? name, description] as const
        })
      const path = (head: string): string => `/repos/acme/people/statuses/${head}`
      const failed = type === 'github' ? 'failure' : 'failed'
      await run(async (one) => {
        const first = repository.git('rev-parse', 'main')
        await server.arrived(3)
        assert.equal(statuses(), [
          [path(first), 'success', 'charter/acme', 'in force'],
          [path(first), 'success', 'charter/beta', 'in force'],
          [path(first), 'success', 'charter', '2 units in force'],
        ])
        const bad = repository.commit({
          files: {
            'acme.yaml': organization('acme', 3, '    - {name: x, emial: y}\n'),
            'beta.yaml': organization('beta', 2),
          },
        })
        await one.pass()
        await one.pass()
        await server.arrived(6)
        assert.equal(
          statuses()
            .slice(3)
            .map(([at, state, context]) => [at, state, context]),
          [
            [path(bad), failed, 'charter/acme'],
            [path(bad), 'pending', 'charter/beta'],
            [path(bad), failed, 'charter'],
          ],
        )
        assert.is(statuses()[5]?.[3], 'invalid: acme; held: beta')
        assert.match(statuses()[3]?.[3] ?? '', /^1 error, first at acme\.yaml:\d+:\d+: unknown field/)
        assert.match(statuses()[4]?.[3] ?? '', /^held \(RemovalBudget\): /)
        const good = repository.commit({ files: FIRST })
        await one.pass()
        await server.arrived(9)
        assert.equal(
          statuses()
            .slice(6)
            .map(([at, state, context]) => [at, state, context]),
          [
            [path(good), 'success', 'charter/acme'],
            [path(good), 'success', 'charter/beta'],
            [path(good), 'success', 'charter'],
          ],
        )
        await delivered(one, 9)
      })
      const [proof] = server.calls
      assert.is(
        type === 'github' ? proof?.headers.authorization : proof?.headers['private-token'],
        type === 'github' ? `Bearer ${CANARY}` : CANARY,
      )
      assert.ok(statuses().every(([, , , description]) => description.length <= 140))
      await run(async (one) => void (await one.pass()))
      assert.is(server.calls.length, 9)
      assert.not.ok(lines().includes(CANARY))
    })
  })
}

test.run()
