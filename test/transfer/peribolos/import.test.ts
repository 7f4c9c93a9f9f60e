import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ConfigError } from '../../../src/model/errors.ts'
import { imported, told, written } from '../../support/peribolos.ts'

const ORG = `name: Acme Research
billing_email: billing@acme.example
description: ""
location: Graz
has_organization_projects: false
admins: [Ada]
members:
- Bob
- eve-
teams:
  Site/Docs:
    description: Writes
    privacy: closed
    maintainers: [ada]
    members: [BOB]
    previously: [docs, writers]
    repos: {site.io: write, .github: read}
    teams:
      docs readers:
        members: [eve-]
`

test('an organization becomes declarations, file by file', async () => {
  const result = await imported({ 'acme/org.yaml': ORG })
  assert.equal(result.problems, [])
  assert.equal(
    result.files.map(({ path }) => path),
    [
      'acme/access-roles.yaml',
      'acme/organization.yaml',
      'acme/permissions.yaml',
      'acme/user-groups.yaml',
      'acme/users.yaml',
      'acme/workspaces.yaml',
    ],
  )
  assert.is(
    result.files[1]?.text,
    `apiVersion: v1
kind: Namespace
metadata:
  name: acme
---
apiVersion: charter.sh/v1alpha1
kind: Organization
metadata:
  name: acme
spec:
  displayName: Acme Research
  contact:
    email: billing@acme.example
  settings:
    - key: has_organization_projects
      value: false
    - key: location
      value: Graz
`,
  )
})

test('people, teams, repositories and grants keep what they were called', async () => {
  const all = written(await imported({ 'acme/org.yaml': ORG }))
  assert.equal(all.get('User/ada')?.spec, { username: 'Ada', admin: true })
  assert.equal(all.get('User/eve')?.spec, { username: 'eve-' })
  assert.equal(all.get('UserGroup/site-docs')?.spec, {
    displayName: 'Site/Docs',
    description: 'Writes',
    privacy: 'closed',
    members: ['bob'],
    maintainers: ['ada'],
    previousNames: ['docs', 'writers'],
  })
  assert.equal(all.get('UserGroup/docs-readers')?.spec, {
    displayName: 'docs readers',
    parents: ['site-docs'],
    members: ['eve'],
  })
  assert.equal(all.get('Workspace/github')?.spec, { type: 'repository', displayName: '.github' })
  assert.equal(all.get('Permission/docs--site.io'), {
    apiVersion: 'charter.sh/v1alpha1',
    kind: 'Permission',
    metadata: { namespace: 'acme', name: 'docs--site.io' },
    spec: { role: 'repository-write', assignee: { userGroup: 'site-docs' }, scope: { workspace: 'site.io' } },
  })
})

test('it counts what it found and what it changed', async () => {
  const { counts } = await imported({ 'acme/org.yaml': ORG })
  assert.equal(counts, {
    organizations: 1,
    users: 3,
    admins: 1,
    userGroups: 2,
    memberships: 3,
    workspaces: 2,
    grants: 2,
    permissions: 2,
    renames: 2,
    otherCase: 2,
    slashes: 1,
    otherNames: 3,
    settings: 2,
    leftOut: 0,
  })
})

test('groups and permissions of a fragment lie in a folder of its name', async () => {
  const result = await imported(
    {
      'config/acme/org.yaml': 'members: [ada]',
      'config/acme/sig-docs/teams.yaml': 'teams: {docs: {members: [ada], repos: {site: write}}}',
      'config/acme/sig-docs/OWNERS': 'approvers: [ada]',
      'config/restrictions.yaml': 'restrictions: []',
      'config/acme/.github/workflow.yaml': 'members: [nobody]',
    },
    { path: 'config' },
  )
  assert.equal(
    result.files.map(({ path }) => path).filter((path) => path.includes('sig-docs')),
    ['acme/sig-docs/permissions.yaml', 'acme/sig-docs/user-groups.yaml'],
  )
  assert.is(result.counts.users, 1)
})

test('the level of .default is a permission on every repository without one of its own', async () => {
  const all = written(
    await imported({
      'acme/org.yaml': `members: [ada]
teams:
  admins: {repos: {.default: admin, secret: none, site: read}}
repos: {site: {}, tools: {}, secret: {}}
`,
    }),
  )
  const permissions = [...all]
    .filter(([key]) => key.startsWith('Permission/'))
    .map(([key, { spec }]) => [key, (spec as { role: string }).role])
  assert.equal(permissions, [
    ['Permission/admins--site', 'repository-read'],
    ['Permission/admins--tools', 'repository-admin'],
  ])
})

test('five roles are declared where something is granted, each above the one before it', async () => {
  const all = written(await imported({ 'acme/org.yaml': ORG }))
  const sizes = ['read', 'triage', 'write', 'maintain', 'admin'].map(
    (level) =>
      (all.get(`AccessRole/repository-${level}`)?.spec as { permissions: string[] } | undefined)?.permissions.length,
  )
  assert.equal(sizes, [2, 4, 6, 7, 9])
  assert.is(written(await imported({ 'acme/org.yaml': 'members: [ada]' })).has('AccessRole/repository-read'), false)
})

