import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SOURCE_EVENT, UNIT_EVENT } from '../../../src/api/events/changes.ts'
import { ENTRY_EVENT } from '../../../src/api/events/entries.ts'
import type { Identity } from '../../../src/api/identity.ts'
import { AUDITOR, person } from '../../support/api.ts'
import { running } from '../../support/controller.ts'
import { type Followed, follow, openEvents, type Told } from '../../support/events.ts'
import { createFolder, removeFolder } from '../../support/folder.ts'
import { ask } from '../../support/http.ts'
import { until } from '../../support/running.ts'
import { holdOf, sourceOf, unitOf } from '../../support/status.ts'

const acme = (users = ''): string => `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users: [{name: ada, email: ada@acme.example, admin: true}${users}]
`
const initech = (name = 'Initech'): string => `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: initech}
spec: {displayName: ${name}, users: [{name: bill, email: bill@initech.example, admin: true}, {name: eve, email: eve@initech.example}]}
`
const TEXTS = { 'acme.yaml': acme(), 'initech.yaml': initech() }
const GRACE = ', {name: grace, email: canary-address@acme.example}'
const ADA = person('ada@acme.example')

const ajv = new Ajv2020({ strict: false })
addFormats.default(ajv)

test('an entry is told as soon as it is written, with its number, and as the ledger tells it', async () => {
  const events = await openEvents(TEXTS)
  try {
    const stream = await events.follow()
    assert.equal([stream.status, stream.headers['content-type']], [200, 'text/event-stream; charset=utf-8'])
    assert.equal(await stream.at(0), { event: 'start', id: '2', data: { seq: 2 } })
    await events.apply({ ...TEXTS, 'acme.yaml': acme(GRACE) })
    const { event, id, data } = await stream.at(1)
    assert.equal([event, id, data.seq, data.type, data.organization], ['entry', '3', 3, 'applied', 'acme'])
    assert.equal([data.hash.length, data.changes.length], [64, 1])
    assert.ok(ajv.validate(ENTRY_EVENT, data), ajv.errorsText())
    assert.not.match(stream.text(), /canary-address|"salt"|"body"/)
    await events.apply({ ...TEXTS, 'acme.yaml': acme() })
    assert.equal((await stream.at(2)).id, '4')
  } finally {
    await events.close()
  }
})

test('who was away goes on after the last event that came, by header or by address', async () => {
  const events = await openEvents(TEXTS)
  const idsOf = async (path: string, headers: Record<string, string>, count: number) => {
    const stream = await events.follow(path, headers)
    await stream.at(count)
    stream.close()
    return stream.events.map(({ event, id }) => `${event} ${id}`)
  }
  try {
    await events.apply({ ...TEXTS, 'acme.yaml': acme(GRACE) })
    assert.equal(await idsOf('/api/v1/events', { 'last-event-id': '1' }, 2), ['start 1', 'entry 2', 'entry 3'])
    assert.equal(await idsOf('/api/v1/events?last_event_id=2', {}, 1), ['start 2', 'entry 3'])
    // What a browser sends on its own is newer than its address.
    assert.equal(await idsOf('/api/v1/events?last_event_id=0', { 'last-event-id': '2' }, 1), ['start 2', 'entry 3'])
    const other = await events.follow('/api/v1/events?last_event_id=77')
    const { event, id, data } = await other.at(1)
    assert.equal([event, id, data], ['gap', '3', { from: 1, to: 3, read: '/api/v1/ledger?from=1' }])
    for (const path of ['/api/v1/events?last_event_id=x', '/api/v1/events?since=1']) {
      assert.is((await events.follow(path)).status, 400, path)
    }
    assert.is((await events.follow('/api/v1/events', { 'last-event-id': 'x' })).status, 400)
    assert.is((await events.follow('/api/v1/events', { accept: 'application/json' })).status, 406)
  } finally {
    await events.close()
  }
})

test('operators and auditors are told all, others of the organizations that they manage, without evidence', async () => {
  const events = await openEvents(TEXTS)
  const told = async (identity: Identity, count: number) => {
    events.letIn(identity)
    const stream = await events.follow('/api/v1/events?last_event_id=0')
    await stream.at(count)
    await pause(50)
    stream.close()
    return stream
  }
  try {
    await events.apply({ ...TEXTS, 'acme.yaml': acme(GRACE) })
    assert.equal(
      (await told(AUDITOR, 3)).events.slice(1).map(({ id }) => id),
      ['1', '2', '3'],
    )
    const own = await told(ADA, 2)
    assert.equal(
      own.events.slice(1).map(({ id }) => id),
      ['1', '3'],
    )
    for (const { data } of own.events.slice(1)) {
      assert.is(data.organization, 'acme')
      assert.equal([data.evidence, data.hash, data.previous], [undefined, undefined, undefined])
      assert.ok(ajv.validate(ENTRY_EVENT, data), ajv.errorsText())
    }
    const limited: Identity = { type: 'token', name: 'some', role: 'auditor', organizations: new Set(['initech']) }
    assert.equal(
      (await told(limited, 1)).events.slice(1).map(({ id }) => id),
      ['2'],
    )
  } finally {
    await events.close()
  }
})

