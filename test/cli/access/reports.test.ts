import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { csvTexts } from '../../../src/cli/access/report/report.ts'
import { type Audited, audited } from '../../support/audited.ts'
import { createFolder, removeFolder } from '../../support/folder.ts'
import { createRepository } from '../../support/repository.ts'
import { validOutput } from '../../support/schema.ts'
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

/** Runs a report on the story. */
function reported({ state }: Audited, ...words: readonly string[]) {
  return ran(['access', 'report', '--state', state, ...words])
}

test('docs/reports.md shows what the commands print', async ({ state, repository }) => {
  const before = readFileSync(page, 'utf8')
  const places: Readonly<Record<string, string>> = { state, repo: repository.path }
  let after = before
  for (const [block = '', lines = ''] of before.matchAll(/```console\n([\s\S]*?)```/g)) {
    const printed: string[] = []
    for (const line of lines.split('\n').filter((one) => one.startsWith('$ '))) {
      const words = line.slice('$ charter '.length).split(' ')
      const { code, out, err } = await ran(words.map((word) => places[word] ?? word))
      printed.push(`${line}\n${out}${err}${code === 0 ? '' : `(exit code ${code})\n`}`)
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
  const empty = await reported(context, '--seq', '0', '-o', 'json')
  const value = validOutput('access-report', empty.out)
  assert.equal((value as { rows: unknown }).rows, [])
})

test('a row has the author, committer, co-authors and approver of the entry that gave the grant', async (context) => {
  const words = ['--at', '2026-04-01', '--repository', context.repository.path, '-o', 'ndjson']
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
      '2026-03-12T16:10:00.000Z',
      'User linus',
      5,
    ],
  )
  const bob = rows.find(({ user }) => user === 'bob')
  assert.is(bob.path, 'bob → group operators → group platform → MANAGE on acme')
  assert.is(rows.find(({ user }) => user === 'mary').permission, undefined)
})

test('mirrors in a folder are found, and a commit that none of them holds is said to be missing', async (context) => {
  const mirrors = createFolder()
  cpSync(context.repository.gitDir, join(mirrors, 'people/0123.git'), { recursive: true })
  for (const path of [mirrors, context.repository.gitDir]) {
    const { out } = await reported(context, '--at', '2026-06-01', '--repository', path)
    assert.match(out, /Ada Lovelace/)
  }
  const other = createRepository()
  const { err, out } = await reported(context, '--at', '2026-06-01', '--repository', other.path)
  other.remove()
  assert.not.match(out, /Ada Lovelace/)
  assert.match(err, /3 of 3 commits are in none of these repositories\n/)
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
  ]
  for (const [words, message] of wrong) {
    const { code, out, err } = await reported(context, ...words)
    assert.is(code, 2, words.join(' '))
    assert.is(out, '')
    assert.ok(err.includes(message), err)
  }
})

test('a cell of CSV that begins like a formula is no formula', () => {
  const report = { columns: [{ name: 'granted_by' }], rows: [['=1+1'], ['@x'], [undefined]], counts: () => ({}) }
  assert.is([...csvTexts(report)].join(''), "GRANTED BY\r\n'=1+1\r\n'@x\r\n\r\n")
})

test.run()
