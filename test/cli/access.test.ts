import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder, removeFolder } from '../support/folder.ts'
import { createRepository } from '../support/repository.ts'
import { ledgerOf } from '../support/steps.ts'
import { ran } from '../support/terminal.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const head = 'apiVersion: charter.sh/v1alpha1\nkind: '

/** The quickstart as files by path. */
function quickstart(): Record<string, string> {
  const folder = join(root, 'examples/quickstart/orgs')
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'))
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

const QUICKSTART = [{ instant: '2026-11-02T09:00:00.000Z', files: quickstart() }]

/** Runs a question about acme. */
async function asked(state: string, ...words: readonly string[]) {
  const { code, out, err } = await ran(['access', ...words, '--organization', 'acme', '--state', state])
  return { code, out, err }
}

test('docs/access.md shows what the commands print', async () => {
  const state = await ledgerOf(QUICKSTART)
  const path = join(root, 'docs/access.md')
  const before = readFileSync(path, 'utf8')
  let after = before
  for (const [block = '', lines = ''] of before.matchAll(/```console\n([\s\S]*?)```/g)) {
    const printed: string[] = []
    for (const line of lines.split('\n').filter((one) => one.startsWith('$ '))) {
      const words = line.slice('$ charter '.length).split(' ')
      const place = words.indexOf('--state')
      const { code, out, err } = await ran([...words.slice(0, place + 1), state, ...words.slice(place + 2)])
      printed.push(`${line}\n${out}${err}${code === 0 ? '' : `(exit code ${code})\n`}`)
    }
    after = after.replace(block, () => `\`\`\`console\n${printed.join('')}\`\`\``)
  }
  if (process.env.UPDATE === '1') writeFileSync(path, after)
  else assert.fixture(after, before)
  assert.ok((after.match(/^\$ charter access/gm) ?? []).length >= 7)
})

test('what is not there is told with what was probably meant, and is never a no', async () => {
  const state = await ledgerOf(QUICKSTART)
  const telescope = ['--on', 'workspace/telescope']
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['check', 'lnus', 'MANAGE'], 'organization `acme` has no user `lnus`\n  did you mean `linus`?'],
    [['explain', 'linus', 'MANGE'], '`MANGE` is no permission on the organization\n  did you mean `MANAGE`?'],
    [['check', 'linus', 'VIEW'], '`VIEW` is no permission on the organization\n  it is given on --on workspace/NAME'],
    [['who-can', 'deployments.get'], 'it is given on --on workspace/NAME'],
    [['who-can', 'SEE', ...telescope], 'it is given on --on user/NAME and --on userGroup/NAME'],
    [['who-can', 'deployments.gte', ...telescope], 'did you mean `deployments.get`?'],
    [['who-can', 'VIEW', '--on', 'workspace/telescop'], 'has no workspace `telescop`\n  did you mean `telescope`?'],
    [['who-can', 'VIEW', '--on', 'telescope'], '--on takes workspace/NAME, dataSource/NAME'],
    [['who-can', 'MANAGE', '--on', 'organization/acme'], '--on takes workspace/NAME'],
    [['what-can', 'nobody'], 'has no user `nobody`\n  charter get user --organization acme lists them'],
    [['what-can', 'ada', '--at', '2026-11-01'], 'there is no organization `acme`'],
    [['check', 'ada', 'MANAGE', '-o', 'yaml'], '--output takes table, json and csv'],
  ]
  for (const [words, message] of wrong) {
    const { code, out, err } = await asked(state, ...words)
    assert.is(code, 2, words.join(' '))
    assert.is(out, '')
    assert.ok(err.includes(message), `${words.join(' ')}: ${err}`)
  }
  const { code, err } = await ran(['access', 'what-can', 'ada', '--organization', 'acem', '--state', state])
  assert.is(code, 2)
  assert.match(err, /there is no organization `acem`\n {2}did you mean `acme`\?/)
})

function acme(users: string, more = ''): string {
  return `${head}Organization\nmetadata: {name: acme}\nspec:\n  displayName: Acme\n  users: [{name: ada, admin: true}, ${users}]\n${more}`
}

