import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { AdmissionConfig } from '../../src/config.ts'
import type { Admission, AdmissionRequest } from '../../src/kubernetes/admission.ts'
import { createLog } from '../../src/lib/log.ts'
import type { Snapshot } from '../../src/model/document.ts'
import type { JsonObject, Kind } from '../../src/model/resource.ts'
import { createAdmitting } from '../../src/run/admitting.ts'
import { declaredBy } from '../../src/sources/cluster/declared.ts'
import { inventoried } from '../../src/sources/cluster/memory.ts'
import { SOURCE_LIMITS } from '../../src/sources/content.ts'
import { objectOf, requestAbout, requestToDelete } from '../support/admission.ts'
import { movedClock } from '../support/asking.ts'
import { configOf } from '../support/controller.ts'
import { openInstallation } from '../support/installation.ts'

const ACME = objectOf('Organization', '', 'acme', { displayName: 'Acme' })
const ADA = objectOf('User', 'acme', 'ada', { email: 'ada@acme.example', admin: true })
const BOB = objectOf('User', 'acme', 'bob', { email: 'bob@acme.example' })
const STAFF = objectOf('UserGroup', 'acme', 'staff', { members: ['bob'] })
const ALL = [ACME, ADA, BOB, STAFF]

/** What a cluster declares that holds these objects. */
function listed(objects: readonly JsonObject[]): Snapshot {
  const kinds = [...new Set(objects.map(({ kind }) => kind as Kind))]
  const versioned = objects.map(
    (object): JsonObject => ({
      ...object,
      metadata: { resourceVersion: '5', ...(object.metadata as JsonObject) },
    }),
  )
  const everything = {
    resourceVersion: '9',
    objects: kinds.map((kind) => ({ kind, items: versioned.filter((object) => object.kind === kind) })),
    terminating: [],
    definitions: new Map(),
  }
  const found = inventoried(everything, undefined, { source: 'cluster', limits: SOURCE_LIMITS })
  if (found === undefined) throw new Error('the objects of the test have no identity')
  return declaredBy(found, { source: 'cluster', privileged: true, policy: undefined })
}

/** Changes that are asked about, in a cluster that holds these objects, all of them stored. */
async function admitting(
  objects: readonly JsonObject[] = ALL,
  { people = {}, ...more }: { readonly waitMs?: number; readonly people?: Partial<AdmissionConfig> } = {},
) {
  const installation = await openInstallation()
  let snapshot: Snapshot | undefined = listed(objects)
  await installation.apply([snapshot])
  const clock = movedClock()
  const lines: string[] = []
  const log = createLog({ level: 'debug', format: 'json', write: (line) => void lines.push(line) })
  const listen = { host: '127.0.0.1', port: 0 }
  const admission = { listen, certificateFile: '/nowhere', keyFile: '/nowhere', ...people }
  const state = { path: '/nowhere', init: false }
  const config = configOf([{ name: 'cluster', kubeconfig: '/nowhere' }], { state, admission })
  const watches = [{ name: 'cluster', snapshot: () => snapshot }]
  const admit = createAdmitting(config, { watches, state: installation.state, clock, log, ...more })
  const told = ({ denial, warnings }: Admission): readonly string[] => [
    ...(denial === undefined ? [] : [denial.trim().split('\n')[0] ?? '']),
    ...warnings,
  ]
  return {
    admit,
    clock,
    lines,
    list(now: readonly JsonObject[] | undefined) {
      snapshot = now === undefined ? undefined : listed(now)
    },
    async ask(request: AdmissionRequest): Promise<readonly string[]> {
      const admission = await admit('cluster', request)
      return admission === undefined ? ['no such cluster'] : told(admission)
    },
  }
}

const changed = (object: JsonObject, spec: JsonObject, more: Partial<AdmissionRequest> = {}): AdmissionRequest => {
  const { name, namespace = '' } = object.metadata as { name: string; namespace?: string }
  return requestAbout(objectOf(String(object.kind), namespace, name, spec, 2), { before: object, ...more })
}

const NOT_ADMIN = changed(ADA, { email: 'ada@acme.example' })
const LAST = 'error[LastAdmin]: organization `acme` would have no effective admin, at least 1 must stay'

test('a change without a problem is let through without a word', async () => {
  const one = await admitting()
  assert.equal(await one.ask(changed(BOB, { email: 'robert@acme.example' })), [])
  assert.equal(await one.ask(requestAbout(objectOf('User', 'acme', 'eve', { email: 'eve@acme.example' }))), [])
})

