import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { csvTexts } from '../../../src/cli/access/report/report.ts'
import { type Audited, audited } from '../../support/audited.ts'
import { createFolder, removeFolder } from '../../support/folder.ts'
import { createRepository } from '../../support/repository.ts'
import { validOutput } from '../../support/schema.ts'
import { createSshKey, signHead } from '../../support/signing.ts'
import { ledgerOf } from '../../support/steps.ts'
import { ran } from '../../support/terminal.ts'

const page = fileURLToPath(new URL('../../../docs/reports.md', import.meta.url))
const test = suite<Audited>('reports on access')

test.before(async (context) => {
  Object.assign(context, await audited())
})

test.after(({ repository, state }) => {
  repository.remove()
  removeFolder(state)
})

interface Sampled {
  readonly rows: readonly { readonly change: string }[]
  readonly counts: { readonly drawn: number }
}

/** Runs a report on the story. */
function reported({ state }: Audited, ...words: readonly string[]) {
  return ran(['access', 'report', '--state', state, ...words])
}

test('docs/reports.md shows what the commands print', async ({ state, repository }) => {
  const before = readFileSync(page, 'utf8')
  const places: Readonly<Record<string, string>> = {
    state,
    repo: repository.path,
    evidence: join(createFolder(), 'evidence'),
  }
  const shown = (text: string) => text.replaceAll(places.evidence ?? '', 'evidence')
  let after = before
  for (const [block = '', lines = ''] of before.matchAll(/```console\n([\s\S]*?)```/g)) {
    const printed: string[] = []
    for (const line of lines.split('\n').filter((one) => one.startsWith('$ '))) {
      const words = line.slice('$ charter '.length).split(' ')
      const { code, out, err } = await ran(
        words.map((word, place) => (/^--/.test(words[place - 1] ?? '') ? (places[word] ?? word) : word)),
      )
      printed.push(`${line}\n${shown(out)}${err}${code === 0 ? '' : `(exit code ${code})\n`}`)
    }
    after = after.replace(block, () => `\`\`\`console\n${printed.join('')}\`\`\``)
  }
  if (process.env.UPDATE === '1') writeFileSync(page, after)
  else assert.fixture(after, before)
  assert.ok((after.match(/^\$ charter access/gm) ?? []).length >= 4)
})

test('every report is JSON as its schema says, with all rows and what was counted', async (context) => {
  for (const which of [[], ['--privileged'], ['--unexplained'], ['--dormant']]) {
    for (const more of [[], ['--repository', context.repository.path], ['--organization', 'acme', '--seq', '2']]) {
      const { out, code } = await reported(context, ...which, ...more, '-o', 'json')
      assert.is(code, 0)
      validOutput('access-report', out)
    }
  }
  for (const which of [['--since', '2024-01-31'], ['--since', '2023-01-31', '--net'], ['--self-approved']]) {
    for (const more of [[], ['--repository', context.repository.path], ['--organization', 'acme']]) {
      const { out, code } = await reported(context, ...which, '--until', '2024-08-01', ...more, '-o', 'json')
      assert.is(code, 0)
      validOutput('access-report', out)
    }
  }
  for (const kind of ['grant', 'removal', 'any']) {
    for (const more of [[], ['--repository', context.repository.path]]) {
      const words = ['--seed', '7', '--kind', kind, '--until', '2024-08-01', ...more]
      const { out } = await ran(['access', 'sample', '--state', context.state, ...words, '-o', 'json'])
      const { rows, counts } = validOutput('access-report', out) as Sampled
      assert.is(rows.length, counts.drawn)
      assert.equal(new Set(rows.map(({ change }) => change)).size, kind === 'any' ? 2 : 1)
    }
  }
  const empty = await reported(context, '--seq', '0', '-o', 'json')
  const value = validOutput('access-report', empty.out)
  assert.equal((value as { rows: unknown }).rows, [])
})

test('a row has the author, committer, co-authors and approver of the entry that gave the grant', async (context) => {
  const words = ['--at', '2024-04-01', '--repository', context.repository.path, '-o', 'ndjson']
  const { out } = await reported(context, ...words)
  const rows = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const linus = rows.find(({ user, permission }) => user === 'linus' && permission === 'MANAGE')
  assert.equal(
    [linus.author, linus.committer, linus.approver, linus.approved_at, linus.granted_by, linus.entry],
    [
      'Linus Torvalds <linus@acme.example>',
      'Linus Torvalds <linus@acme.example>',
      'Linus Torvalds <linus@acme.example>',
      '2024-03-12T16:10:00.000Z',
      'User linus',
      5,
    ],
  )
  const bob = rows.find(({ user }) => user === 'bob')
  assert.is(bob.path, 'bob → group operators → group platform → MANAGE on acme')
  assert.is(rows.find(({ user }) => user === 'mary').permission, undefined)
})

