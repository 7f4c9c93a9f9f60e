import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { csvLine } from '../../../src/lib/csv.ts'
import { importLocktera } from '../../../src/transfer/locktera/import.ts'
import { createFolder, removeFolder } from '../../support/folder.ts'
import { told, written } from '../../support/peribolos.ts'
import { holds } from '../../support/property.ts'

const EXAMPLE = fileURLToPath(new URL('../../../examples/import/locktera.csv', import.meta.url))
const HEAD = 'id,name,email,org_id,role\n'
const ACME = 'acme,Acme,,,org\nada,Ada,,acme,org_admin\n'

/** What a text of CSV becomes; its files are made. */
async function imported(text: string | Uint8Array) {
  const folder = createFolder({ 'all.csv': text })
  try {
    const found = await importLocktera(join(folder, 'all.csv'))
    return { ...found, files: [...found.files] }
  } finally {
    removeFolder(folder)
  }
}

test('organizations, groups and users keep who belongs to whom', async () => {
  const result = await imported(readFileSync(EXAMPLE))
  assert.equal(told(result), [
    'warning IgnoredField all.csv:7 `u-2` is org_admin of the group g-1 alone, and becomes its maintainer',
  ])
  const all = written(result, true)
  const spec = (key: string) => all.get(key)?.spec
  assert.equal([...all.keys()].filter((key) => !key.startsWith('Namespace')).sort(), [
    'Organization//org-123',
    'Organization//org-456',
    'User/org-123/u-1',
    'User/org-123/u-2',
    'User/org-123/u-3',
    'User/org-456/u-4',
    'UserGroup/org-123/g-1',
    'UserGroup/org-123/g-2',
  ])
  assert.equal(spec('Organization//org-123'), {
    displayName: 'Example Organization',
    contact: { email: 'office@example.com' },
  })
  assert.equal(spec('Organization//org-456'), { displayName: 'Example Laboratories', parent: 'org-123' })
  assert.equal(spec('UserGroup/org-123/g-1'), { displayName: 'Research', maintainers: ['u-2'] })
  assert.equal(spec('UserGroup/org-123/g-2'), { displayName: 'Research, Europe', parents: ['g-1'] })
  assert.equal(spec('User/org-123/u-1'), {
    email: 'ada@example.com',
    firstName: 'Ada',
    lastName: 'Lovelace',
    admin: true,
  })
  assert.equal(spec('User/org-123/u-2'), { email: 'grace@example.com', firstName: 'Grace', lastName: 'Hopper' })
  assert.equal(spec('User/org-123/u-3'), {
    email: 'alan@example.com',
    firstName: 'Alan',
    lastName: 'Turing',
    userGroups: ['g-2'],
  })
  assert.equal(result.counts, { organizations: 2, userGroups: 2, users: 4, admins: 2, memberships: 2 })
})

test('a byte order mark, line ends of Windows, other columns first and quotes make no difference', async () => {
  const same = '\ufeffrole,org_id,email,name,id\r\n"org",,,"Acme",acme\r\norg_admin,acme,,Ada,"ada"\r\n'
  assert.equal((await imported(same)).files, (await imported(HEAD + ACME)).files)
  const quoted = await imported(`${HEAD}acme,"Acme ""A"", Inc.",,,org\nada,Ada,,acme,org_admin\n`)
  assert.equal(written(quoted).get('Organization/acme')?.spec, { displayName: 'Acme "A", Inc.' })
})

test('an id that cannot be a name stays as the id', async () => {
  const all = written(await imported(`${HEAD}17,Seventeen,,,org\nU_1,,,17,org_admin\nadmin,Admins,,17,group\n`), true)
  assert.equal(all.get('Organization//org-17')?.spec, { displayName: 'Seventeen', id: '17' })
  assert.equal(all.get('User/org-17/u-1')?.spec, { id: 'U_1', admin: true })
  // The built-in group would make admins of its members.
  assert.equal(all.get('UserGroup/org-17/admin-team')?.spec, { id: 'admin', displayName: 'Admins' })
})

