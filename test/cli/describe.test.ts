import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ledgerOf } from '../support/steps.ts'
import { ran } from '../support/terminal.ts'

const head = (kind: string, name: string, namespace = 'acme') =>
  `---\napiVersion: charter.sh/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}${namespace === '' ? '' : `, namespace: ${namespace}`}}\nspec:\n`

const globex = `${head('Organization', 'globex', '')}  displayName: Globex\n  minAdmins: 0\n${head('User', 'ada', 'globex')}  email: ada@globex.example\n${head('UserGroup', 'others', 'globex')}  members: [ada]\n`
const acme = (email: string) =>
  [
    `${head('Organization', 'acme', '')}  displayName: Acme\n  requiredAdmins: [ada]\n`,
    `  settings:\n    - {key: color, type: STRING, value: "#fff"}\n    - {key: token, type: STRING, secret: true, secretRef: {env: TOKEN}}\n`,
    `${head('User', 'ada')}  email: ${email}\n`,
    `${head('UserGroup', 'staff')}  displayName: Staff\n`,
    `${head('UserGroup', 'operators')}  parents: [staff]\n  members: [ada]\n  maintainers: [ada]\n`,
    `${head('UserGroup', 'night')}  parents: [operators]\n`,
    `${head('Permission', 'manage')}  permission: MANAGE\n  assignee: {userGroup: staff}\n`,
  ].join('')

const state = await ledgerOf([
  { instant: '2026-01-01T10:00:00.000Z', files: { 'acme.yaml': acme('ada@old.example'), 'globex.yaml': globex } },
  { instant: '2026-01-02T10:00:00.000Z', files: { 'acme.yaml': acme('ada@acme.example'), 'globex.yaml': globex } },
])
const told = (...words: readonly string[]) => ran(['describe', ...words, '--state', state])

test('describe shows where a user stands, who names him and what changed', async () => {
  const { code, out } = await told('user', 'ada', '-n', 'acme')
  assert.is(code, 0)
  assert.match(
    out,
    /^# user "ada" of acme\n\n {2}uid {6}: [-0-9a-f]{36}\n {2}version {2}: 2\n {2}created {2}: 2026-01-01T10/,
  )
  assert.match(out, /declared : acme\.yaml:\d+ \(source local\)/)
  assert.match(out, /\n {2}admin {9}: false {2}\(default\)\n {2}email {9}: "ada@acme\.example"\n/)
  assert.match(
    out,
    /Groups:\n {2}operators : direct\n {2}staff {5}: inherited through operators\n {2}users {5}: every active user\n/,
  )
  assert.match(out, /Admin:\n {2}ada → group operators → group staff → MANAGE\n/)
  assert.match(
    out,
    /Named by:\n {2}Organization acme {8}: requiredAdmins\n {2}UserGroup acme\/operators : maintainers, members\n\nHistory:/,
  )
  assert.match(
    out,
    /History:\n {2}entry 3, 2026-01-02.*operator test\n.*was updated.*\n {8}~ email : "ada@old\.example" -> "ada@acme\.example"\n {2}entry 1,/,
  )
})

test('describe shows the members of a group, and the groups around it', async () => {
  const { out } = await told('ugroup', 'operators')
  assert.match(
    out,
    /Members:\n {2}ada\n\nInherits from:\n {2}staff\n\nInherited by:\n {2}night\n\nNamed by:\n {2}UserGroup acme\/night : parents\n/,
  )
  const empty = await told('ugroup', 'night')
  assert.not.match(empty.out, /Members:|Named by:/)
})

test('describe shows nested fields by their names, and secrets as references', async () => {
  const { out } = await told('org', 'acme')
  assert.match(out, /removalBudget\.minimum {2,}: 3 {2}\(default\)/)
  assert.match(out, /settings\[color\]\.value {2,}: "#fff"\n/)
  assert.match(out, /settings\[token\]\.secretRef +: env TOKEN\n/)
})

test('describe speaks of the moment it is asked for', async () => {
  const { out } = await told('user', 'ada', '-n', 'acme', '--seq', '2')
  assert.match(out, /version {2}: 1\n/)
  assert.match(out, /"ada@old\.example"\n/)
  assert.not.match(out, /entry 3/)
})

test('describe is versioned for programs, and names the defaults', async () => {
  const value = JSON.parse((await told('user', 'ada', '-n', 'acme', '-o', 'json')).out)
  assert.is(value.format_version, '1.1')
  assert.is(value.spec.active, true)
  assert.equal(value.defaults, ['/spec/active', '/spec/admin', '/spec/id', '/spec/systemAccount'])
  assert.equal(value.groups[1], { group: 'staff', through: ['operators'] })
  assert.is(value.admin, 'ada → group operators → group staff → MANAGE')
  assert.equal(
    value.history.map(({ seq, change }: { seq: number; change: { action: string } }) => [seq, change.action]),
    [
      [3, 'update'],
      [1, 'create'],
    ],
  )
})

test('describe refuses a name that is not there, or stands in several organizations', async () => {
  const nobody = await told('user', 'adda', '-n', 'acme')
  assert.is(nobody.code, 1)
  assert.is(nobody.err, 'charter: there is no user `adda`, did you mean `ada`?\n')
  const several = await told('user', 'ada')
  assert.is(several.code, 2)
  assert.match(several.err, /there are 2 of the user `ada`: in acme and globex\n {2}name one with --organization/)
})

test.run()
