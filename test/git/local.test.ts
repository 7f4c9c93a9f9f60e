import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openLocal } from '../../src/git/local.ts'
import { resolveRevision } from '../../src/git/revision.ts'
import { SourceError } from '../../src/model/errors.ts'
import { createFolder } from '../support/folder.ts'
import { createRepository } from '../support/repository.ts'

function refused(path: string): SourceError {
  try {
    openLocal(path)
  } catch (error) {
    assert.instance(error, SourceError)
    return error as SourceError
  }
  assert.unreachable(`opened ${path}`)
  throw new Error()
}

test('a work tree, a bare repository and a linked work tree are opened', async () => {
  const fixture = createRepository()
  const commit = fixture.commit({ files: { 'a.yaml': 'x' } })
  const bare = createRepository({ bare: true })
  bare.commit()
  const linked = join(createFolder(), 'linked')
  fixture.git('worktree', 'add', '--quiet', '-b', 'other', linked)
  assert.equal(openLocal(fixture.path), { gitDir: fixture.gitDir, shown: fixture.path })
  assert.equal(openLocal(bare.path), { gitDir: bare.path, shown: bare.path })
  assert.equal(await resolveRevision(openLocal(linked)), { commit, ref: 'refs/heads/other' })
})

test('a folder without a repository is refused, and one further up only named', () => {
  const fixture = createRepository()
  mkdirSync(join(fixture.path, 'orgs'))
  const inside = refused(join(fixture.path, 'orgs'))
  assert.is(inside.code, 'RepositoryNotFound')
  assert.is(inside.help, `name ${fixture.path}, and the folder in it`)
  const folder = createFolder()
  assert.is(refused(folder).message, `there is no Git repository at ${folder}`)
  assert.is(refused(join(folder, 'missing')).message, `there is no folder ${join(folder, 'missing')}`)
})

test('a damaged repository is no repository', async () => {
  const folder = createFolder({ 'objects/x': '', 'refs/x': '', HEAD: 'nothing' })
  const error = await resolveRevision(openLocal(folder)).catch((error: unknown) => error)
  assert.instance(error, SourceError)
  assert.is((error as SourceError).code, 'RepositoryNotFound')
})

test.run()
