import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type RecordedPerson, recordedPeople } from '../../src/access/recorded.ts'
import type { RecordedRights } from '../../src/model/ledger.ts'

const VIEW = { permission: 'VIEW', kind: 'Workspace', on: 'uid-lab' }
const MANAGE = { permission: 'MANAGE' }
const TOKEN = { permission: 'SELF_CREATE_TOKEN' }
const NAMES: Readonly<Record<string, string>> = { 'uid-ada': 'ada', 'uid-grace': 'grace', 'uid-old': 'ada' }
const names = {
  nameOf: (uid: string) => NAMES[uid] ?? uid,
  onText: ({ on }: { readonly on?: string }) => (on === undefined ? 'organization' : 'workspace/lab'),
}

function told(people: Iterable<RecordedPerson>): readonly string[] {
  return [...people].flatMap(({ user, holdings }) =>
    holdings.map(({ uid, on, right }) => `${user} (${uid}) ${right.permission} on ${on}`),
  )
}

test('what several did alike is told person by person, by name, what it is on, and permission', () => {
  const recorded: readonly RecordedRights[] = [
    { users: ['uid-grace', 'uid-ada'], rights: [VIEW, TOKEN, MANAGE] },
    { users: ['uid-gone'], rights: [MANAGE] },
  ]
  assert.equal(told(recordedPeople(recorded, names)), [
    'ada (uid-ada) MANAGE on organization',
    'ada (uid-ada) SELF_CREATE_TOKEN on organization',
    'ada (uid-ada) VIEW on workspace/lab',
    'grace (uid-grace) MANAGE on organization',
    'grace (uid-grace) SELF_CREATE_TOKEN on organization',
    'grace (uid-grace) VIEW on workspace/lab',
    'uid-gone (uid-gone) MANAGE on organization',
  ])
})

test('two of one name stand together', () => {
  const recorded: readonly RecordedRights[] = [
    { users: ['uid-old'], rights: [MANAGE, VIEW] },
    { users: ['uid-ada'], rights: [TOKEN] },
  ]
  assert.equal(told(recordedPeople(recorded, names)), [
    'ada (uid-old) MANAGE on organization',
    'ada (uid-ada) SELF_CREATE_TOKEN on organization',
    'ada (uid-old) VIEW on workspace/lab',
  ])
})

test.run()
