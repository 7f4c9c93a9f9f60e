import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreError } from '../../src/model/errors.ts'
import type { Entry, NewEntry, NewRecorded } from '../../src/model/ledger.ts'
import type { JsonObject, Key, Kind, Resource } from '../../src/model/resource.ts'
import type { State } from '../../src/model/state.ts'
import { createResource } from '../../src/schemas/resource.ts'
import { sealEntries } from '../../src/store/entry.ts'
import { createFolding, emptyState, fold, foldAll } from '../../src/store/fold.ts'
import { recordedOf } from '../../src/store/record.ts'
import { fieldsBetween } from './difference.ts'
import { applied, countingRandom, create, keysOf, stored, TIME, user } from './support.ts'

const EMPTY = emptyState('11111111-2222-4333-8444-555555555555')
const LATER = '2026-11-03T09:30:00.000Z'

function after(state: State, ...entries: readonly NewEntry[]): State {
  return foldAll(state, sealEntries(entries, state.head, countingRandom()))
}

function declared(
  kind: Kind,
  namespace: string,
  name: string,
  spec: JsonObject,
  more: Partial<Resource> = {},
): Resource {
  const origin = { source: 'git', path: `${name}.yaml`, line: 4, column: 1 }
  return createResource({
    apiVersion: 'charter.sh/v1alpha1',
    kind,
    namespace,
    name,
    labels: {},
    annotations: {},
    spec,
    origin,
    ...more,
  })
}

function update(key: string, uid: string, fields: readonly object[], more: object = {}): NewRecorded {
  const kind = key.slice(0, key.indexOf('/'))
  return { uid, kind, action: 'update', body: { key, fields, ...more } } as unknown as NewRecorded
}

function rename(from: string, key: string, uid: string, fields: readonly object[] = []): NewRecorded {
  return { ...update(key, uid, fields, { from }), action: 'rename' } as NewRecorded
}

function remove(key: string, uid: string): NewRecorded {
  return { uid, kind: key.slice(0, key.indexOf('/')), action: 'delete', body: { key } }
}

test('a created resource is version 1, made when its entry was, and stands where it was declared', () => {
  const ada = declared('User', 'acme', 'ada', { email: 'ada@acme.example', userGroups: ['users', 'admins'] })
  const change = { action: 'create', key: 'User/acme/ada' as Key, uid: 'uid-1', after: ada } as const
  const state = after(EMPTY, applied([recordedOf(change)]))
  assert.equal(stored(state, 'User/acme/ada'), { ...ada, uid: 'uid-1', version: 1, createdAt: TIME, updatedAt: TIME })
  assert.equal([...state.everUsed], ['uid-1'])
})

test('a resource from a cluster keeps the object that declares it', () => {
  const origin = { source: 'cluster', uid: '0b0e', generation: 7 }
  const ada = declared('User', 'acme', 'ada', { email: 'ada@acme.example' }, { origin })
  const created = recordedOf({ action: 'create', key: 'User/acme/ada' as Key, uid: 'uid-1', after: ada })
  assert.equal(stored(after(EMPTY, applied([created])), 'User/acme/ada').origin, origin)
})

test('an update changes fields, version and time, and nothing else', () => {
  const one = after(EMPTY, applied([create('User', 'acme', 'ada', { email: 'a@x.example', userGroups: ['b', 'd'] })]))
  const before = stored(one, 'User/acme/ada')
  const fields = [
    { type: 'value', pointer: '/spec/email', before: 'a@x.example', after: 'b@x.example' },
    { type: 'value', pointer: '/spec/firstName', after: 'Ada' },
    { type: 'set', pointer: '/spec/userGroups', added: ['a', 'c'], removed: ['d'] },
    { type: 'value', pointer: '/labels/team', after: 'blue' },
    { type: 'value', pointer: '/annotations/charter.sh~1protected', after: 'true' },
  ]
  const two = after(
    one,
    applied([update('User/acme/ada', before.uid, fields, { path: 'new.yaml', line: 9 })], { time: LATER }),
  )
  const now = stored(two, 'User/acme/ada')
  const expected = declared(
    'User',
    'acme',
    'ada',
    { email: 'b@x.example', firstName: 'Ada', userGroups: ['a', 'b', 'c'] },
    {
      labels: { team: 'blue' },
      annotations: { 'charter.sh/protected': 'true' },
      origin: { source: 'git', path: 'new.yaml', line: 9, column: 1 },
    },
  )
  assert.equal(now, { ...expected, uid: before.uid, version: 2, createdAt: TIME, updatedAt: LATER })
  assert.equal(Object.keys(now.spec), ['email', 'firstName', 'userGroups'])
  assert.is(stored(one, 'User/acme/ada'), before)
})

