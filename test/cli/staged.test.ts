import { spawnSync } from 'node:child_process'
import { chmodSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder, type Files, writeFiles } from '../support/folder.ts'
import { ran } from '../support/terminal.ts'

const PROGRAM = fileURLToPath(new URL('../../bin/charter.js', import.meta.url))
const TOKEN = `ghp_${'Zq7'.repeat(12)}`
const ENVIRONMENT = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@acme.example',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@acme.example',
}

const API = 'apiVersion: charter.sh/v1alpha1'
const acme = `${API}\nkind: Organization\nmetadata: {name: acme}\nspec: {displayName: Acme, minAdmins: 1}\n`
const user = (name: string, more = ''): string =>
  `${API}\nkind: User\nmetadata: {namespace: acme, name: ${name}}\nspec: {email: ${name}@acme.example${more}}\n`
const group = (...members: readonly string[]): string =>
  `${API}\nkind: UserGroup\nmetadata: {namespace: acme, name: ops}\nspec: {displayName: Ops, members: [${members.join(', ')}]}\n`

const ORGANIZATION: Files = {
  'orgs/acme.yaml': acme,
  'orgs/ada.yaml': user('ada', ', admin: true'),
  'orgs/bob.yaml': user('bob'),
  'orgs/ops.yaml': group('ada'),
}

interface WorkTree {
  readonly path: string
  /** Runs git in it and gives its exit code and what it said. */
  git(...words: readonly string[]): { readonly code: number | null; readonly said: string }
  write(files: Files): void
}

/** A repository with these files, staged, and committed unless it is asked for otherwise. */
function workTree(files: Files = ORGANIZATION, commit = true): WorkTree {
  const path = createFolder(files)
  const git = (...words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('git', ['-C', path, ...words], { env: ENVIRONMENT, encoding: 'utf8' })
    return { code: status, said: stdout + stderr }
  }
  git('init', '-q', '--template=', '--initial-branch=main')
  git('add', '.')
  if (commit) assert.is(git('commit', '-q', '-m', 'Begin').code, 0)
  return { path, git, write: (more) => writeFiles(path, more) }
}

const validate = (path: string, ...words: readonly string[]) => ran(['validate', '--staged', path, ...words])

test('what is staged is checked, not what lies on the disk', async () => {
  const { path, git, write } = workTree()
  const orgs = join(path, 'orgs')
  write({ 'orgs/bob.yaml': user('bob', ', emial: x') })
  assert.is((await validate(orgs)).code, 0, 'not staged')
  git('add', '.')
  write({ 'orgs/bob.yaml': user('bob') })
  const { code, out } = await validate(orgs)
  assert.is(code, 1, 'staged, and put right only on the disk')
  assert.match(out, `error[UnknownField]: unknown field \`emial\` in User\n --> ${orgs}/bob.yaml:4:`)
  git('add', '.')
  assert.is((await validate(orgs)).out, '4 files, 4 resources in 1 organization: no problems\n')
})

test('a staged secret is refused, and no part of it is shown', async () => {
  const { path, git, write } = workTree()
  write({ 'orgs/bob.yaml': user('bob', `, lastName: ${TOKEN}`) })
  git('add', '.')
  const { code, out, err } = await validate(path)
  assert.is(code, 1)
  assert.match(out, 'lastName of User `bob` holds what looks like a GitHub token')
  assert.match(out, 'rotate it: whoever reads the history of the source has it')
  assert.not.match(out + err, 'Zq7Zq7')
})

test('trouble that stood before in other files is counted, and stops no commit', async () => {
  const { path, git, write } = workTree({ ...ORGANIZATION, 'orgs/eve.yaml': user('eve', ', emial: x') })
  write({ 'orgs/bob.yaml': user('bob', ', lastName: Bo') })
  git('add', '.')
  assert.equal(await validate(path), {
    code: 0,
    out: '5 files, 4 resources in 1 organization: no problems\n',
    err: '1 problem of other files stood before; charter validate tells them\n',
  })
})