test('every line that is wrong is told with its number, and nothing is written', async () => {
  const result = await imported(
    [
      `${HEAD}acme,Acme,,,org`,
      'ada,Ada,,acme',
      'bob,"Bob" the builder,,acme,user',
      ',Nobody,,acme,user',
      'eve,"Eve',
      'Eavesdrop",,acme,usr',
      'mallory,,not an address,acme,user',
      'trent,,,nowhere,user',
      'peggy,,,,user',
      'victor,,,bob-2,user',
      'bob-2,,b@acme.example,acme,user',
      'sub,Sub,,staff,org',
      'staff,Staff,,acme,group',
      'staff,Staff again,,acme,group',
      'bob_2,,B@acme.example,acme,org_admin',
      'other,Acme,,,org',
    ].join('\n'),
  )
  assert.equal(result.files, [])
  assert.equal(told(result), [
    'error Syntax all.csv:3 the line has 4 cells, the first line has 5',
    'error Syntax all.csv:4 a quote stands inside a cell, or is not closed',
    'error MissingField all.csv:5 the line has no id',
    'error InvalidField all.csv:6 there is no role `usr`',
    'error InvalidField all.csv:8 `email` must be an e-mail address',
    'error DanglingReference all.csv:9 user `trent` belongs to `nowhere`, which no line declares',
    'error MissingField all.csv:10 user `peggy` has no org_id',
    'error InvalidField all.csv:11 user `victor` belongs to user `bob-2`',
    'error InvalidField all.csv:13 organization `sub` belongs to group `staff`',
    'error DuplicateResource all.csv:15 the id `staff` is there twice',
    'error DuplicateResource all.csv:16 `bob_2` and `bob-2` would both be named bob-2',
    'error NotUnique all.csv:16 `bob_2` and `bob-2` have the same e-mail address in organization acme',
    'error NotUnique all.csv:17 organization `other` is called `Acme`, like `acme`',
    'warning LastAdmin all.csv:17 organization `other` has no org_admin right below it',
  ])
})

test('whoever belongs to themselves is told with the whole ring, once', async () => {
  const rows = 'a,A,,c,group\nb,B,,a,group\nc,C,,b,group\nx,X,,a,user\no,O,,p,org\np,P,,o,org\nq,Q,,q,group\n'
  const { files, problems } = await imported(`${HEAD}${ACME}${rows}`)
  assert.equal(files, [])
  assert.equal(
    problems.map(({ code, message }) => [code, message]),
    [
      ['Cycle', 'group `a` belongs to itself: `a` -> `c` -> `b` -> `a`'],
      ['Cycle', 'organization `o` belongs to itself: `o` -> `p` -> `o`'],
      ['Cycle', 'group `q` belongs to itself: `q` -> `q`'],
    ],
  )
})

test('the first line has to name the columns; others are left out, and one for secrets is refused', async () => {
  assert.equal(told(await imported('')), [
    'error MissingField all.csv:1 the first line does not name the columns id, name, email, org_id and role',
  ])
  assert.equal(told(await imported('id,name,email,role\nacme,Acme,,org\n')), [
    'error MissingField all.csv:1 the first line does not name the column org_id',
  ])
  const more = await imported(`id,name,email,org_id,role,phone\n${ACME.replaceAll('\n', ',+43 1\n')}`)
  assert.equal(told(more), ['warning UnknownField all.csv:1 the column phone is unknown and left out'])
  assert.is(more.files.length, 2)
  const secret = await imported(`id,name,email,org_id,role,password\n${ACME.replaceAll('\n', ',CANARY\n')}`)
  assert.equal(told(secret), [
    'error SecretInline all.csv:1 the column password is named like a secret, and declarations hold none',
  ])
  assert.equal(secret.files, [])
  assert.not.match(JSON.stringify(secret.problems), /CANARY/)
})

test('a secret in a cell is refused by its line and not shown', async () => {
  const secret = `ghp_${'CANARY'.repeat(6)}`
  const result = await imported(`${HEAD}${ACME}bob,${secret},,acme,user\n${secret},,,${secret},user\n`)
  assert.equal(
    result.problems.map(({ code, origin }) => [code, 'line' in origin ? origin.line : 0]),
    [
      ['SecretInline', 4],
      ['InvalidField', 5],
    ],
  )
  assert.not.match(JSON.stringify(result.problems), /CANARY/)
})

const cell = fc.string({ maxLength: 12, unit: 'binary' })
const id = fc.oneof(fc.stringMatching(/^[a-z0-9][A-Z_]{0,2}[a-z0-9]$/), cell)
const row = fc.tuple(id, cell, fc.oneof(fc.constant(''), cell))

test('whatever stands in the cells, an import tells what is wrong or writes everybody', async () => {
  const property = fc.asyncProperty(fc.array(row, { maxLength: 4 }), async (rows) => {
    const people = rows.map(([own, name, email]) => csvLine([own, name, email, 'acme', 'user'])).join('')
    const result = await imported(`${HEAD}${ACME}${people}`)
    const isRefused = result.problems.some(({ severity }) => severity === 'error')
    assert.is(result.files.length === 0, isRefused)
    const users = [...written(result).keys()].filter((key) => key.startsWith('User/'))
    assert.is(users.length, isRefused ? 0 : rows.length + 1)
  })
  await holds(property, 300)
})

test.run()