test('changes are those of the time that is asked for, and the ends of it fit together', async (context) => {
  const told = async (...words: readonly string[]) => {
    const { out } = await reported(context, ...words, '-o', 'ndjson')
    const rows = out === '' ? [] : out.trimEnd().split('\n')
    return rows
      .map((line) => JSON.parse(line))
      .map(({ change, user, permission, by, entry }) => `${change} ${user} ${permission} ${by} ${entry ?? ''}`.trim())
  }
  const bob = 'bob MANAGE entry'
  assert.equal(await told('--since', '2024-02-10T08:59:59Z', '--until', '2024-02-10T09:00:00Z'), [`gained ${bob} 2`])
  assert.equal(await told('--since', '2024-02-10T09:00:00Z', '--until', '2024-03-01'), [])
  assert.equal(await told('--since', '2024-03-13'), [`lost ${bob} 6`])
  const expired = ['create', 'get', 'list', 'update'].map((verb) => `lost linus deployments.${verb} window`)
  assert.equal(await told('--since', '2024-06-30', '--until', '2024-07-01'), expired)
  assert.is((await told('--since', '2020-01-01', '--until', '2024-08-01')).length, 6 + 3 + 4)
  assert.equal(await told('--since', '2020-01-01', '--until', '2024-08-01', '--net'), [
    'gained ada MANAGE entry 1',
    'gained grace MANAGE entry 1',
    'gained linus MANAGE entry 5',
  ])
})

test('an approval by who made the change is found by the ledger, and so is what one alone committed', async (context) => {
  const told = async (...words: readonly string[]) => {
    const { out } = await reported(context, '--self-approved', ...words, '-o', 'ndjson')
    const rows = out === '' ? [] : out.trimEnd().split('\n')
    return rows.map((line) => JSON.parse(line)).map(({ finding, entry }) => `${entry} ${finding}`)
  }
  const all = ['1 committed by its author alone', '5 approved by who made it', '5 committed by its author alone']
  assert.equal(await told(), all)
  assert.equal(await told('--repository', context.repository.path), all)
  assert.equal(await told('--since', '2024-04-01', '--repository', context.repository.path), [])
  assert.equal(await told('--organization', 'acme'), all)
})

test('mirrors in a folder are found, and a commit that neither they nor the ledger tell of is said to be missing', async (context) => {
  const mirrors = createFolder()
  cpSync(context.repository.gitDir, join(mirrors, 'people/0123.git'), { recursive: true })
  for (const path of [mirrors, context.repository.gitDir]) {
    const { out } = await reported(context, '--at', '2024-06-01', '--repository', path)
    assert.match(out, /Ada Lovelace/)
  }
  const other = createRepository()
  const { err, out } = await reported(context, '--at', '2024-06-01', '--repository', other.path)
  other.remove()
  // Of a commit that only approves no change tells who made it.
  assert.match(out, /Ada Lovelace/)
  assert.match(err, /1 of 4 commits are in none of these repositories\n/)
  const none = await reported(context, '--repository', join(context.state, 'nowhere'))
  assert.is(none.code, 1)
  assert.match(none.err, /there is no folder/)
})

test('a report that cannot be is refused with what can', async (context) => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--privileged', '--dormant'], '--privileged and --dormant are both given\n  ask for one list at a time'],
    [['-o', 'yaml'], '--output takes table, csv, json and ndjson'],
    [['--organization', 'acem'], 'there is no organization `acem`\n  did you mean `acme`?'],
    [['--keys', 'keys'], '--keys is given without --repository'],
    [['--at', 'yesterday'], '--at takes a date'],
    [['--since', 'yesterday'], '--since takes a date'],
    [['--since', '2024-02-01', '--until', '2024-01-01'], '--since is later than --until'],
    [['--since', '2024-02-01', '--until', '2999-01-01'], 'what is asked for is not over yet'],
    [['--until', '2024-02-01'], '--until is given without --since'],
    [['--since', '2024-02-01', '--at', '2024-02-01'], 'this report is of a time, not of a moment'],
    [['--since', '2024-02-01', '--dormant'], '--dormant is of one moment'],
    [['--self-approved', '--organization', 'acem'], 'there is no organization `acem`'],
    [['--net'], '--net is given without a time'],
    [['--net', '--self-approved'], '--net is given without a time'],
    [['--since', '2024-02-01', '--organization', 'acem'], 'there is no organization `acem`'],
  ]
  for (const [words, message] of wrong) {
    const { code, out, err } = await reported(context, ...words)
    assert.is(code, 2, words.join(' '))
    assert.is(out, '')
    assert.ok(err.includes(message), err)
  }
})