test('trouble that what is staged makes elsewhere is told', async () => {
  const { path, git, write } = workTree()
  write({ 'orgs/ops.yaml': group('ada', 'bob') })
  git('commit', '-q', '-a', '-m', 'Add bob')
  git('rm', '-q', 'orgs/bob.yaml')
  const { code, out } = await validate(path)
  assert.is(code, 1)
  assert.match(out, 'error[NotAMember]: UserGroup `ops` names User `bob`')
  assert.match(out, 'orgs/ops.yaml:4')
})

test('before a first commit everything is staged', async () => {
  const { path, git, write } = workTree({ ...ORGANIZATION, 'orgs/eve.yaml': user('eve', ', emial: x') }, false)
  assert.is((await validate(path)).code, 1)
  write({ 'orgs/eve.yaml': user('eve') })
  git('add', '.')
  assert.is((await validate(path)).code, 0)
})

test('a folder, a single file and a linked work tree are read as they are staged', async () => {
  const { path, git } = workTree({ ...ORGANIZATION, 'other/bad.yaml': 'kind: Nothing\n' })
  assert.is((await validate(join(path, 'orgs'))).code, 0)
  const linked = join(createFolder(), 'linked')
  git('worktree', 'add', '-q', linked)
  writeFiles(linked, { 'orgs/bob.yaml': user('bob', ', emial: x') })
  spawnSync('git', ['-C', linked, 'add', '.'], { env: ENVIRONMENT })
  assert.is((await validate(join(linked, 'orgs'))).code, 1)
  assert.match((await validate(join(linked, 'orgs/bob.yaml'))).out, `${linked}/orgs/bob.yaml:4`)
  assert.is((await validate(join(path, 'orgs'))).code, 0)
})

test('a staged link is refused and not followed', async () => {
  const { path, git } = workTree()
  symlinkSync('/etc/hostname', join(path, 'orgs/link.yaml'))
  git('add', '.')
  assert.match((await validate(path)).out, 'error[SymlinkNotAllowed]')
})

test('what does not go with it is refused with the reason', async () => {
  const { path, git, write } = workTree()
  const orgs = join(path, 'orgs')
  assert.match((await ran(['validate', '--staged', orgs, '--git', path])).err, 'reads one folder of the repository')
  assert.is((await ran(['validate', '--staged', orgs, path])).code, 2)
  assert.match((await validate(createFolder())).err, 'there is no repository here')
  git('checkout', '-q', '-b', 'other')
  write({ 'orgs/bob.yaml': user('bob', ', lastName: Other') })
  git('commit', '-q', '-a', '-m', 'Other')
  git('checkout', '-q', 'main')
  write({ 'orgs/bob.yaml': user('bob', ', lastName: Main') })
  git('commit', '-q', '-a', '-m', 'Main')
  git('merge', '-q', 'other')
  assert.equal(await validate(orgs), {
    code: 2,
    out: '',
    err: 'charter: `orgs/bob.yaml` has a conflict that is not resolved\n  resolve it and git add the file\n',
  })
})

/** The hook that docs/secrets.md shows, with this program. */
function hook({ path }: WorkTree): void {
  const script = `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" validate --staged orgs\n`
  writeFiles(path, { '.git/hooks/pre-commit': script })
  chmodSync(join(path, '.git/hooks/pre-commit'), 0o755)
}

test('as a hook it stops a commit with a secret, and sees what a commit of some files or of all will hold', () => {
  const tree = workTree()
  hook(tree)
  const { git, write } = tree
  write({
    'orgs/bob.yaml': user('bob', `, lastName: ${TOKEN}`),
    'orgs/ada.yaml': user('ada', ', admin: true, lastName: L'),
  })
  const all = git('commit', '-a', '-m', 'All')
  assert.is(all.code, 1)
  assert.match(all.said, 'error[SecretInline]')
  assert.not.match(all.said, 'Zq7Zq7')
  assert.is(git('commit', '-m', 'Some', 'orgs/bob.yaml').code, 1, 'only the file with the secret')
  assert.is(git('commit', '-m', 'Some', 'orgs/ada.yaml').code, 0, 'only the other one')
  git('add', '.')
  assert.is(git('commit', '-m', 'Staged').code, 1)
  rmSync(join(tree.path, 'orgs/bob.yaml'))
  assert.is(git('commit', '-a', '-m', 'Without').code, 0)
  assert.is(git('log', '--format=%s').said, 'Without\nSome\nBegin\n')
})

test.run()
