import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createPeople } from '../../../src/cli/access/report/people.ts'
import { createRedaction } from '../../../src/cli/access/report/redact.ts'
import type { Cell } from '../../../src/cli/access/report/report.ts'

test('one person has one pseudonym, as a user, by an address, and as whoever is named', () => {
  const people = createPeople()
  assert.is(people.pseudonym({ email: 'Ada@acme.example' }), 'person-1')
  assert.is(people.pseudonym({ organization: 'acme', user: 'ada', uid: 'u1', email: 'ada@acme.example' }), 'person-1')
  assert.is(people.pseudonym({ organization: 'acme', user: 'ada' }), 'person-1')
  assert.is(people.pseudonym({ organization: 'acme', user: 'bob', uid: 'u2' }), 'person-2')
  assert.is(people.pseudonym({ organization: 'beta', user: 'bob' }), 'person-3')
  assert.is(people.pseudonym({ account: 'bob' }), 'person-4')
  assert.is(people.pseudonym({ organization: 'acme', user: 'robert', uid: 'u2' }), 'person-2')
  assert.is(people.pseudonym({ organization: 'acme', user: 'bob', uid: 'u5' }), 'person-5')
  assert.is(people.pseudonym({ organization: 'acme', user: 'bob' }), 'person-5')
  assert.is(people.pseudonym({ organization: 'acme', user: 'eve', uid: 'u6', email: 'ada@acme.example' }), 'person-6')
})

/** One row of a report without people in it, by its columns. */
function redacted(row: Readonly<Record<string, Cell>>): Readonly<Record<string, Cell>> {
  const columns = Object.keys(row).map((name) => ({ name }))
  const report = createRedaction()({ columns, rows: [Object.values(row)], counts: () => ({}) })
  const [cells = []] = report.rows
  return Object.fromEntries(columns.map(({ name }, place) => [name, cells[place]]))
}

test('people are taken out of every cell in which one may stand', () => {
  assert.equal(
    redacted({
      organization: 'acme',
      user: 'ada',
      uid: 'u1',
      name: 'Ada Lovelace',
      email: 'ada@acme.example',
      scope: 'user/bob',
      path: 'ada → group ops → SEE on user bob',
      permissions: ['SEE on user/bob', 'MANAGE on organization'],
      reason: 'bob asked',
      granted_by: 'Permission ada-sees-bob',
      authors: ['Ada Lovelace <ada@acme.example>', 'Bob <bob@elsewhere.example>'],
      approver: 'operator ada',
      signature: 'verified ada@acme.example',
      digest: 'ab12',
      entry: 7,
      self_approved: true,
    }),
    {
      organization: 'acme',
      user: 'person-1',
      uid: undefined,
      name: undefined,
      email: undefined,
      scope: 'user/person-2',
      path: 'person-1 → group ops → SEE on user person-2',
      permissions: ['SEE on user/person-2', 'MANAGE on organization'],
      reason: 'withheld',
      granted_by: 'Permission permission-1',
      authors: ['person-1', 'person-3'],
      approver: 'operator person-4',
      signature: 'verified',
      digest: undefined,
      entry: 7,
      self_approved: true,
    },
  )
  const others = { organization: 'acme', kind: 'User', name: 'ada', why: 'user bob is inactive', to: 'user bob' }
  assert.equal(redacted({ ...others, grant: 'User ada', unit: 'revocation acme/ada', actor: 'source people' }), {
    organization: 'acme',
    kind: 'User',
    name: 'person-1',
    why: 'user person-2 is inactive',
    to: 'user person-2',
    grant: 'User person-1',
    unit: 'revocation acme',
    actor: 'source people',
  })
  assert.equal(redacted({ organization: 'acme', kind: 'UserGroup', name: 'ops', to: 'accessKey deploy' }), {
    organization: 'acme',
    kind: 'UserGroup',
    name: 'ops',
    to: 'accessKey deploy',
  })
})

test.run()
