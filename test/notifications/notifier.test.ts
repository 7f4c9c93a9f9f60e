import { createHmac } from 'node:crypto'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createLog } from '../../src/lib/log.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { CommitResult, StatusEvent } from '../../src/model/event.ts'
import type { Letter, Receiver } from '../../src/notifications/letter.ts'
import { openMemory } from '../../src/notifications/memory.ts'
import { createNotifier, type Notifier } from '../../src/notifications/notifier.ts'
import type { Fetch } from '../../src/notifications/send.ts'
import { createFolder } from '../support/folder.ts'
import { type ReceiverServer, startReceiver } from '../support/receiver.ts'

const CANARY = 'canary-4f81c2e09d'
const NOW = '2026-11-22T12:00:00.000Z'

function event(name: string): StatusEvent {
  const subject = `organization/${name}`
  return {
    type: 'recovered',
    id: `${subject}/recovered/${NOW}`,
    at: NOW,
    subject,
    organization: name,
    sources: ['people'],
    revisions: { people: 'a'.repeat(40) },
    message: `${subject}: in order again`,
    since: NOW,
  }
}

const letter = (name: string): Letter => ({ type: 'event', event: event(name), origin: '/charter/example' })

function result(state: CommitResult['state'], more: Partial<CommitResult> = {}): Letter {
  const revision = 'a'.repeat(40)
  return {
    type: 'result',
    result: { source: 'people', revision, organization: 'acme', state, description: state, ...more },
  }
}

interface Setting {
  readonly receiver?: Partial<Receiver>
  readonly secrets?: Readonly<Record<string, string>>
  readonly folder?: string
  readonly fetch?: Fetch
  readonly elapsed?: () => number
}

interface Office {
  readonly server: ReceiverServer
  readonly notifier: Notifier
  readonly slept: readonly number[]
  readonly lines: readonly string[]
  readonly settle: () => Promise<void>
}

/** A notifier with one receiver, `ops`, that waits for nothing; what it would have waited stands in `slept`. */
async function withNotifier(setting: Setting, work: (office: Office) => Promise<void>): Promise<void> {
  const server = await startReceiver()
  const { secrets = {}, folder = createFolder(), elapsed = () => 0 } = setting
  const slept: number[] = []
  const lines: string[] = []
  const receiver: Receiver = { name: 'ops', type: 'webhook', url: server.url, ...setting.receiver }
  const memory = openMemory(folder, ['ops'])
  const notifier = createNotifier([receiver], {
    memory,
    resolve: async (ref) => {
      const name = ref.type === 'file' ? ref.path : ref.name
      const found = secrets[name]
      return found === undefined
        ? { message: `the variable ${name} is not set` }
        : new Secret(found.replace('SERVER', server.url))
    },
    fetch: setting.fetch ?? fetch,
    clock: { now: () => NOW, elapsedMs: elapsed },
    random: () => 0.5,
    log: createLog({ level: 'debug', format: 'json', write: (line) => void lines.push(line) }),
    sleep: (ms) => {
      slept.push(ms)
      return new Promise((resolve) => setImmediate(resolve))
    },
  })
  const settle = async (): Promise<void> => notifier.stop(20_000)
  try {
    await work({ server, notifier, slept, lines, settle })
  } finally {
    await notifier.stop(10)
    await server.close()
  }
}

const subjects = (server: ReceiverServer): readonly string[] => server.calls.map(({ body }) => JSON.parse(body).subject)

test('letters arrive in the order in which they were given, also where one has to be tried again', async () => {
  await withNotifier({}, async ({ server, notifier }) => {
    server.replies.push(204, 503, 500, 204)
    notifier.tell('ops', [letter('a'), letter('b'), letter('c')])
    await server.arrived(5)
    assert.equal(subjects(server), [
      'organization/a',
      'organization/b',
      'organization/b',
      'organization/b',
      'organization/c',
    ])
  })
})

test('what fails is tried again after a time that doubles, and not before the receiver asks for it', async () => {
  await withNotifier({}, async ({ server, notifier, slept }) => {
    server.replies.push(500, 502, 503, { status: 429, headers: { 'retry-after': '120' } })
    server.replies.push({ status: 503, headers: { 'retry-after': 'Sun, 22 Nov 2026 12:05:00 GMT' } })
    server.replies.push({ status: 503, headers: { 'retry-after': '86400' } })
    notifier.tell('ops', [letter('a')])
    await server.arrived(7)
    assert.equal(slept, [750, 1500, 3000, 120_000, 300_000, 600_000])
  })
})