test('permissions keep their names when a team and its repository are renamed', async () => {
  const names = async (text: string) => {
    const all = written(await imported({ 'acme/org.yaml': text }))
    return [...all.keys()].filter((key) => key.startsWith('Permission/'))
  }
  const before = await names('teams: {docs: {repos: {site: write}}}')
  const after = await names(
    'teams: {Writers: {previously: [docs], repos: {home: write}}}\nrepos: {home: {previously: [site]}}',
  )
  assert.equal(before, ['Permission/docs--site'])
  assert.equal(after, before)
})

test('repositories keep their own fields, others become settings', async () => {
  const all = written(
    await imported({
      'acme/org.yaml': `repos:
  old_site:
    description: The old one
    archived: true
    private: true
    homepage: https://acme.example
    has_wiki: null
`,
    }),
  )
  assert.equal(all.get('Workspace/old-site')?.spec, {
    type: 'repository',
    id: 'old_site',
    displayName: 'old_site',
    description: 'The old one',
    visibility: 'private',
    archived: true,
    settings: [{ key: 'homepage', value: 'https://acme.example' }],
  })
})

test('files of one organization are merged, whatever they are called', async () => {
  const files = {
    'acme/org/admins.yaml': '# in order\nadmins: [ada]\n',
    'acme/org/members.yaml': 'members: [Ada, bob]\n',
    'acme/org/emeritus.yaml': 'emeritus: [eve]\n',
    'acme/org/empty.yaml': '# nothing yet\n',
  }
  const result = await imported(files, { path: 'acme/org' })
  const all = written(result)
  assert.equal(result.problems, [])
  assert.equal(all.get('User/ada')?.spec, { username: 'ada', admin: true }, 'admin wins over member')
  assert.equal(all.get('Organization/acme')?.spec, {
    displayName: 'acme',
    settings: [{ key: 'emeritus', value: ['eve'] }],
  })
  assert.is(result.counts.users, 2)
  const named = await imported(files, { path: 'acme/org', organization: 'Acme.Research' })
  assert.equal(written(named).get('Organization/acme-research')?.spec, {
    displayName: 'Acme.Research',
    settings: [{ key: 'emeritus', value: ['eve'] }],
  })
})

test('a merged file holds several organizations', async () => {
  const result = await imported(
    { 'all.yaml': 'orgs: {acme: {members: [ada]}, initech: {members: [bob]}}' },
    { path: 'all.yaml' },
  )
  assert.equal(
    [...written(result, true).keys()],
    [
      'Namespace//acme',
      'Organization//acme',
      'User/acme/ada',
      'Namespace//initech',
      'Organization//initech',
      'User/initech/bob',
    ],
  )
})

test('one file of one organization is named after the file', async () => {
  const result = await imported({ 'acme.yaml': 'members: [ada]' }, { path: 'acme.yaml' })
  assert.ok(written(result).has('Organization/acme'))
})

test('what comes out does not depend on the order of what goes in', async () => {
  const first = await imported({
    'acme/org.yaml': 'members: [bob, ada]\nteams: {b: {members: [bob, ada], repos: {y: read, x: read}}, a: {}}',
  })
  const second = await imported({
    'acme/org.yaml': 'teams: {a: {}, b: {repos: {x: read, y: read}, members: [ada, bob]}}\nmembers: [ada, bob]',
  })
  assert.equal(first.files, second.files)
})

test('a long list goes on in a second file', async () => {
  const logins = Array.from({ length: 9000 }, (_, index) => `person-${index}`)
  const result = await imported({ 'acme/org.yaml': `members:\n${logins.map((login) => `- ${login}`).join('\n')}\n` })
  assert.equal(
    result.files.map(({ path }) => path),
    ['acme/organization.yaml', 'acme/users-2.yaml', 'acme/users.yaml'],
  )
  assert.ok(result.files.every(({ text }) => text.length < 1_048_576))
  assert.is([...written(result).keys()].filter((key) => key.startsWith('User/')).length, 9000)
})

test('a path without an organization, and one name for two, are told apart from problems of the files', async () => {
  const failed = async (run: Promise<unknown>) => {
    const error = await run.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    assert.instance(error, ConfigError)
    return (error as ConfigError).message
  }
  assert.is(await failed(imported({ 'a.txt': 'members: [ada]' })), 'no organization is declared there')
  assert.match(await failed(imported({}, { path: 'missing' })), /^there is nothing at /)
  const two = { 'acme/org.yaml': 'members: [ada]', 'initech/org.yaml': 'members: [bob]' }
  assert.is(
    await failed(imported(two, { organization: 'acme' })),
    '--organization names one organization, but 2 are declared there',
  )
})

test('one error in one organization keeps everything back', async () => {
  const result = await imported({ 'acme/org.yaml': 'members: [ada]', 'initech/org.yaml': 'members: bob' })
  assert.equal(result.files, [])
  assert.equal(told(result), ['error InvalidField initech/org.yaml:1 `members` is text, it must be a list'])
})

test('the example of the documentation is true', async () => {
  const page = readFileSync(new URL('../../../docs/import.md', import.meta.url), 'utf8')
  const [input = '', output = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? '')
  const { files } = await imported({ 'config/acme/org.yaml': input }, { path: 'config' })
  const texts = files
    .map(({ text }) => text)
    .join('---\n')
    .split('---\n')
  for (const text of output.split('---\n')) assert.ok(texts.includes(text), text)
})

test.run()