test('what a law refuses is refused, with place and cure as charter validate tells them', async () => {
  const one = await admitting()
  const { denial = '' } = (await one.admit('cluster', NOT_ADMIN)) ?? {}
  const lines = denial.split('\n')
  assert.equal(lines.slice(0, 3), ['', LAST, '  --> Organization/acme at /metadata/name'])
  assert.ok(lines.some((line) => line.startsWith('  = help: ')))
  assert.is(lines.at(-1), '  = see:  charter explain LastAdmin')
  assert.equal(await one.ask(requestToDelete(ADA)), [LAST])
  const cycle = [
    requestAbout(objectOf('UserGroup', 'acme', 'one', { parents: ['two'] })),
    requestAbout(objectOf('UserGroup', 'acme', 'two', { parents: ['one'] })),
  ]
  assert.match((await one.ask(cycle[0] as AdmissionRequest))[0] ?? '', /^warning\[DanglingReference\]/)
  assert.match((await one.ask(cycle[1] as AdmissionRequest))[0] ?? '', /^error\[Cycle\]/)
})

test('more than an organization is entitled to is refused', async () => {
  const entitlements = [{ entitlement: 'UserCount', value: '2' }]
  const one = await admitting([...ALL, objectOf('License', '', 'installation', { entitlements })])
  const told = await one.ask(requestAbout(objectOf('User', 'acme', 'eve', { email: 'eve@acme.example' })))
  assert.equal(told, [
    'error[EntitlementExceeded]: organization `acme` would have 3 users, the entitlement `UserCount` of License `installation` allows 2',
  ])
})

test('a secret that stands in an object is refused, and never said', async () => {
  const one = await admitting()
  const canary = 'glpat-canary0123456789abcd'
  const source = objectOf('DataSource', 'acme', 'db', { type: 'POSTGRESQL', url: 'jdbc:x', password: canary })
  const settings = changed(ACME, { displayName: 'Acme', settings: { token: canary } })
  for (const request of [requestAbout(source), settings]) {
    const admission = await one.admit('cluster', request)
    assert.ok(admission?.denial !== undefined, JSON.stringify(admission))
    assert.not.match(JSON.stringify(admission), /canary/)
  }
  assert.not.match(one.lines.join(''), /canary/)
})

test('what another object may still bring is a warning, and so is what would be held', async () => {
  const one = await admitting()
  const group = await one.ask(changed(STAFF, { members: ['bob', 'eve'] }))
  assert.match(group.join('\n'), /^warning\[NotAMember\]: .*\(UserGroup\/acme\/staff at \/spec\/members\/1\)$/)
  const globex = await one.ask(requestAbout(objectOf('Organization', '', 'globex', { displayName: 'Globex' })))
  assert.match(globex.join('\n'), /^warning\[LastAdmin\]/)
  const gone = await one.ask(requestToDelete(ACME))
  assert.match(gone.join('\n'), /held\[OrganizationDelete\]: /)
})

test('what is renamed is applied under its new name before the old one goes', async () => {
  const one = await admitting([ACME, ADA, BOB])
  const robert = objectOf('User', 'acme', 'robert', { email: 'bob@acme.example', previousNames: ['bob'] })
  const first = await one.ask(requestAbout(robert))
  assert.equal(
    first.map((text) => text.split(':')[0]),
    ['warning[RenameConflict]', 'warning[NotUnique]'],
  )
  assert.equal(await one.ask(requestToDelete(BOB)), [])
  const twice = await one.ask(requestAbout(objectOf('User', 'acme', 'rob', { email: 'bob@acme.example' })))
  assert.match(twice[0] ?? '', /^error\[NotUnique\]/)
})

test('a folder that is applied is judged by what was let through before, also while it is not listed yet', async () => {
  const one = await admitting()
  assert.equal(await one.ask(NOT_ADMIN), [LAST])
  const admin = changed(BOB, { email: 'bob@acme.example', admin: true })
  assert.equal(await one.ask({ ...admin, isDryRun: true }), [])
  assert.equal(await one.ask(NOT_ADMIN), [LAST], 'a dry run leaves nothing behind')
  assert.equal(await one.ask(admin), [])
  const replaced = 'held[AdminsReplaced]: no admin of acme would remain one: ada would be replaced by bob'
  assert.equal(await one.ask(NOT_ADMIN), [replaced])
  assert.match((await one.ask(requestToDelete(BOB)))[0] ?? '', /LastAdmin/, 'ada is no admin any more')
})

test('what was let through and is not there after a while was refused by somebody else', async () => {
  const one = await admitting()
  await one.ask(changed(BOB, { email: 'bob@acme.example', admin: true }))
  one.clock.pass(45_001)
  assert.equal(await one.ask(NOT_ADMIN), [LAST])
  await one.ask(changed(BOB, { email: 'bob@acme.example', admin: true }))
  one.list([ACME, ADA, objectOf('User', 'acme', 'bob', { email: 'bob@acme.example' }, 3), STAFF])
  assert.equal(await one.ask(NOT_ADMIN), [LAST], 'a list with something newer counts')
})

