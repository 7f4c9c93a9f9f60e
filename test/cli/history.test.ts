import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { audited } from '../support/audited.ts'
import { ledgerOf } from '../support/steps.ts'
import { ran } from '../support/terminal.ts'

const head = 'apiVersion: charter.sh/v1alpha1\nkind: '

function organization(name: string, more = ''): string {
  return `${head}Organization\nmetadata: {name: ${name}}\nspec:\n  displayName: ${name.toUpperCase()}\n${more}`
}

function users(namespace: string, ...names: readonly string[]): string {
  return names
    .map((name) => {
      const spec = `spec: {email: ${name}@${namespace}.example${name === 'ada' ? ', admin: true' : ''}}`
      return `${head}User\nmetadata: {namespace: ${namespace}, name: ${name}}\n${spec}\n`
    })
    .join('---\n')
}

const acme = { 'acme.yaml': organization('acme'), 'users.yaml': users('acme', 'ada', 'grace') }
const steps = [
  { instant: '2026-01-01T10:00:00.000Z', files: acme },
  {
    instant: '2026-01-02T10:00:00.000Z',
    files: { ...acme, 'initech.yaml': organization('initech', '  minAdmins: 0\n') },
  },
  {
    instant: '2026-01-03T10:00:00.000Z',
    files: {
      'acme.yaml': organization('apex', '  previousNames: [acme]\n'),
      'users.yaml': users('apex', 'ada', 'linus'),
      'initech.yaml': organization('initech', '  minAdmins: 0\n'),
    },
  },
]

test('history lists entries newest first, with what each changed', async () => {
  const state = await ledgerOf(steps)
  const { code, out, err } = await ran(['history', '--state', state])
  assert.is(code, 0)
  assert.is(err, '')
  const rows = out.split('\n').map((line) => line.trim().split(/ {2,}/))
  assert.equal(rows[0], ['SEQ', 'TIME', 'TYPE', 'UNIT', 'ACTOR', 'REVISION', 'CHANGES', 'PLAN'])
  assert.equal(
    rows.slice(1, -1).map((row) => row.slice(0, 4).concat(row[6] ?? '')),
    [
      ['3', '2026-01-03T10:00:00.000Z', 'applied', 'apex', '+1 ~1 -1 ->1'],
      ['2', '2026-01-02T10:00:00.000Z', 'applied', 'initech', '+1'],
      ['1', '2026-01-01T10:00:00.000Z', 'applied', 'acme', '+3'],
    ],
  )
})

test('history of an organization goes on under its former name, and not under the new name of another', async () => {
  const state = await ledgerOf(steps)
  const seqs = async (...words: readonly string[]) =>
    JSON.parse((await ran(['history', ...words, '--state', state, '-o', 'json'])).out).entries.map(
      ({ seq }: { seq: number }) => seq,
    )
  assert.equal(await seqs('apex'), [3, 1])
  assert.equal(await seqs('acme'), [1])
  assert.equal(await seqs('initech'), [2])
  assert.equal(await seqs('--kind', 'user', '--name', 'linus'), [3])
  assert.equal(await seqs('--kind', 'org'), [3, 2, 1])
  assert.equal(await seqs('--name', 'acme'), [3, 1])
  assert.equal(await seqs('--name', 'nobody'), [])
})

test('history says how many entries it leaves out, and is versioned for programs', async () => {
  const state = await ledgerOf(steps)
  const cut = await ran(['history', '--state', state, '--limit', '1'])
  assert.is(cut.out.split('\n').length, 3)
  assert.is(cut.err, 'the newest 1 of 3 entries; --limit shows more\n')
  const json = JSON.parse((await ran(['history', '--state', state, '-o', 'json', '--limit', '2'])).out)
  assert.is(json.format_version, '1.2')
  assert.is(json.total, 3)
  assert.is(json.head.seq, 3)
  assert.is(json.head.hash, json.entries[0].hash)
  assert.is(json.entries[0].previous, json.entries[1].hash)
  assert.equal(json.entries[0].counts, { add: 1, change: 1, remove: 1, rename: 1 })
})