test('what a change empties goes, where leaving it out means the same', () => {
  const spec = {
    displayName: 'Acme',
    contact: { email: 'a@x.example' },
    tags: ['a'],
    settings: [{ key: 'k', value: 1 }],
  }
  const one = after(EMPTY, applied([create('Organization', '', 'acme', spec)]))
  const fields = [
    { type: 'value', pointer: '/spec/contact/email', before: 'a@x.example' },
    { type: 'set', pointer: '/spec/tags', added: [], removed: ['a'] },
    { type: 'set', pointer: '/spec/settings', added: [], removed: [{ value: 1, key: 'k' }] },
  ]
  const two = after(one, applied([update('Organization//acme', stored(one, 'Organization//acme').uid, fields)]))
  assert.equal(stored(two, 'Organization//acme').spec, { displayName: 'Acme' })
})

test('a required set that a change empties stays', () => {
  const one = after(EMPTY, applied([create('AccessRole', 'acme', 'reader', { permissions: ['page.list'] })]))
  const fields = [{ type: 'set', pointer: '/spec/permissions', added: [], removed: ['page.list'] }]
  const two = after(one, applied([update('AccessRole/acme/reader', stored(one, 'AccessRole/acme/reader').uid, fields)]))
  assert.equal(stored(two, 'AccessRole/acme/reader').spec, { permissions: [] })
})

test('a change of owner and of API version is kept', () => {
  const one = after(EMPTY, applied([user('ada')]))
  const { uid } = stored(one, 'User/acme/ada')
  const owner = { type: 'owner', pointer: '/owner', before: 'git', after: 'cluster' }
  const version = { type: 'value', pointer: '/apiVersion', before: 'charter.sh/v1alpha1', after: 'charter.sh/v1' }
  const two = after(one, applied([update('User/acme/ada', uid, [owner, version])]))
  assert.is(stored(two, 'User/acme/ada').origin.source, 'cluster')
  assert.is(stored(two, 'User/acme/ada').apiVersion, 'charter.sh/v1')
  const three = after(two, applied([update('User/acme/ada', uid, [], { apiVersion: 'charter.sh/v2' })]))
  assert.is(stored(three, 'User/acme/ada').apiVersion, 'charter.sh/v2')
})

test('an update that follows a rename is no new version', () => {
  const one = after(EMPTY, applied([create('UserGroup', 'acme', 'ops', { members: ['ada', 'bob'] }), user('ada')]))
  const { uid } = stored(one, 'UserGroup/acme/ops')
  const fields = [{ type: 'set', pointer: '/spec/members', added: ['zoe'], removed: ['ada'] }]
  const renamed = rename('User/acme/ada', 'User/acme/zoe', stored(one, 'User/acme/ada').uid)
  const following = update('UserGroup/acme/ops', uid, fields, { follows: ['User/acme/zoe'] })
  const two = after(one, applied([renamed, following], { time: LATER }))
  const { version, updatedAt, spec } = stored(two, 'UserGroup/acme/ops')
  assert.equal([version, updatedAt, spec], [1, TIME, { members: ['bob', 'zoe'] }])
  assert.equal(keysOf(two), ['User/acme/zoe', 'UserGroup/acme/ops'])
  assert.equal([stored(two, 'User/acme/zoe').version, stored(two, 'User/acme/zoe').updatedAt], [2, LATER])
})

test('a renamed organization takes its namespace along, and only its own version rises', () => {
  const one = after(
    EMPTY,
    applied([create('Organization', '', 'acme', { displayName: 'Acme' }), user('ada'), user('bob'), user('eve')]),
    applied([create('Organization', '', 'acme-labs', { displayName: 'Labs' }), create('User', 'acme-labs', 'ada')]),
  )
  const uid = (key: string) => stored(one, key).uid
  const changes = [
    rename('Organization//acme', 'Organization//zenith', uid('Organization//acme')),
    rename('User/acme/ada', 'User/zenith/zoe', uid('User/acme/ada')),
    update('User/acme/bob', uid('User/acme/bob'), [{ type: 'value', pointer: '/spec/firstName', after: 'Bob' }]),
    remove('User/zenith/eve', uid('User/acme/eve')),
  ]
  const two = after(one, applied(changes, { time: LATER }))
  assert.equal(keysOf(two), [
    'Organization//acme-labs',
    'Organization//zenith',
    'User/acme-labs/ada',
    'User/zenith/bob',
    'User/zenith/zoe',
  ])
  const versions = Object.fromEntries([...two.resources].map(([key, resource]) => [key, resource.version]))
  assert.equal(versions, {
    'Organization//acme-labs': 1,
    'Organization//zenith': 2,
    'User/acme-labs/ada': 1,
    'User/zenith/bob': 2,
    'User/zenith/zoe': 2,
  })
  const moved = after(one, applied(changes.slice(0, 1), { time: LATER }))
  const bob = stored(moved, 'User/zenith/bob')
  assert.equal([bob.uid, bob.version, bob.updatedAt, bob.namespace], [uid('User/acme/bob'), 1, TIME, 'zenith'])
  assert.is(bob.digest, declared('User', 'zenith', 'bob', { email: 'bob@acme.example' }).digest)
  assert.is(moved.resources.size, 6)
})

