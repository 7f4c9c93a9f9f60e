import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Entry } from '../../src/model/ledger.ts'
import { installationWith, textSnapshot } from '../support/installation.ts'

const ACME = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users:
    - {name: ada, email: ada@acme.example, admin: true}
    - {name: grace, email: grace@acme.example}
    - {name: linus, email: linus@acme.example}
  workspaces:
    - {name: lab, type: workspace, displayName: Lab}
`
const PERMISSIONS = `  userGroups:
    - {name: operators, members: [grace, linus]}
  permissions:
    - {name: view, permission: VIEW, assignee: {userGroup: operators}, scope: {workspace: lab}, until: 2099-01-01}
    - {name: token, permission: SELF_CREATE_TOKEN, assignee: {user: linus}}
`

test('an entry says who gained and lost what by uids, people with the same together', async () => {
  const installation = await installationWith({ 'acme.yaml': ACME })
  await installation.apply([textSnapshot({ 'acme.yaml': ACME + PERMISSIONS })])
  await installation.apply([textSnapshot({ 'acme.yaml': ACME })], {
    intents: [{ counts: { Permission: 2, Resource: 1, Membership: 2 } }],
  })
  const entries: Entry[] = []
  for await (const entry of installation.store.entries()) entries.push(entry)
  const uids = new Map(
    entries.flatMap(({ changes }) => changes.map(({ uid, body }) => [body?.key.split('/').at(-1) ?? '', uid])),
  )
  const [ada, grace, linus, lab] = ['ada', 'grace', 'linus', 'lab'].map((name) => uids.get(name) ?? '')
  const view = { permission: 'VIEW', kind: 'Workspace', on: lab, until: '2099-01-01T00:00:00.000Z' }
  const token = { permission: 'SELF_CREATE_TOKEN' }
  const both = [
    { users: [linus], rights: [view, token] },
    { users: [grace], rights: [view] },
  ]
  assert.equal(
    entries.map(({ access }) => access),
    [
      { gained: [{ users: [ada], rights: [{ permission: 'MANAGE' }] }], lost: [] },
      { gained: both, lost: [] },
      { gained: [], lost: both },
    ],
  )
  assert.not.match(JSON.stringify(entries.map(({ access }) => access)), /ada|grace|linus|lab/)
})

test('an entry of what has nothing to do with access says nothing of it', async () => {
  const installation = await installationWith({ 'acme.yaml': ACME })
  await installation.apply([textSnapshot({ 'acme.yaml': ACME.replace('displayName: Lab', 'displayName: Laboratory') })])
  const entries: Entry[] = []
  for await (const entry of installation.store.entries({ from: 2 })) entries.push(entry)
  assert.is(entries.length, 1)
  assert.is(entries[0]?.access, undefined)
})

test.run()