test('that somebody follows an organization is taken down', async () => {
  const events = await openEvents(TEXTS)
  try {
    events.letIn(ADA)
    await (await events.follow()).at(0)
    assert.equal(
      events.records.map(({ action, organization, user, path }) => [action, organization, user, path]),
      ['LOGIN', 'READ'].map((action) => [action, 'acme', 'ada@acme.example', '/api/v1/events']),
    )
  } finally {
    await events.close()
  }
})

test('who manages nothing may not follow', async () => {
  const events = await openEvents(TEXTS)
  try {
    const metrics: Identity = { type: 'token', name: 'numbers', role: 'metrics', organizations: undefined }
    for (const identity of [person('eve@initech.example'), person('nobody@example.com'), metrics]) {
      events.letIn(identity)
      assert.is((await events.follow()).status, 403, identity.name)
    }
    events.letIn(undefined)
    assert.is((await events.follow()).status, 401)
  } finally {
    await events.close()
  }
})

test('what an organization was called before is told to who manages it now, and what another one of that name did is not', async () => {
  const events = await openEvents(TEXTS)
  const renamed = acme()
    .replace('name: acme}', 'name: ajax}')
    .replace('displayName', 'previousNames: [acme]\n  displayName')
  try {
    await events.apply({ ...TEXTS, 'acme.yaml': acme(GRACE) })
    await events.apply({ 'initech.yaml': initech(), 'ajax.yaml': renamed })
    const other = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec: {displayName: Other, users: [{name: zoe, email: zoe@other.example, admin: true}]}
`
    await events.apply({ 'initech.yaml': initech(), 'ajax.yaml': renamed, 'other.yaml': other })
    const names = [...events.installation.state().resources.values()].filter(({ kind }) => kind === 'Organization')
    assert.equal(names.map(({ name }) => name).sort(), ['acme', 'ajax', 'initech'])
    const head = events.installation.state().head.seq
    const seqs = async (email: string, last: number) => {
      events.letIn(person(email))
      const stream = await events.follow('/api/v1/events?last_event_id=0')
      await until(`entry ${last}`, () => stream.events.some(({ id, event }) => event === 'entry' && id === `${last}`))
      await pause(50)
      stream.close()
      return stream.events.slice(1).map(({ id }) => Number(id))
    }
    assert.equal(await seqs('zoe@other.example', head), [head])
    const ada = await seqs('ada@acme.example', 3)
    assert.ok(ada.includes(1) && ada.includes(3) && !ada.includes(2) && !ada.includes(head), String(ada))
  } finally {
    await events.close()
  }
})

test('a source and a unit that stand otherwise are told, to whom they concern', async () => {
  const events = await openEvents(TEXTS)
  try {
    const all = await events.follow()
    events.letIn(ADA)
    const own = await events.follow()
    await Promise.all([all.at(0), own.at(0)])
    const held = unitOf('acme', {
      holds: [holdOf('RemovalBudget')],
      conditions: [
        { type: 'Ready', status: 'False', reason: 'RemovalBudget', message: 'no', since: '2026-11-22T00:00:00Z' },
      ],
    })
    events.publish({ sources: [sourceOf({ name: 'git' })], units: [held, unitOf('initech')] })
    const [source, first, second] = [await all.at(1), await all.at(2), await all.at(3)]
    assert.equal([source.event, source.data.name, source.id], ['source', 'git', undefined])
    assert.ok(ajv.validate(SOURCE_EVENT, source.data), ajv.errorsText())
    assert.equal(
      [first.event, first.data.organization, first.data.ready, first.data.holds],
      ['unit', 'acme', 'False', ['RemovalBudget']],
    )
    assert.ok(ajv.validate(UNIT_EVENT, first.data), ajv.errorsText())
    assert.is(second.data.organization, 'initech')
    assert.is((await own.at(1)).data.organization, 'acme')
    // What only moves with every pass is no news.
    events.publish({ units: [{ ...held, attempted: { git: 'b' } }, unitOf('initech')] })
    events.publish({ units: [{ ...held, attempted: { git: 'c' } }] })
    assert.equal((await all.at(4)).data.reason, 'Removed')
    await pause(30)
    assert.equal([all.events.length, own.events.length], [5, 2])
  } finally {
    await events.close()
  }
})

test('a connection is kept by heartbeats, and ends when the token does', async () => {
  const events = await openEvents(TEXTS, { beatMs: 20 })
  try {
    const stream = await events.follow()
    await until('a heartbeat', () => /^: heartbeat\nid: 2$/m.test(stream.text()))
    events.letIn(undefined)
    await until('the end', () => stream.isOver())
    assert.equal(stream.events.at(-1), { event: 'end', id: undefined, data: { reason: 'unauthorized' } })
    events.letIn(ADA)
    const own = await events.follow()
    await own.at(0)
    events.letIn(person('eve@initech.example'))
    await until('the end', () => own.isOver())
    assert.equal(own.events.at(-1)?.data, { reason: 'forbidden' })
  } finally {
    await events.close()
  }
})

test('streams are counted, of one reader and in all', async () => {
  const events = await openEvents(TEXTS)
  const of = (name: string): Identity => ({ type: 'token', name, role: 'operator', organizations: undefined })
  try {
    const own = await Promise.all(Array.from({ length: 16 }, () => events.follow()))
    const more = await events.follow()
    assert.equal([more.status, more.headers['retry-after']], [429, '10'])
    own[0]?.close()
    await until('a place', async () => (await events.follow()).status === 200)
    for (let reader = 1; reader < 8; reader++) {
      events.letIn(of(`reader ${reader}`))
      await Promise.all(Array.from({ length: 16 }, () => events.follow()))
    }
    events.letIn(of('one more'))
    assert.is((await events.follow()).status, 503)
  } finally {
    await events.close()
  }
})

/** So much that the system does not keep all of it for a connection. */
const PADDING = 60_000
async function tellMuch(events: Awaited<ReturnType<typeof openEvents>>): Promise<number> {
  for (let round = 0; round < 150; round++)
    await events.apply({ ...TEXTS, 'initech.yaml': initech(`Initech ${round}`) })
  return events.installation.state().head.seq
}

test('who takes nothing is told no more than fits, and goes on where they stood', async () => {
  const events = await openEvents(TEXTS, { padding: PADDING })
  try {
    const slow = await events.follow()
    await slow.at(0)
    slow.pause()
    const last = await tellMuch(events)
    const quick = await events.follow('/api/v1/events?last_event_id=0')
    await until('all of it', () => quick.events.at(-1)?.id === String(last))
    slow.resume()
    await until('the rest', () => slow.events.at(-1)?.id === String(last))
    const ids = slow.events.slice(1).map(({ id }) => Number(id))
    assert.equal(
      ids,
      Array.from({ length: last - 2 }, (_, at) => at + 3),
    )
  } finally {
    await events.close()
  }
})

test('who never takes anything is let go', async () => {
  const events = await openEvents(TEXTS, { beatMs: 300, padding: PADDING })
  try {
    const slow = await events.follow()
    await slow.at(0)
    slow.pause()
    const last = await tellMuch(events)
    await until('the end of the connection', async () => (await events.connections()) === 0)
    slow.resume()
    await until('the end', () => slow.isOver())
    assert.ok(Number(slow.events.at(-1)?.id) < last)
  } finally {
    await events.close()
  }
})

test('an entry that is too long is told without its lists', async () => {
  const events = await openEvents(TEXTS)
  const many = Array.from({ length: 600 }, (_, at) => `, {name: u${at}, email: u${at}@acme.example}`).join('')
  try {
    const stream = await events.follow()
    await events.apply({ ...TEXTS, 'acme.yaml': acme(many) })
    const { data } = await stream.at(1)
    assert.equal([data.changes, data.omitted, data.hash.length], [undefined, ['changes', 'evidence'], 64])
    assert.ok(ajv.validate(ENTRY_EVENT, data), ajv.errorsText())
  } finally {
    await events.close()
  }
})

test('a stream says that it ends when the server does, and HEAD only asks', async () => {
  const events = await openEvents(TEXTS)
  const stream = await events.follow()
  await stream.at(0)
  const head = await ask(Number(new URL(events.address).port), { method: 'HEAD', path: '/api/v1/events' })
  assert.equal([head.status, head.headers['content-type'], head.body], [200, 'text/event-stream; charset=utf-8', ''])
  await events.close()
  await until('the end', () => stream.isOver())
  assert.equal(stream.events.at(-1), { event: 'end', id: undefined, data: { reason: 'stopping' } })
})

test('the program tells what it applies, and says goodbye when it stops', async () => {
  const folder = createFolder({ 'acme.yaml': acme() })
  let stream: Followed | undefined
  await running(
    [{ name: 'local', folder }],
    async ({ controller, pass }) => {
      const { tokenPath, http = '' } = controller
      const headers = { authorization: `Bearer ${readFileSync(tokenPath ?? '', 'utf8').trim()}` }
      stream = await follow({ port: Number(new URL(http).port), path: '/api/v1/events', headers })
      writeFileSync(join(folder, 'acme.yaml'), acme(GRACE))
      await pass()
      await until('the entry', () => stream?.events.some(({ event, id }) => event === 'entry' && id === '2') === true)
      writeFileSync(join(folder, 'acme.yaml'), acme(', {name: grace, nmae: x}'))
      await pass()
      await until('the unit', () => stream?.events.some(({ event }) => event === 'unit') === true)
      const { data } = stream.events.find(({ event }) => event === 'unit') as Told
      assert.equal([data.unit, data.ready, data.reason], ['organization/acme', 'False', 'ValidationFailed'])
    },
    { http: { host: '127.0.0.1', port: 0 } },
  )
  await until('the end', () => stream?.isOver() === true)
  assert.equal(stream?.events.at(-1)?.data, { reason: 'stopping' })
  removeFolder(folder)
})

test.run()
