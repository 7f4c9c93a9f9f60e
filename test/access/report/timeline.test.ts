import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { shownPathOn } from '../../../src/access/path.ts'
import type { AccessEvent } from '../../../src/access/report/event.ts'
import { netOf } from '../../../src/access/report/net.ts'
import { createTimeline } from '../../../src/access/report/timeline.ts'
import { scopeText } from '../../../src/access/scope.ts'
import { instantAt } from '../../../src/access/windows.ts'
import type { Recorded } from '../../../src/model/ledger.ts'
import type { JsonObject, Key, StoredResource } from '../../../src/model/resource.ts'
import { keyOf } from '../../../src/model/resource.ts'
import { storedOf } from '../../support/surveyed.ts'

const START = Date.parse('2026-01-01T00:00:00Z')

interface Entry {
  readonly at: string
  readonly now: Readonly<Record<string, JsonObject>>
  /** The uids of what stands under another key than the one that it began with. */
  readonly uids?: Readonly<Record<string, string>>
  /** The commits of changes, by uid. */
  readonly commits?: Readonly<Record<string, string>>
}

function stored(now: Entry['now'], uids: Entry['uids'] = {}): ReadonlyMap<Key, StoredResource> {
  const all = [...storedOf({ 'Organization//acme': {}, ...now }).values()]
  return new Map(all.map((one) => [keyOf(one), { ...one, uid: uids[keyOf(one)] ?? one.uid }]))
}

function eventsOf(first: Entry['now'], entries: readonly Entry[], end = '2027-01-01', only?: string) {
  const timeline = createTimeline(stored(first), START, only)
  const events: AccessEvent[] = []
  for (const [index, { at, now, uids, commits = {} }] of entries.entries()) {
    const changes = Object.entries(commits).map(([uid, commit]) => ({ uid, commit }) as Recorded)
    events.push(...timeline.add({ seq: index + 1, changes }, Date.parse(at), stored(now, uids)))
  }
  return [...events, ...timeline.until(Date.parse(end))]
}

function told(events: readonly AccessEvent[]): readonly string[] {
  return events.map(({ change, moment, entry, organization, user, holding }) => {
    const by = entry === undefined ? 'window' : ['entry', entry.seq, ...entry.commits].join(' ')
    const what = `${holding.permission} on ${scopeText(holding.scope)}`
    return `${instantAt(moment).slice(0, 10)} ${organization}/${user.name} ${change} ${what} by ${by}`
  })
}

const ui = (assignee: JsonObject, more: JsonObject = {}): JsonObject => ({
  permission: 'BASE_UI_ACCESS',
  assignee,
  ...more,
})

test('what begins and ends by declared windows is told beside what entries did, each at its time', () => {
  const people = { 'User/acme/ada': {}, 'User/acme/bob': { until: '2026-05-01' } }
  const group = { 'UserGroup/acme/ops': { members: ['bob'] } }
  const given = { 'Permission/acme/ops-ui': ui({ userGroup: 'ops' }, { from: '2026-03-01' }) }
  const more = { 'Permission/acme/ada-ui': ui({ user: 'ada' }, { until: '2026-04-01' }) }
  const events = eventsOf({ ...people, ...group }, [
    { at: '2026-02-01', now: { ...people, ...group, ...given } },
    { at: '2026-03-15', now: { ...people, ...group, ...given, ...more } },
  ])
  assert.equal(told(events), [
    '2026-03-01 acme/bob gained BASE_UI_ACCESS on organization by window',
    '2026-03-15 acme/ada gained BASE_UI_ACCESS on organization by entry 2',
    '2026-04-01 acme/ada lost BASE_UI_ACCESS on organization by window',
    '2026-05-01 acme/bob lost BASE_UI_ACCESS on organization by window',
  ])
  assert.equal(netOf(events), [])
})

test('one entry may give more than a call takes arguments', () => {
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
  const of = (kind: string, all: readonly string[]) =>
    Object.fromEntries(all.map((name) => [`${kind}/acme/${name}`, {}]))
  const [people, places] = [names('user', 1500), names('lab', 100)]
  const before = { ...of('User', people), ...of('Workspace', places), 'UserGroup/acme/ops': { members: people } }
  const grants = places.map((workspace): [string, JsonObject] => [
    `Permission/acme/${workspace}`,
    { permission: 'VIEW', assignee: { userGroup: 'ops' }, scope: { workspace } },
  ])
  const timeline = createTimeline(stored(before), START)
  const entry = { seq: 1, changes: [] }
  const events = timeline.add(entry, START + 1, stored({ ...before, ...Object.fromEntries(grants) }))
  assert.is(events.length, 150_000)
})

