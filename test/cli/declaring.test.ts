import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ran } from '../support/terminal.ts'

const quickstart = fileURLToPath(new URL('../../examples/quickstart/orgs', import.meta.url))
const test = suite<{ folder: string; orgs: string; state: string }>('declaring')

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'charter-cli-'))
  context.orgs = join(context.folder, 'orgs')
  context.state = join(context.folder, 'state')
  cpSync(quickstart, context.orgs, { recursive: true })
})

test.after.each(({ folder }) => rmSync(folder, { recursive: true }))

function edit(path: string, from: string | RegExp, to: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))
}

test('validate says how much was looked at, and 1 where anything is wrong', async ({ orgs }) => {
  assert.equal(await ran(['validate', orgs]), {
    code: 0,
    out: '5 files, 17 resources in 2 organizations: no problems\n',
    err: '',
  })
  edit(join(orgs, 'acme/people.yaml'), 'email: ada', 'emial: ada')
  const wrong = await ran(['validate', orgs])
  assert.is(wrong.code, 1)
  assert.match(wrong.out, /error\[UnknownField\]: unknown field `emial` in User\n *--> .*acme\/people\.yaml:7:3/)
})

test('validate of one folder takes what it does not declare for declared elsewhere, unless --with says where', async ({
  orgs,
}) => {
  const alone = await ran(['validate', join(orgs, 'acme')])
  assert.is(alone.code, 0)
  assert.match(alone.out, /warning\[DanglingReference\][\s\S]*universities/)
  assert.is(
    (await ran(['validate', join(orgs, 'acme'), '--with', join(orgs, 'groups.yaml')])).out.includes('warning'),
    false,
  )
  const elsewhere = await ran(['validate', join(orgs, 'acme'), '--with', join(orgs, 'initech.yaml')])
  assert.is(elsewhere.code, 1)
  assert.match(elsewhere.out, /error\[DanglingReference\]/)
})

test('validate reads standard input, and several paths as one source', async ({ orgs }) => {
  const input = readFileSync(join(orgs, 'initech.yaml'), 'utf8')
  assert.match((await ran(['validate', '-'], { input })).out, /^1 file, 6 resources in 1 organization/)
  const twice = await ran(['validate', join(orgs, 'initech.yaml'), '-'], { input })
  assert.is(twice.code, 1)
  assert.match(twice.out, /error\[DuplicateResource\]: Organization `initech` is declared twice/)
})

test('validate speaks the forms of the forges', async ({ orgs }) => {
  edit(join(orgs, 'acme/people.yaml'), 'email: ada', 'emial: ada')
  const json = JSON.parse((await ran(['validate', orgs, '--format', 'json'])).out)
  assert.is(json.format_version, '1.0')
  assert.match((await ran(['validate', orgs], { environment: { GITHUB_ACTIONS: 'true' } })).out, /^::error file=/m)
  assert.is(JSON.parse((await ran(['validate', orgs, '--format', 'sarif'])).out).version, '2.1.0')
  assert.is(JSON.parse((await ran(['validate', orgs, '--format', 'gitlab'])).out)[0].check_name, 'UnknownField')
  assert.is((await ran(['validate', orgs, '--format', 'xml'])).code, 2)
})

test('plan needs something to compare with, and writes nothing', async ({ orgs, state }) => {
  assert.is((await ran(['plan', orgs])).code, 2)
  const plan = await ran(['plan', orgs, '--state', state, '--detailed-exitcode'])
  assert.is(plan.code, 2)
  assert.match(plan.out, /Plan: 17 to add, 0 to change, 0 to remove, 0 to rename\.\n$/)
  assert.throws(() => readFileSync(state))
})

test('apply commits, and the second plan finds nothing', async ({ orgs, state }) => {
  const applied = await ran(['apply', orgs, '--state', state, '--yes'])
  assert.is(applied.code, 0)
  assert.match(applied.out, /Applied: 17 to add in 3 units, ledger entry 3\./)
  assert.is((await ran(['plan', orgs, '--state', state, '--detailed-exitcode'])).code, 0)
  assert.is((await ran(['apply', orgs, '--state', state])).code, 0)
  assert.is((await ran(['diff', orgs, '--state', state])).code, 0)
})

test('apply asks a person, and refuses where nobody is there', async ({ orgs, state }) => {
  const nobody = await ran(['apply', orgs, '--state', state])
  assert.is(nobody.code, 2)
  assert.match(nobody.err, /say --yes/)
  assert.is((await ran(['apply', orgs, '--state', state], { answer: 'n' })).code, 1)
  assert.is((await ran(['get', 'users', '--state', state, '-o', 'json'])).out, '[]\n')
  assert.is((await ran(['apply', orgs, '--state', state], { answer: 'y' })).code, 0)
})

test('apply goes on with the others where one organization is wrong: exit 20', async ({ orgs, state }) => {
  edit(join(orgs, 'acme/people.yaml'), 'email: ada', 'emial: ada')
  const applied = await ran(['apply', orgs, '--state', state, '--yes'])
  assert.is(applied.code, 20)
  const users = JSON.parse((await ran(['get', 'users', '--state', state, '-o', 'json'])).out)
  assert.equal(
    users.map((user: { metadata: { name: string } }) => user.metadata.name),
    ['bill', 'peter'],
  )
})