test('after 24 hours a letter is given up, and the next one is brought', async () => {
  let hours = 0
  const elapsed = () => hours * 3_600_000
  await withNotifier({ elapsed }, async ({ server, notifier, lines }) => {
    server.replies.push(500, (response) => {
      hours = 24
      response.writeHead(500).end()
    })
    notifier.tell('ops', [letter('a'), letter('b')])
    await server.arrived(3)
    assert.equal(subjects(server), ['organization/a', 'organization/a', 'organization/b'])
    assert.ok(lines.some((line) => line.includes('notification is given up')))
  })
})

test('what the receiver refuses is not tried again, and a redirect is not followed', async () => {
  await withNotifier({}, async ({ server, notifier, lines, settle }) => {
    server.replies.push(400, { status: 302, headers: { location: `${server.url}/elsewhere` } })
    notifier.tell('ops', [letter('a'), letter('b'), letter('c')])
    await server.arrived(3)
    await settle()
    assert.equal(
      server.calls.map(({ path }) => path),
      ['/', '/', '/'],
    )
    const refusals = lines
      .filter((line) => line.includes('notification is refused'))
      .map((line) => JSON.parse(line).why)
    assert.equal(refusals, ['the receiver answered 400', 'redirects are not followed (302)'])
  })
})

test('a receiver that never stops talking is cut off, and what it says is in no log line', async () => {
  await withNotifier({}, async ({ server, notifier, lines, settle }) => {
    server.replies.push((response) => {
      response.writeHead(200)
      const talk = setInterval(() => {
        if (response.destroyed) return clearInterval(talk)
        response.write(CANARY.repeat(1_000))
      }, 1)
    })
    notifier.tell('ops', [letter('a'), letter('b')])
    await server.arrived(2)
    await settle()
    assert.not.ok(lines.join('').includes(CANARY))
  })
})

test('the signature of a webhook proves the body as it was sent', async () => {
  const receiver = { token: { type: 'env', name: 'KEY' } } as const
  await withNotifier({ receiver, secrets: { KEY: CANARY } }, async ({ server, notifier }) => {
    notifier.tell('ops', [letter('a')])
    const [call] = await server.arrived(1)
    assert.is(call?.headers['content-type'], 'application/cloudevents+json; charset=utf-8')
    const expected = createHmac('sha256', CANARY)
      .update(call?.body ?? '')
      .digest('hex')
    assert.is(call?.headers['x-signature'], `sha256=${expected}`)
    assert.not.ok(call?.body.includes(CANARY))
  })
})

test('a restart tells nothing twice, and what was never delivered once more', async () => {
  const folder = createFolder()
  await withNotifier({ folder }, async ({ server, notifier, settle }) => {
    server.replies.push(204, 500, 500)
    notifier.tell('ops', [letter('a')])
    await server.arrived(1)
    notifier.tell('ops', [letter('b')])
    await settle()
  })
  await withNotifier({ folder }, async ({ server, notifier, settle }) => {
    notifier.tell('ops', [letter('a'), letter('b'), letter('c')])
    await server.arrived(2)
    await settle()
    assert.equal(subjects(server), ['organization/b', 'organization/c'])
  })
})

test('a memory that makes no sense, or is a link, is an empty one, and nothing is written through the link', async () => {
  const folder = createFolder({
    'notifications.json': '{"version":1,"told":{"ops":[1,{}]},"standing":7,"results":[]}',
    other: 'mine',
  })
  const memory = openMemory(folder, ['ops'])
  assert.is(memory.standing().size, 0)
  symlinkSync(join(folder, 'other'), join(folder, 'notifications.json.tmp'))
  memory.know('ops', 'x')
  assert.is(memory.save(), false)
  assert.is(readFileSync(join(folder, 'other'), 'utf8'), 'mine')
  writeFileSync(join(folder, 'notifications.json'), '{')
  assert.is(openMemory(folder, ['ops']).knows('ops', 'x'), false)
})