test('a deleted resource is gone and its uid stays used', () => {
  const one = after(EMPTY, applied([user('ada'), user('bob')]))
  const { uid } = stored(one, 'User/acme/ada')
  const two = after(one, applied([remove('User/acme/ada', uid)]))
  assert.equal(keysOf(two), ['User/acme/bob'])
  assert.ok(two.everUsed.has(uid))
})

test('a change that does not fit the state is refused and names entry and resource', () => {
  const one = after(EMPTY, applied([user('ada'), user('bob')]))
  const uid = stored(one, 'User/acme/ada').uid
  const refused = (change: NewRecorded, message: RegExp) =>
    assert.throws(
      () => after(one, applied([change])),
      (error: unknown) => error instanceof StoreError && message.test(error.message),
    )
  refused(user('ada'), /^entry 2 makes User\/acme\/ada, which is stored already$/)
  refused(remove('User/acme/eve', uid), /^entry 2 changes User\/acme\/eve .* not stored$/)
  refused(
    remove('User/acme/ada', 'another'),
    /^entry 2 changes User\/acme\/ada with the uid another, which is not stored$/,
  )
  refused(update('User/acme/eve', uid, []), /User\/acme\/eve/)
  refused(rename('User/acme/eve', 'User/acme/zoe', uid), /User\/acme\/zoe|User\/acme\/eve/)
  refused(rename('User/acme/ada', 'User/acme/bob', uid), /makes User\/acme\/bob/)
  refused(update('User/acme/ada', uid, [{ type: 'value', pointer: '/spec/email/x', after: 1 }]), /\/spec\/email\/x/)
  assert.equal(keysOf(one), ['User/acme/ada', 'User/acme/bob'])
})

test('removals without approval or intent are kept for a day', () => {
  const at = (time: string, evidence: JsonObject, more: Partial<NewEntry> = {}) =>
    applied([], { time, evidence, ...more })
  const state = after(
    EMPTY,
    at('2026-11-01T07:59:59.999Z', { removals: { User: 9 } }),
    at('2026-11-01T08:00:00.000Z', { removals: { User: 2, Membership: 1 } }),
    at('2026-11-01T20:00:00.000Z', { removals: { User: 50 }, approval: 'abc' }),
    at('2026-11-01T20:00:00.000Z', { removals: { User: 50 }, intent: { User: 50 } }),
    at('2026-11-01T21:00:00.000Z', { removals: { User: 50 } }, { type: 'held' }),
    at('2026-11-01T22:00:00.000Z', { removals: { User: 0, Resource: 0 } }),
    at('2026-11-02T08:00:00.000Z', { removals: { Resource: 1 } }, { organization: 'initech' }),
  )
  const none = { User: 0, Admin: 0, Membership: 0, Permission: 0, Resource: 0 }
  assert.equal(state.removals, [
    { time: '2026-11-01T08:00:00.000Z', organization: 'acme', counts: { ...none, User: 2, Membership: 1 } },
    { time: '2026-11-02T08:00:00.000Z', organization: 'initech', counts: { ...none, Resource: 1 } },
  ])
  assert.is(foldAll(state, []).removals, state.removals)
})

test('a ledger folds to the same state one by one, at once, and going on from any prefix', () => {
  const entries = someEntries()
  const whole = foldAll(EMPTY, entries)
  let single = EMPTY
  const folding = createFolding(EMPTY)
  for (const [index, entry] of entries.entries()) {
    single = fold(single, entry)
    folding.add(entry)
    assert.equal(folding.state(), single)
    assert.equal(foldAll(single, entries.slice(index + 1)), whole)
  }
  assert.equal(single, whole)
})

