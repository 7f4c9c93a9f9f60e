import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { imported, told, written } from '../../support/peribolos.ts'

async function problemsOf(text: string): Promise<readonly string[]> {
  return told(await imported({ 'acme/org.yaml': text }))
}

test('two logins with one name are an error that names both', async () => {
  const result = await imported({ 'acme/org.yaml': 'members:\n- foo_bar\n- ada\n- foo-bar\n' })
  assert.equal(told(result), [
    'error DuplicateResource acme/org.yaml:4 login foo-bar and login foo_bar would both be named foo-bar',
  ])
  assert.equal(result.problems[0]?.related, [
    { origin: { source: 'peribolos', path: 'acme/org.yaml', line: 2, column: 3 }, message: 'the other one is here' },
  ])
  assert.equal(result.files, [])
})

test('one login in two letter cases is one person', async () => {
  const result = await imported({ 'acme/org.yaml': 'members: [Foo, foo]' })
  assert.equal(result.problems, [])
  assert.equal(written(result).get('User/foo')?.spec, { username: 'Foo' })
})

test('a team that two files declare, or whose name another one had, is an error', async () => {
  const twice = await imported({
    'acme/org.yaml': 'teams: {docs: {}}',
    'acme/sig/teams.yaml': 'teams: {docs: {}, site-docs: {}, site/docs: {}}',
  })
  assert.equal(told(twice), [
    'error DuplicateResource acme/sig/teams.yaml:1 team docs is declared twice',
    'error DuplicateResource acme/sig/teams.yaml:1 team site/docs and team site-docs would both be named site-docs',
  ])
  assert.equal(await problemsOf('teams: {docs: {}, writers: {previously: [docs]}}'), [
    'error DuplicateResource acme/org.yaml:1 team docs is declared twice',
  ])
})

test('a repository that one team is granted twice is an error', async () => {
  assert.equal(await problemsOf('teams: {docs: {repos: {Site: read, site: write}}}'), [
    'error DuplicateResource acme/org.yaml:1 repository site and repository Site would both be named site',
  ])
})

test('a name that only changed its letter case is no rename', async () => {
  const result = await imported({ 'acme/org.yaml': 'teams: {docs: {previously: [Docs]}}' })
  assert.is(result.counts.renames, 0)
  assert.equal(written(result).get('UserGroup/docs')?.spec, { displayName: 'docs' })
})

test('somebody who is not in the organization is left out of the team, with a warning', async () => {
  const result = await imported({
    'acme/org.yaml': 'members: [ada]\nteams:\n  docs:\n    members:\n    - ada\n    - Mallory\n',
  })
  assert.equal(told(result), [
    'warning NotAMember acme/org.yaml:6 Mallory is in team docs but not in the organization, and is left out',
  ])
  assert.is(result.counts.leftOut, 1)
  assert.equal(written(result).get('UserGroup/docs')?.spec, { displayName: 'docs', members: ['ada'] })
})

test('a team cannot become one of the built-in groups', async () => {
  const all = written(
    await imported({ 'acme/org.yaml': 'members: [ada]\nteams: {Admin: {members: [ada]}, users: {}}' }),
  )
  assert.ok(all.has('UserGroup/admin-team'))
  assert.ok(all.has('UserGroup/users-team'))
  assert.is(all.has('UserGroup/admin'), false)
})

test('an unknown level is an error, none is a warning', async () => {
  assert.equal(await problemsOf('teams: {docs: {repos: {site: wirte, tools: none}}}'), [
    'error InvalidField acme/org.yaml:1 level `wirte` is unknown, it must be one of read, triage, write, maintain, admin or none',
    'warning IgnoredField acme/org.yaml:1 team docs has `none` on tools, which grants nothing',
  ])
})

test('an unknown field of a team is told and left out', async () => {
  const result = await imported({ 'acme/org.yaml': 'teams: {docs: {desciption: x}}' })
  assert.equal(told(result), [
    'warning UnknownField acme/org.yaml:1 field `desciption` of team docs is unknown and left out',
  ])
  assert.is(result.problems[0]?.help, 'did you mean `description`?')
})

test('a login that YAML takes for a number needs quotes', async () => {
  const result = await imported({ 'acme/org.yaml': 'members: [123]' })
  assert.equal(told(result), ['error InvalidField acme/org.yaml:1 an item of `members` is a number, it must be text'])
  assert.is(result.problems[0]?.help, 'put it in quotes')
  assert.equal(await problemsOf('members: ["123"]'), [])
})

test('a field in two files is an error', async () => {
  const result = await imported({ 'acme/org.yaml': 'name: Acme', 'acme/more/more.yaml': 'name: ACME' })
  assert.equal(told(result), [
    'error DuplicateField acme/org.yaml:1 field `name` stands in two files of the organization',
  ])
})

test('names that nothing is left of, and organizations that Charter cannot name, are errors', async () => {
  assert.equal(await problemsOf('teams: {"???": {}}'), [
    'error InvalidName acme/org.yaml:1 no letter and no digit of team ??? can stand in a name',
  ])
  const result = await imported({ '3d/org.yaml': 'members: [ada]', 'kube-org/org.yaml': 'members: [ada]' })
  assert.equal(
    result.problems.map(({ code }) => code),
    ['InvalidName', 'InvalidName'],
  )
  const clash = await imported({ 'a.b/org.yaml': 'members: [ada]', 'a-b/org.yaml': 'members: [ada]' })
  assert.equal(told(clash), [
    'error DuplicateResource a.b/org.yaml:1 organization a.b and organization a-b would both be named a-b',
  ])
})

test('broken YAML is told at its place', async () => {
  const result = await imported({ 'acme/org.yaml': 'members: [ada' })
  assert.is(result.problems[0]?.code, 'Syntax')
  assert.equal(result.files, [])
})

test('text of the files cannot forge a message', async () => {
  const [first] = await problemsOf('teams: {"a\\u001b[2Jb": {x: 1}}')
  assert.is(first, 'warning UnknownField acme/org.yaml:1 field `x` of team a\\u{1b}[2Jb is unknown and left out')
})

test.run()