test('history --seq shows one entry with its field changes in the past tense', async () => {
  const state = await ledgerOf(steps)
  const { out } = await ran(['history', '--state', state, '--seq', '3'])
  assert.match(out, /^# entry 3, 2026-01-03T10:00:00\.000Z, applied\n\n {2}unit {5}: apex\n/)
  assert.match(out, /-> organization "apex" \(was "acme"\) was renamed/)
  assert.match(
    out,
    /~ user "ada" was updated .*users\.yaml:1\n {6}~ email : "ada@acme\.example" -> "ada@apex\.example"/,
  )
  assert.match(out, /- user "grace" was removed/)
  assert.not.match(out, /will be/)
  assert.not.match(out, /access:/)
  const { entry } = JSON.parse((await ran(['history', '--state', state, '--seq', '3', '-o', 'json'])).out)
  assert.is(entry.seq, 3)
  assert.equal(
    entry.changes.map(({ action, kind, name }: Record<string, string>) => `${action} ${kind} ${name}`).sort(),
    ['create User linus', 'delete User grace', 'rename Organization apex', 'update User ada'],
  )
  assert.equal(entry.access, { gained: [], lost: [] })
})

test('history --seq tells who gained and who lost what, by the names of then', async () => {
  const group = `${head}UserGroup\nmetadata: {namespace: acme, name: ops}\nspec: {members: [ada, grace]}\n`
  const workspace = `${head}Workspace\nmetadata: {namespace: acme, name: lab}\nspec: {type: workspace, displayName: Lab}\n`
  const given = '{permission: VIEW, assignee: {userGroup: ops}, scope: {workspace: lab}, until: 2099-01-01}'
  const permission = `${head}Permission\nmetadata: {namespace: acme, name: view}\nspec: ${given}\n`
  const more = { 'ops.yaml': [group, workspace].join('---\n') }
  const state = await ledgerOf([
    { instant: '2026-01-01T10:00:00.000Z', files: { ...acme, ...more } },
    { instant: '2026-01-02T10:00:00.000Z', files: { ...acme, ...more, 'view.yaml': permission } },
    { instant: '2026-01-04T10:00:00.000Z', files: { ...acme, ...more } },
  ])
  const first = await ran(['history', '--state', state, '--seq', '1'])
  assert.ok(first.out.endsWith('\n\n  access:\n    + ada gained MANAGE on acme\n'))
  const second = await ran(['history', '--state', state, '--seq', '2'])
  const line = 'ada and grace gained VIEW on workspace lab until 2099-01-01T00:00:00.000Z'
  assert.ok(second.out.endsWith(`\n\n  access:\n    + ${line}\n`))
  const third = JSON.parse((await ran(['history', '--state', state, '--seq', '3', '-o', 'json'])).out).entry.access
  assert.equal(
    third.lost.map(({ uid: _, ...lost }: Record<string, string>) => lost),
    ['ada', 'grace'].map((user) => ({
      user,
      permission: 'VIEW',
      until: '2099-01-01T00:00:00.000Z',
      on: 'workspace/lab',
    })),
  )
})

test('history refuses what is no entry, number or kind', async () => {
  const state = await ledgerOf(steps.slice(0, 1))
  const beyond = await ran(['history', '--state', state, '--seq', '9'])
  assert.is(beyond.code, 2)
  assert.match(beyond.err, /the ledger has no entry 9: it has 1 entry\n/)
  assert.is((await ran(['history', '--state', state, '--seq', 'x'])).code, 2)
  assert.is((await ran(['history', '--state', state, '--limit', '0'])).code, 2)
  assert.is((await ran(['history', '--state', state, '--kind', 'persona'])).code, 2)
  assert.is((await ran(['history', '--state', '/nowhere'])).code, 74)
})

test('get shows the state at a time or after an entry, as it was then', async () => {
  const state = await ledgerOf(steps)
  const names = async (...words: readonly string[]) =>
    (await ran(['get', 'users', '--state', state, '-o', 'csv', ...words])).out
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',').slice(0, 2).join(' '))
  assert.equal(await names(), ['ada apex', 'linus apex'])
  assert.equal(await names('--seq', '1'), ['ada acme', 'grace acme'])
  assert.equal(await names('--seq', '0'), [])
  assert.equal(await names('--at', '2026-01-03'), ['ada acme', 'grace acme'])
  assert.equal(await names('--at', '2026-01-03T10:00:00Z'), ['ada apex', 'linus apex'])
  assert.equal(await names('--at', '2026-01-03T10:59:59+01:00'), ['ada acme', 'grace acme'])
  assert.equal(await names('--at', '2025-12-31'), [])
  const old = JSON.parse((await ran(['get', 'user', 'ada', '--state', state, '--at', '2026-01-02', '-o', 'json'])).out)
  assert.is(old[0].status.version, 1)
})

test('a moment that the ledger cannot know is refused', async () => {
  const state = await ledgerOf(steps.slice(0, 1))
  const refused = async (...words: readonly string[]) => {
    const { code, err } = await ran(['get', 'users', '--state', state, ...words])
    assert.is(code, 2)
    return err
  }
  assert.match(await refused('--at', '2026-01-01', '--seq', '1'), /--at and --seq are both given/)
  assert.match(await refused('--at', 'yesterday'), /--at takes a date or a time with its offset, not `yesterday`/)
  assert.match(await refused('--at', '2026-02-30'), /--at takes a date/)
  assert.match(await refused('--at', '2026-01-01T10:00:00'), /with its offset/)
  assert.match(await refused('--seq', '2'), /the ledger has no entry 2: it has 1 entry/)
  assert.match(await refused('--seq', '-1'), /--seq takes the number/)
})

test('entries of a clock that was set back count by the last that is not younger', async () => {
  const state = await ledgerOf([
    { instant: '2026-01-05T00:00:00.000Z', files: acme },
    {
      instant: '2026-01-02T00:00:00.000Z',
      files: { ...acme, 'initech.yaml': organization('initech', '  minAdmins: 0\n') },
    },
  ])
  const { out } = await ran(['get', 'organizations', '--state', state, '--at', '2026-01-03', '-o', 'name'])
  assert.is(out, 'organization/acme\norganization/initech\n')
})

test('history names who made the commits behind an entry, in the list, in the entry and for programs', async () => {
  const { state, repository } = await audited()
  repository.remove()
  const list = (await ran(['history', '--state', state])).out
  assert.match(list, /^ *6 .* Ada Lovelace <ada@acme\.example> +git@fe69613 /m)
  assert.match(list, /^SEQ .* AUTHOR +REVISION /m)
  const json = JSON.parse((await ran(['history', '--state', state, '-o', 'json'])).out)
  assert.equal(
    json.entries.map(({ seq, authors = [] }: { seq: number; authors?: readonly string[] }) => `${seq} ${authors}`),
    [
      '6 Ada Lovelace <ada@acme.example>',
      '5 Linus Torvalds <linus@acme.example>',
      '4 ',
      '3 ',
      '2 Grace Hopper <grace@acme.example>',
      '1 Ada Lovelace <ada@acme.example>',
    ],
  )
  assert.match((await ran(['history', '--state', state, '--seq', '2'])).out, /^ +author +: Grace Hopper <grace@/m)
  assert.not.match((await ran(['history', '--state', await ledgerOf(steps)])).out, /AUTHOR/)
})

test.run()