test('an event names the commits that changed what its path rests on, a revocation of the user among them', () => {
  const before = { 'User/acme/ada': {}, 'UserGroup/acme/ops': {}, 'Permission/acme/ui': ui({ userGroup: 'ops' }) }
  const joined = { ...before, 'UserGroup/acme/ops': { members: ['ada'] } }
  const events = eventsOf(before, [
    { at: '2026-02-01', now: joined, commits: { 'UserGroup/acme/ops': 'c1', 'User/acme/other': 'c0' } },
    {
      at: '2026-03-01',
      now: { ...joined, 'Revocation/acme/out': { user: 'ada', reason: 'lost a key' } },
      commits: { 'Revocation/acme/out': 'c2', 'User/acme/other': 'c0' },
    },
  ])
  assert.equal(told(events), [
    '2026-02-01 acme/ada gained BASE_UI_ACCESS on organization by entry 1 c1',
    '2026-03-01 acme/ada lost BASE_UI_ACCESS on organization by entry 2 c2',
  ])
  assert.equal(
    events.map(({ holding }) => shownPathOn('acme', holding.path)),
    ['ada → group ops → BASE_UI_ACCESS on acme', 'ada → group ops → BASE_UI_ACCESS on acme'],
  )
})

test('who is renamed gains and loses nothing, and who comes under the name of somebody gone does', () => {
  const view = (user: string) => ({ permission: 'VIEW', assignee: { user }, scope: { workspace: 'lab' } })
  const before = {
    'User/acme/ada': { email: 'a' },
    'User/acme/bob': { email: 'b' },
    'Workspace/acme/lab': {},
    'Permission/acme/ada': view('ada'),
    'Permission/acme/bob': view('bob'),
  }
  const { 'User/acme/bob': _, ...others } = before
  const renamed = { ...others, 'User/acme/bob': { email: 'a' } }
  const { 'User/acme/ada': __, 'Permission/acme/ada': ___, ...after } = renamed
  const events = eventsOf(before, [{ at: '2026-02-01', now: after, uids: { 'User/acme/bob': 'User/acme/ada' } }])
  assert.equal(told(events), ['2026-02-01 acme/bob lost VIEW on workspace/lab by entry 1'])
  assert.is(events[0]?.user.uid, 'User/acme/bob')
})

test('an organization that is renamed keeps everybody, and may be followed by its uid', () => {
  const before = { 'User/acme/ada': { admin: true } }
  const uids = { 'Organization//new': 'Organization//acme', 'User/new/ada': 'User/acme/ada' }
  const now = { 'Organization//new': {}, 'User/new/ada': { admin: true }, 'User/new/eve': { admin: true } }
  const renamed = (more: Entry['now'] = {}) => {
    const all = stored({ ...now, ...more }, uids)
    return new Map([...all].filter(([key]) => key !== 'Organization//acme'))
  }
  for (const only of [undefined, 'Organization//acme']) {
    const timeline = createTimeline(stored(before), START, only)
    const at = Date.parse('2026-02-01')
    const other = { 'Organization//acme': {}, 'User/acme/tom': { admin: true } }
    const events = [
      ...timeline.add({ seq: 1, changes: [] }, at, renamed()),
      ...timeline.add(
        { seq: 2, changes: [] },
        at,
        new Map([...renamed(), ...stored(other, { 'Organization//acme': 'another' })]),
      ),
    ]
    assert.equal(told(events), [
      '2026-02-01 new/eve gained MANAGE on organization by entry 1',
      ...(only === undefined ? ['2026-02-01 acme/tom gained MANAGE on organization by entry 2'] : []),
    ])
  }
})

test('an entry that claims to be older happens with the one before it', () => {
  const events = eventsOf({ 'User/acme/ada': {} }, [
    { at: '2026-03-01', now: { 'User/acme/ada': { admin: true } } },
    { at: '2026-02-01', now: { 'User/acme/ada': {} } },
  ])
  assert.equal(told(events), [
    '2026-03-01 acme/ada gained MANAGE on organization by entry 1',
    '2026-03-01 acme/ada lost MANAGE on organization by entry 2',
  ])
})

test.run()