test('an emptied folder is held and changes nothing: exit 3', async ({ orgs, state }) => {
  await ran(['apply', orgs, '--state', state, '--yes'])
  rmSync(orgs, { recursive: true })
  const { mkdirSync } = await import('node:fs')
  mkdirSync(orgs)
  const held = await ran(['apply', orgs, '--state', state, '--yes'])
  assert.is(held.code, 3)
  assert.match(held.out, /held\[EmptySource\]/)
  assert.is(JSON.parse((await ran(['get', 'users', '--state', state, '-o', 'json'])).out).length, 5)
})

test('get shows a kind as a table, JSON, YAML, CSV and names', async ({ orgs, state }) => {
  await ran(['apply', orgs, '--state', state, '--yes'])
  const get = async (...words: string[]) => (await ran(['get', ...words, '--state', state])).out
  assert.match(
    await get('users', '-n', 'acme'),
    /^NAME +ORGANIZATION +EMAIL +ADMIN\nada +acme +ada@acme\.example +true\n/,
  )
  assert.is(await get('ugroup', '-o', 'name'), 'userGroup/operators\nuserGroup/platform\nuserGroup/programmers\n')
  const [ada] = JSON.parse(await get('user', 'ada', '-o', 'json'))
  assert.is(ada.status.version, 1)
  assert.match(ada.status.uid, /^[0-9a-f-]{36}$/)
  assert.is(ada.status.origin.path, 'acme/people.yaml')
  assert.match(await get('users', '-o', 'csv'), /^NAME,ORGANIZATION,/)
  assert.match(await get('users', '-o', 'wide'), /UID/)
  const again = join(state, '../again.yaml')
  writeFileSync(again, await get('users', '-n', 'initech', '-o', 'yaml'))
  assert.is((await ran(['validate', again])).code, 0)
  const unknown = await ran(['get', 'user', 'adda', '--state', state])
  assert.is(unknown.code, 1)
  assert.match(unknown.err, /there is no user `adda`, did you mean `ada`\?/)
  assert.is((await ran(['get', 'users', '--state', join(state, 'missing')])).code, 74)
})

test('diff prints YAML lines and exits 1', async ({ orgs, state }) => {
  await ran(['apply', orgs, '--state', state, '--yes'])
  edit(join(orgs, 'acme/people.yaml'), 'ada@acme.example', 'ada@acme.test')
  const { code, out } = await ran(['diff', orgs, '--state', state])
  assert.is(code, 1)
  assert.match(out, /^--- stored\/User\/acme\/ada\n\+\+\+ declared\/User\/acme\/ada\n@@ /)
  assert.match(out, /^- {2}email: ada@acme\.example\n\+ {2}email: ada@acme\.test$/m)
})

test('plan compares with another folder, as text, JSON and Markdown', async ({ folder, orgs }) => {
  cpSync(orgs, join(folder, 'before'), { recursive: true })
  edit(join(orgs, 'acme/access.yaml'), 'members: [grace, linus]', 'members: [grace]')
  const against = ['--against', join(folder, 'before')]
  assert.match(
    (await ran(['plan', orgs, ...against])).out,
    /~ user group "operators" will be updated[\s\S]*- members : "linus"/,
  )
  const json = JSON.parse((await ran(['plan', orgs, ...against, '-o', 'json'])).out)
  assert.equal(json.summary, { add: 0, change: 1, remove: 0, rename: 0, held: 0, invalid: 0 })
  assert.match((await ran(['plan', orgs, ...against, '-o', 'markdown'])).out, /^<!-- charter-plan -->/)
})

test('intent and approval are checked word by word', async ({ orgs, state }) => {
  const wrong = await ran(['plan', orgs, '--state', state, '--removes', 'Users=5'])
  assert.is(wrong.code, 2)
  assert.match(wrong.err, /--removes takes <class>=<count>, not `Users=5`/)
  assert.is((await ran(['plan', orgs, '--state', state, '--approve', 'abc'])).code, 2)
})

test('init makes a repository that validates, and keeps what is there', async ({ folder }) => {
  const made = join(folder, 'new')
  assert.is((await ran(['init', made, '--organization', 'initech', '--admin', 'Bill.L@initech.example'])).code, 0)
  assert.match((await ran(['validate', join(made, 'orgs')])).out, /3 files, 4 resources in 1 organization: no problems/)
  writeFileSync(join(made, 'CODEOWNERS'), 'mine\n')
  assert.match((await ran(['init', made, '--organization', 'initech'])).out, /kept +CODEOWNERS/)
  assert.is(readFileSync(join(made, 'CODEOWNERS'), 'utf8'), 'mine\n')
  assert.is((await ran(['init', made, '--organization', 'No Good'])).code, 2)
  assert.is((await ran(['init', made, '--admin', 'nobody'])).code, 2)
})

test('a missing folder, and both a folder and a repository, are refused', async ({ orgs, folder }) => {
  assert.is((await ran(['validate', join(folder, 'nowhere')])).code, 1)
  assert.is((await ran(['validate', orgs, '--git', '.'])).code, 2)
  assert.is((await ran(['validate'])).code, 2)
})

test.run()