test('a commit status is told when it changes; that nothing has changed only after something else', async () => {
  const receiver = { type: 'github', token: { type: 'env', name: 'TOKEN' } } as const
  const folder = createFolder()
  const secrets = { TOKEN: CANARY }
  await withNotifier({ receiver, secrets, folder }, async ({ server, notifier, settle }) => {
    const unchanged = { isUnchanged: true } as const
    notifier.tell('ops', [result('success', unchanged), result('pending'), result('pending')])
    notifier.tell('ops', [result('success', unchanged), result('success', { ...unchanged, revision: 'b'.repeat(40) })])
    await server.arrived(2)
    await settle()
    assert.equal(
      server.calls.map(({ path, body }) => [path, JSON.parse(body)]),
      [
        [`/statuses/${'a'.repeat(40)}`, { state: 'pending', context: 'charter/acme', description: 'pending' }],
        [`/statuses/${'a'.repeat(40)}`, { state: 'success', context: 'charter/acme', description: 'success' }],
      ],
    )
    assert.is(server.calls[0]?.headers.authorization, `Bearer ${CANARY}`)
  })
  await withNotifier({ receiver, secrets, folder }, async ({ server, notifier, settle }) => {
    notifier.tell('ops', [result('success'), result('failure')])
    await server.arrived(1)
    await settle()
    assert.equal(
      server.calls.map(({ body }) => JSON.parse(body).state),
      ['failure'],
    )
  })
})

test('the oldest of more than a thousand waiting letters is dropped, and that is said', async () => {
  await withNotifier({}, async ({ server, notifier, lines, settle }) => {
    const open: (() => void)[] = []
    server.replies.push((response) => void open.push(() => response.writeHead(204).end()))
    notifier.tell('ops', [letter('first')])
    await server.arrived(1)
    notifier.tell(
      'ops',
      Array.from({ length: 1_003 }, (_, index) => letter(`n${index}`)),
    )
    for (const answer of open) answer()
    await server.arrived(1_001)
    await settle()
    assert.equal(subjects(server).slice(0, 3), ['organization/first', 'organization/n3', 'organization/n4'])
    const told = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'notifications were dropped')
    assert.equal(
      told.map(({ count }) => count),
      [3],
    )
  })
})

test('secrets, and the address that is one, are in no log line, whatever goes wrong', async () => {
  const token = { type: 'env', name: 'TOKEN' } as const
  const url = { type: 'env', name: 'URL' } as const
  const addresses = [
    `SERVER/${CANARY}`,
    `http://127.0.0.1:1/${CANARY}`,
    `ftp://${CANARY}`,
    CANARY,
    `https://${CANARY}.invalid/`,
  ]
  const broken: Fetch = async () => {
    throw new TypeError(`cannot fetch https://x/${CANARY}`, { cause: new Error(CANARY) })
  }
  const given = (['webhook', 'slack', 'github', 'gitlab'] as const).flatMap((type) =>
    addresses.map((address) => ({ type, address })),
  )
  for (const { type, address } of given) {
    const secrets = { TOKEN: `${CANARY}\n`, URL: address }
    const fails = address.endsWith('.invalid/') ? { fetch: broken } : {}
    await withNotifier(
      { receiver: { type, url, token }, secrets, ...fails },
      async ({ server, notifier, lines, settle }) => {
        server.replies.push(400)
        notifier.tell('ops', [type === 'webhook' || type === 'slack' ? letter('a') : result('failure')])
        await settle()
        assert.ok(lines.length > 0)
        assert.not.ok(lines.join('').includes(CANARY), lines.join(''))
      },
    )
  }
})

test('a secret that cannot be had is waited for', async () => {
  const secrets: Record<string, string> = {}
  const receiver = { url: { type: 'env', name: 'URL' } } as const
  await withNotifier({ receiver, secrets }, async ({ server, notifier, lines }) => {
    notifier.tell('ops', [letter('a')])
    await new Promise((resolve) => setTimeout(resolve, 0))
    secrets.URL = 'SERVER/hook'
    await server.arrived(1)
    assert.equal(server.calls[0]?.path, '/hook')
    assert.is(JSON.parse(lines[0] ?? '{}').why, 'the variable URL is not set')
  })
})

test('stopping does not wait for a receiver that hangs', async () => {
  await withNotifier({}, async ({ server, notifier, lines }) => {
    server.replies.push(() => undefined)
    notifier.tell('ops', [letter('a'), letter('b')])
    await server.arrived(1)
    const from = performance.now()
    await notifier.stop(50)
    // A call that is not given up takes ten seconds.
    assert.ok(performance.now() - from < 8_000)
    assert.is(server.calls.length, 1)
    assert.is(JSON.parse(lines.at(-1) ?? '{}').count, 2)
  })
})

test.run()
