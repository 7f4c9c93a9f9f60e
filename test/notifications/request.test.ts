import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { CommitResult, StatusEvent } from '../../src/model/event.ts'
import type { Status } from '../../src/model/status.ts'
import { isCallable } from '../../src/notifications/address.ts'
import type { Letter, ReceiverType } from '../../src/notifications/letter.ts'
import { contextOf, probeOf, requestOf } from '../../src/notifications/request.ts'
import { appliedEvents, eventsBetween } from '../../src/status/events.ts'
import { expiringEvents } from '../../src/status/expiring.ts'
import { lateEvents } from '../../src/status/late.ts'
import { commitResults } from '../../src/status/results.ts'
import { standingOf } from '../../src/status/standing.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { declared, standing } from '../support/declared.ts'
import { applied } from '../support/planning.ts'
import { HEAD, heldUnit, invalidUnit, policyOf, statusOf, unitOf } from '../support/status.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'examples/notifications')
const NOON = '2026-11-22T12:00:00.000Z'

function one(events: readonly StatusEvent[]): StatusEvent {
  const [event] = events
  if (event === undefined) throw new Error('nothing is told')
  return event
}

const look = (status: Status) => ({ status, standing: standingOf(status, new Map()), at: NOON })
const news = (status: Status): StatusEvent => one(eventsBetween({ standing: new Map() }, look(status), []))

/** What the examples are made of. */
async function events(): Promise<Readonly<Record<string, StatusEvent>>> {
  const guest = { 'User/acme/guest': { admin: true, until: '2026-11-25' } }
  const source = { source: 'people', privileged: true }
  const snapshot = { ...declared({ ...standing('acme'), ...guest }, source), revision: HEAD }
  const store = createMemoryStore()
  const { outcomes, state } = await applied(store, await store.open(), [snapshot])
  const before = look(statusOf([heldUnit('acme')]))
  return {
    applied: one(appliedEvents(outcomes, NOON)),
    held: news(statusOf([heldUnit('acme')])),
    invalid: news(statusOf([invalidUnit('acme')])),
    recovered: one(eventsBetween(before, look(statusOf([unitOf('acme')])), [])),
    late: one(lateEvents(before, 3_600_000)),
    expiring: one(expiringEvents(state, NOON)),
    policy: news(statusOf([], { policies: [policyOf('compute-budget', ['acme'])] })),
  }
}

function bodyOf(letter: Letter, type: ReceiverType): string {
  const { body = '' } = requestOf(letter, { type, url: 'https://x.example', token: 'key' }) ?? {}
  return `${JSON.stringify(JSON.parse(body), null, 2)}\n`
}

test('the examples are what receivers get, and the documentation shows every one of them', async () => {
  const origin = '/charter/example'
  const all = Object.entries(await events())
  const [result] = commitResults(statusOf([heldUnit('acme')]), 'people', () => true)
  if (result === undefined) throw new Error('there is no result')
  const held = all.find(([name]) => name === 'held')?.[1]
  const examples = new Map([
    ...all.map(
      ([name, event]) => [`webhook-${name}.json`, bodyOf({ type: 'event', event, origin }, 'webhook')] as const,
    ),
    ['slack-held.json', held === undefined ? '' : bodyOf({ type: 'event', event: held, origin }, 'slack')] as const,
    ['github-status.json', bodyOf({ type: 'result', result }, 'github')] as const,
    ['gitlab-status.json', bodyOf({ type: 'result', result }, 'gitlab')] as const,
  ])
  const page = join(root, 'docs/notifications.md')
  const text = readFileSync(page, 'utf8')
  const shown = text.replace(
    /(<!-- examples\/notifications\/(\S+) -->\n```json\n)[\s\S]*?(```\n)/g,
    (_, begin, name, end) => {
      return `${begin}${examples.get(name)}${end}`
    },
  )
  if (process.env.UPDATE === '1') {
    mkdirSync(folder, { recursive: true })
    for (const [name, body] of examples) writeFileSync(join(folder, name), body)
    writeFileSync(page, shown)
  }
  assert.equal(readdirSync(folder).sort(), [...examples.keys()].sort())
  for (const [name, body] of examples) {
    assert.fixture(readFileSync(join(folder, name), 'utf8'), body)
    assert.ok(text.includes(`<!-- examples/notifications/${name} -->`), `docs/notifications.md shows ${name}`)
  }
  assert.fixture(text, shown)
})

test('a commit status goes to the repository in the API, a slash at its end or not', () => {
  const result: CommitResult = { source: 'people', revision: HEAD, state: 'failure', description: 'x' }
  for (const url of ['https://api.github.com/repos/a/b', 'https://api.github.com/repos/a/b/']) {
    const request = requestOf({ type: 'result', result }, { type: 'github', url, token: 'key' })
    assert.is(request?.url, `https://api.github.com/repos/a/b/statuses/${HEAD}`)
    assert.is(probeOf({ type: 'github', url, token: 'key' })?.url, 'https://api.github.com/repos/a/b')
  }
  assert.is(contextOf(result), 'charter')
  assert.is(contextOf({ ...result, organization: 'acme' }), 'charter/acme')
})

test('a chat message mentions nobody and links nowhere, whatever a message says', () => {
  const event = { ...news(statusOf([heldUnit('acme')])), message: '<!channel> & <https://evil.example|here>\u202e' }
  const { body } =
    requestOf({ type: 'event', event, origin: '/charter' }, { type: 'slack', url: 'https://x.example' }) ?? {}
  assert.not.match(body ?? '', /[<>\u202e]/)
  assert.match(body ?? '', /&lt;!channel&gt; &amp; /)
})

test('chat and commits are told only what is theirs', () => {
  const event: Letter = { type: 'event', event: news(statusOf([heldUnit('acme')])), origin: '/charter' }
  assert.is(requestOf(event, { type: 'github', url: 'https://x.example' }), undefined)
  const result: CommitResult = { source: 'people', revision: HEAD, state: 'failure', description: 'x' }
  assert.is(requestOf({ type: 'result', result }, { type: 'slack', url: 'https://x.example' }), undefined)
  assert.is(probeOf({ type: 'webhook', url: 'https://x.example' }), undefined)
})

test('a secret address must be https, or http to this machine, without user info', () => {
  const right = ['https://x.example/a?b=c', 'http://127.0.0.1:8080/', 'http://[::1]/', 'http://localhost/']
  const wrong = [
    'http://x.example/',
    'https://u:p@x.example/',
    'ftp://x.example',
    'file:///etc/passwd',
    'https://x.example/ a',
    'x',
    '',
  ]
  assert.equal([...right, ...wrong].filter(isCallable), right)
})

test.run()