test('who puts one thing right is not kept from it by another that was wrong before', async () => {
  const one = await admitting()
  const eve = objectOf('User', 'acme', 'eve', { email: 'not an address' })
  one.list([...ALL, eve])
  assert.equal(await one.ask(changed(BOB, { email: 'robert@acme.example' })), [])
  assert.match((await one.ask(changed(BOB, { email: 'nor this' })))[0] ?? '', /^error\[InvalidField\]/)
  assert.equal(await one.ask(changed(eve, { email: 'eve@acme.example' })), [])
})

test('what is not known, or nobody has time to judge, is let through with a warning', async () => {
  const one = await admitting()
  one.list(undefined)
  const unread =
    'charter has not judged this: this cluster has not been read yet; `charter status` says what becomes of it'
  assert.equal(await one.ask(NOT_ADMIN), [unread])
  one.list(ALL)
  assert.equal(await one.ask(NOT_ADMIN), [LAST])
  const late = await admitting(ALL, { waitMs: -1 })
  assert.match((await late.ask(NOT_ADMIN))[0] ?? '', /^charter has not judged this: too many changes at once/)
  const all = await Promise.all(Array.from({ length: 257 }, () => one.ask(NOT_ADMIN)))
  assert.equal([all.filter(([text]) => text === LAST).length, all[256]?.[0]?.includes('too many')], [256, true])
})

test('SelfGrant: whoever would give themselves more is told, or refused; somebody else may give it to them', async () => {
  const [bob, eve] = ['bob@acme.example', 'eve@acme.example']
  const promoted = (username: string) => changed(BOB, { email: bob, admin: true }, { username })
  const one = await admitting()
  const warned = 'warning[SelfGrant]: you would give yourself more by this change: bob: admin'
  assert.equal(await one.ask({ ...promoted('Bob@acme.example'), isDryRun: true }), [warned])
  assert.equal(await one.ask({ ...promoted('oidc:bob@acme.example'), isDryRun: true }), [])
  assert.equal(await one.ask(changed(BOB, { email: bob, active: false }, { username: bob, isDryRun: true })), [])
  assert.equal(await one.ask(promoted('ada@acme.example')), [])
  const group = changed(STAFF, { members: ['bob'], displayName: 'Staff' }, { username: bob })
  assert.equal(await one.ask(group), [], 'what somebody else gave is not theirs')
  const waiting = await admitting()
  waiting.list([...ALL, objectOf('Workspace', 'acme', 'w', { type: 'none' })])
  assert.equal(await waiting.ask(promoted(bob)), [warned], 'an organization that is wrong will be put right')
  const strict = await admitting(ALL, { people: { selfGrant: 'refuse', usernamePrefix: 'oidc:' } })
  const { denial = '' } = (await strict.admit('cluster', promoted(`oidc:${bob}`))) ?? {}
  assert.equal(denial.split('\n'), [
    '',
    'error[SelfGrant]: you would give yourself more by this change: bob: admin',
    '  = help: let somebody else apply it',
    '  = see:  charter explain SelfGrant',
  ])
  assert.equal(await strict.ask(promoted(bob)), [], 'a name without the prefix is nobody’s address')
  assert.equal(
    await strict.ask(
      requestAbout(objectOf('User', 'acme', 'eve', { email: eve, admin: true }), { username: `oidc:${eve}` }),
    ),
    ['error[SelfGrant]: you would give yourself more by this change: eve: admin'],
  )
  const globex = [
    requestAbout(objectOf('Organization', '', 'globex', { displayName: 'Globex' })),
    requestAbout(objectOf('User', 'globex', 'eve', { email: eve, admin: true }), { username: `oidc:${eve}` }),
  ]
  for (const request of globex)
    assert.is((await strict.admit('cluster', request))?.denial, undefined, 'a new organization has to begin')
})

test('a status, a finalizer, what is going, what is not ours, and what controllers of the cluster delete is not judged', async () => {
  const one = await admitting()
  const metadata = ADA.metadata as JsonObject
  const spec = { email: 'ada@acme.example' }
  const going = { ...objectOf('User', 'acme', 'ada', spec), metadata: { ...metadata, deletionTimestamp: '2026-01-01' } }
  const kept = { ...ADA, status: { conditions: [] }, metadata: { ...metadata, finalizers: ['a/b'], generation: 9 } }
  const silent = [
    requestAbout(kept, { before: ADA }),
    requestAbout(going, { before: ADA }),
    requestToDelete(going),
    { ...NOT_ADMIN, subresource: 'status' },
    { ...NOT_ADMIN, group: 'example.org' },
    { ...NOT_ADMIN, kind: 'Pod' },
    requestToDelete(ADA, { username: 'system:serviceaccount:kube-system:namespace-controller' }),
  ]
  for (const request of silent) assert.equal(await one.ask(request), [], JSON.stringify(request))
  assert.is(await one.admit('elsewhere', NOT_ADMIN), undefined)
})

test.run()