test('a check follows windows, revocations and being inactive, now and in the past', async () => {
  const permission =
    '  permissions: [{name: ui, permission: BASE_UI_ACCESS, assignee: {userGroup: users}, until: 2098-01-01}]\n'
  const revocation = `---\n${head}Revocation\nmetadata: {namespace: acme, name: out}\nspec: {user: bob, reason: left}\n`
  const state = await ledgerOf([
    { instant: '2026-01-01T00:00:00.000Z', files: { 'acme.yaml': acme('{name: bob}, {name: cyd}', permission) } },
    {
      instant: '2026-02-01T00:00:00.000Z',
      files: { 'acme.yaml': `${acme('{name: bob}, {name: cyd, active: false}', permission)}${revocation}` },
    },
  ])
  const check = async (...words: readonly string[]) => {
    const { code, out } = await asked(state, 'check', ...words)
    return `${code} ${out.trim()}`
  }
  const yes = (user: string): string => `0 yes: ${user} → group users → BASE_UI_ACCESS on acme`
  assert.is(await check('ada', 'BASE_UI_ACCESS'), yes('ada'))
  assert.match(await check('bob', 'BASE_UI_ACCESS'), /^1 no: bob is revoked at 2/)
  assert.match(await check('cyd', 'BASE_UI_ACCESS'), /^1 no: cyd is inactive \(active: false\)/)
  assert.is(await check('bob', 'BASE_UI_ACCESS', '--seq', '1'), yes('bob'))
  assert.is(await check('cyd', 'BASE_UI_ACCESS', '--at', '2026-01-31'), yes('cyd'))
  const late = await check('ada', 'BASE_UI_ACCESS', '--at', '2098-01-01')
  assert.is(late, '1 no: nothing in force gives ada BASE_UI_ACCESS on acme')
  const everybody = await asked(state, 'who-can', 'BASE_UI_ACCESS', '-o', 'csv')
  assert.is(
    everybody.out,
    'USER,PATH,GRANTED BY,DECLARED,LAST CHANGED\r\n' +
      'ada,ada → group users → BASE_UI_ACCESS on acme,Permission ui,acme.yaml:7,2026-01-01T00:00:00.000Z entry 1\r\n',
  )
})

test('what was erased since is said to be missing from an answer about the past', async () => {
  const state = await ledgerOf([
    { instant: '2026-01-01T00:00:00.000Z', files: { 'acme.yaml': acme('{name: bob, admin: true}') } },
    { instant: '2026-02-01T00:00:00.000Z', files: { 'acme.yaml': acme('{name: cyd}') } },
  ])
  assert.is((await ran(['ledger', 'erase', 'user', 'acme/bob', '--state', state, '--yes'])).code, 0)
  const then = await asked(state, 'who-can', 'MANAGE', '--seq', '1', '-o', 'csv')
  assert.is(then.out.split('\r\n').length, 3)
  assert.is(then.err, 'charter: 1 resource of that moment erased since: the answer knows nothing of it\n')
  const json = await asked(state, 'who-can', 'MANAGE', '--seq', '1', '-o', 'json')
  assert.is(JSON.parse(json.out).erased, 1)
  const bob = await asked(state, 'check', 'bob', 'MANAGE', '--seq', '1')
  assert.is(bob.code, 2)
  assert.match(bob.err, /whether there was a user `bob` cannot be said any more: 1 user of that moment erased since/)
  assert.is((await asked(state, 'who-can', 'MANAGE', '-o', 'csv')).err, '')
})

test('each resource on a path has the commits that made and last changed it', async () => {
  const repository = createRepository()
  const state = createFolder()
  try {
    const group = (members: string): string =>
      `  userGroups: [{name: ops, members: [${members}]}]\n  permissions: [{name: ui, permission: BASE_UI_ACCESS, assignee: {userGroup: ops}}]\n`
    const commits: string[] = []
    for (const members of ['cyd', 'bob, cyd']) {
      commits.push(repository.commit({ files: { 'acme.yaml': acme('{name: bob}, {name: cyd}', group(members)) } }))
      const words = [
        'apply',
        '--git',
        repository.gitDir,
        '--revision',
        'main',
        '--state',
        join(state, 'state'),
        '--yes',
      ]
      assert.is((await ran(words)).code, 0)
    }
    const { out } = await asked(join(state, 'state'), 'explain', 'bob', 'BASE_UI_ACCESS', '-o', 'json')
    const [path] = JSON.parse(out).paths
    const marks = path.rests_on.map(
      (one: { kind: string; created: { commit: string }; changed: { commit: string } }) => [
        one.kind,
        one.created.commit,
        one.changed.commit,
      ],
    )
    const [first, second] = commits
    assert.equal(marks, [
      ['User', first, first],
      ['UserGroup', first, second],
      ['Permission', first, first],
    ])
  } finally {
    repository.remove()
    removeFolder(state)
  }
})

test.run()