test('what was sealed away or erased since is said to be missing', async () => {
  const { state, repository } = await audited()
  const context = { state, repository }
  repository.remove()
  assert.is((await ran(['ledger', 'erase', 'user', 'acme/bob', '--state', state, '--yes'])).code, 0)
  const then = await reported(context, '--at', '2024-04-01')
  assert.match(then.err, /1 resource of that moment erased since: the report knows nothing of it\n/)
  assert.not.match(then.out, /bob/)
  const erased = await reported(context, '--since', '2024-02-11', '--until', '2024-08-01')
  assert.match(erased.err, /1 resource of that moment erased since/)
  assert.is((await ran(['ledger', 'seal', '--before', '2999-01-01', '--state', state])).code, 0)
  rmSync(join(state, 'ledger/000001.ndjson'))
  const before = await reported(context, '--since', '2024-01-31', '--until', '2024-08-01')
  assert.is(before.code, 1)
  assert.match(before.err, /SealedAway/)
  const { out, code } = await reported(context, '--unexplained')
  assert.is(code, 0)
  assert.match(out, /Permission platform-manages .* commit \(sealed away\)/)
  assert.is((await reported(context, '--self-approved')).code, 0)
})

test('signatures are told as the ledger says, or as the keys that are named prove', async () => {
  const repository = createRepository()
  const key = createSshKey('ada@acme.example')
  const state = join(createFolder(), 'state')
  try {
    repository.commit({ files: { 'acme.yaml': ACME } })
    signHead(repository, key)
    assert.is((await ran(['apply', '--git', repository.path, '--state', state, '--yes'])).code, 0)
    const signature = async (...words: readonly string[]) => {
      const asked = ['access', 'report', '--state', state, '--repository', repository.path, ...words, '-o', 'ndjson']
      return JSON.parse((await ran(asked)).out).signature
    }
    const [trusted, other] = [key.trusted, createSshKey('eve@acme.example').trusted]
    const keys = createFolder({ keys: `${trusted}\n`, others: `${other}\n` })
    assert.is(await signature(), undefined)
    assert.is(await signature('--keys', join(keys, 'keys')), 'verified ada@acme.example')
    assert.is(await signature('--keys', join(keys, 'others')), 'untrusted')
    const none = ['access', 'report', '--state', state, '--repository', repository.path, '--keys', join(keys, 'none')]
    assert.match((await ran(none)).err, /cannot read the keys in .*\n {2}name a file of allowed signers/)
  } finally {
    repository.remove()
    key.close()
  }
})

const ACME = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec: {displayName: Acme, users: [{name: ada, admin: true}]}
`

test('an access key is among those who hold a privilege', async () => {
  const key = '  accessKeys: [{name: deploy, type: token, displayName: Deploy, secretRef: {env: DEPLOY_TOKEN}}]\n'
  const permission = '  permissions: [{name: deploys, permission: MANAGE, assignee: {accessKey: deploy}}]\n'
  const spec = '  displayName: Acme\n  users: [{name: ada, admin: true}]\n'
  const text = `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: acme}\nspec:\n${spec}${key}${permission}`
  const state = await ledgerOf([{ instant: '2024-01-05T09:00:00.000Z', files: { 'acme.yaml': text } }])
  const { out, err } = await ran(['access', 'report', '--state', state, '--privileged', '-o', 'json'])
  const { rows } = validOutput('access-report', out) as { rows: readonly Readonly<Record<string, unknown>>[] }
  assert.equal(
    rows.map(({ user, access_key, granted_by }) => [user, access_key, granted_by]),
    [
      ['ada', undefined, 'User ada'],
      [undefined, 'deploy', 'Permission deploys'],
    ],
  )
  assert.is(err, '')
  const told = await ran(['access', 'report', '--state', state, '--privileged'])
  assert.match(told.err, /: 1 user and 1 access key with 2 privileges: 2 without a reason, 2 without an expiry\n/)
})

test('a sample that cannot be drawn is refused', async ({ state }) => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--seed', '7', '-n', '0'], '--number takes a number from 1 to 100000, not `0`'],
    [['--seed', '7', '-n', 'acme'], '--number takes a number from 1 to 100000, not `acme`'],
    [['--seed', ''], '--seed takes one line of 1 to 100 characters'],
    [['--seed', '7', '--kind', 'all'], '--kind takes grant, removal and any'],
    [[], "required option '--seed <text>' not specified"],
  ]
  for (const [words, message] of wrong) {
    const { code, err } = await ran(['access', 'sample', '--state', state, ...words])
    assert.is(code, 2, words.join(' '))
    assert.ok(err.includes(message), err)
  }
})

test('a cell of CSV that begins like a formula is no formula', () => {
  const report = { columns: [{ name: 'granted_by' }], rows: [['=1+1'], ['@x'], [undefined]], counts: () => ({}) }
  assert.is([...csvTexts(report)].join(''), "GRANTED BY\r\n'=1+1\r\n'@x\r\n\r\n")
})

test.run()