test('from one state two futures can be folded, and neither sees the other', () => {
  const one = after(EMPTY, applied([user('ada')]))
  const left = after(one, applied([user('bob')]))
  const right = after(one, applied([user('eve')]))
  assert.equal(keysOf(left), ['User/acme/ada', 'User/acme/bob'])
  assert.equal(keysOf(right), ['User/acme/ada', 'User/acme/eve'])
  assert.is(one.everUsed.size, 1)
  assert.is(right.everUsed.has(stored(left, 'User/acme/bob').uid), false)
})

function someEntries(): readonly Entry[] {
  const uidOf = (name: string) => user(name).uid
  return sealEntries(
    [
      applied([create('Organization', '', 'acme', { displayName: 'Acme' }), user('ada'), user('bob')], {
        installation: '99999999-2222-4333-8444-555555555555',
      }),
      applied([update('User/acme/ada', uidOf('ada'), [{ type: 'value', pointer: '/spec/admin', after: true }])]),
      applied([remove('User/acme/bob', uidOf('bob'))], { evidence: { removals: { User: 1 } } }),
      applied([], { type: 'held' }),
      applied([rename('Organization//acme', 'Organization//zenith', create('Organization', '', 'acme').uid)]),
    ],
    { seq: 0, hash: '' },
    countingRandom(),
  )
}

const NAMES = ['ada', 'bob', 'cleo', 'dora', 'eve', 'a b', '!x', '10', '9']
const some = (names: readonly string[]) => fc.subarray([...names])
const text = fc.constantFrom('x', 'y', 'Ünï', '')
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
const settings = fc.uniqueArray(
  fc.record({ key: fc.constantFrom('b', 'a', 'c!', 'c"'), value: fc.jsonValue({ maxDepth: 2 }) }),
  {
    selector: ({ key }) => key,
  },
)
const specs: Readonly<Partial<Record<Kind, fc.Arbitrary<object>>>> = {
  Organization: fc.record({
    displayName: text,
    description: optional(text),
    contact: optional(fc.record({ firstName: optional(text), email: optional(text) })),
    tags: optional(some(NAMES)),
    requiredAdmins: optional(some(NAMES)),
    customizations: optional(fc.dictionary(fc.constantFrom('banner', '10', '9', 'z'), fc.jsonValue({ maxDepth: 2 }))),
    settings: optional(settings),
    removalBudget: optional(
      fc.record({ fraction: optional(fc.constantFrom(0.05, 0.5)), minimum: optional(fc.nat(5)) }),
    ),
    minAdmins: optional(fc.nat(2)),
  }),
  User: fc.record({
    email: text,
    id: optional(fc.constantFrom('ada', 'other')),
    userGroups: optional(some(NAMES)),
    admin: optional(fc.boolean()),
    settings: optional(settings),
  }),
  AccessRole: fc.record({ permissions: some(NAMES), workspace: optional(text) }),
}
const texts = fc.dictionary(fc.constantFrom('team', 'a/b', 'x~y', '7'), text)
const pairs = fc.constantFrom('Organization' as const, 'User' as const, 'AccessRole' as const).chain((kind) => {
  const namespace = kind === 'Organization' ? '' : 'acme'
  const arbitrary = specs[kind] ?? fc.constant({})
  const resource = fc.record({ spec: arbitrary, labels: texts, annotations: texts })
  const made = resource.map(({ spec, labels, annotations }) =>
    declared(kind, namespace, 'ada', plain(spec), { labels, annotations }),
  )
  return fc.tuple(made, made)
})

function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}

test('recorded fields of any change, folded, give exactly the resource that was wanted', () => {
  fc.assert(
    fc.property(pairs, ([before, wanted]) => {
      const key = `${before.kind}/${before.namespace}/ada` as Key
      const one = after(EMPTY, applied([recordedOf({ action: 'create', key, uid: 'uid-1', after: before })]))
      const had = stored(one, key)
      assert.is(had.digest, before.digest)
      const fields = fieldsBetween(before, wanted)
      const entries = sealEntries(
        [applied([recordedOf({ action: 'update', key, before: had, after: wanted, fields })])],
        one.head,
        countingRandom(),
      )
      const now = stored(foldAll(one, JSON.parse(JSON.stringify(entries))), key)
      const { uid, version, createdAt, updatedAt, ...rest } = now
      assert.equal(rest, wanted)
      const written = ({ labels, annotations, spec }: Resource) => JSON.stringify([labels, annotations, spec])
      assert.is(written(rest), written(wanted))
    }),
    { numRuns: 500 },
  )
})

test.run()
