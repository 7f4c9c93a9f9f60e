import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Snapshot } from '../../src/model/document.ts'
import { SourceError } from '../../src/model/errors.ts'
import { openDirectory } from '../../src/sources/directory.ts'
import { openGit } from '../../src/sources/git.ts'
import { createFolder, writeFiles } from '../support/folder.ts'
import { holds } from '../support/property.ts'
import { type CommitOptions, createRepository, type RepositoryFixture } from '../support/repository.ts'

const USER = (name: string, more = ''): string =>
  `apiVersion: charter.sh/v1alpha1\nkind: User\nmetadata: {namespace: acme, name: ${name}}\nspec: {email: ${name}@acme.example${more}}\n`

const LARGE = `# ${'x'.repeat(3000)}\n`

/** All that a snapshot says, without asking whether it is the same object. */
function said({ files, documents, ...rest }: Snapshot): unknown {
  return {
    ...rest,
    documents: documents.map(({ file, ...document }) => ({ ...document, path: file.path, stamp: file.stamp })),
    files: [...files.values()].sort((left, right) => (left.path < right.path ? -1 : 1)),
    size: files.size,
  }
}

function anew(repository: RepositoryFixture, folder = ''): Promise<Snapshot> {
  return openGit({ url: repository.path, folder }).fetch()
}

test('the same commit is not read again', async () => {
  const repository = createRepository()
  repository.commit({ files: { 'ada.yaml': USER('ada') } })
  const source = openGit({ url: repository.path })
  const first = await source.fetch()
  const second = await source.fetch()
  assert.is(second.documents, first.documents)
  assert.equal(second, first)
})

test('of a new commit only what has changed is read, and the rest stays the same objects', async () => {
  const repository = createRepository()
  const files = Object.fromEntries(['ada', 'bob', 'cyd', 'dan'].map((name) => [`${name}.yaml`, USER(name)]))
  repository.commit({ files })
  const source = openGit({ url: repository.path })
  const first = await source.fetch()
  repository.commit({ files: { 'bob.yaml': USER('bob', ', active: false') }, remove: ['dan.yaml'] })
  const second = await source.fetch()
  const paths = second.documents.map(({ file }) => file.path)
  assert.equal(paths, ['ada.yaml', 'bob.yaml', 'cyd.yaml'])
  assert.equal(
    second.documents.map((document) => first.documents.includes(document)),
    [true, false, true],
  )
  assert.equal(said(second), said(await anew(repository)))
  assert.is(first.documents.length, 4)
  assert.is(first.files.get('dan.yaml')?.text, USER('dan'))
})

test('where everything is listed again, what has not changed is not parsed again', async () => {
  const repository = createRepository()
  repository.commit({ files: { 'ada.yaml': USER('ada'), 'bob.yaml': USER('bob'), 'cyd.yaml': USER('cyd') } })
  const source = openGit({ url: repository.path })
  const first = await source.fetch()
  repository.commit({ files: { 'bob.yaml': USER('bobby') }, symlinks: { 'link.yaml': 'ada.yaml' } })
  const second = await source.fetch()
  assert.is(second.documents[0], first.documents[0])
  assert.is(second.documents[2], first.documents[2])
  assert.equal(said(second), said(await anew(repository)))
})

const STEPS: Readonly<Record<string, readonly CommitOptions[]>> = {
  'a path that hides another': [{ files: { 'Ada.yaml': USER('ada') } }, { remove: ['ada.yaml'] }],
  'a marker': [
    { files: { 'charter.yaml': 'installation: main\n' } },
    { files: { 'charter.yaml': 'installation: a b\n' } },
  ],
  'a file that is broken and mended': [{ files: { 'ada.yaml': 'a: [' } }, { files: { 'ada.yaml': USER('ada') } }],
  'a file that is broken and goes': [{ files: { 'ada.yaml': 'a: [' } }, { remove: ['ada.yaml'] }],
  'a file that is no text': [
    { files: { 'ada.yaml': Uint8Array.of(0xff, 0xfe, 0xfd) } },
    { files: { 'bob.yaml': USER('b') } },
  ],
  'a file that is too large, and then not': [{ files: { 'bob.yaml': LARGE } }, { files: { 'bob.yaml': USER('bob') } }],
  'a file that grows too large': [{ files: { 'ada.yaml': LARGE } }, { remove: ['ada.yaml'] }],
  'a link that a new file hides': [{ symlinks: { 'Zoe.yaml': 'x' } }, { files: { 'zoe.yaml': USER('zoe') } }],
  'a link in the place of a file': [{ symlinks: { 'ada.yaml': 'bob.yaml' } }, { files: { 'ada.yaml': USER('ada') } }],
  'other files': [{ files: { 'README.md': 'x', 'acme/ada.yaml': USER('ada') } }, { remove: ['README.md'] }],
}

for (const [what, commits] of Object.entries(STEPS)) {
  test(`${what} is read as it would be anew`, async () => {
    const repository = createRepository()
    const limits = { fileBytes: 2000 }
    const source = openGit({ url: repository.path, limits })
    repository.commit({ files: { 'ada.yaml': USER('ada'), 'cyd.yaml': USER('cyd') } })
    await source.fetch()
    for (const commit of commits) {
      repository.commit(commit)
      const fresh = await openGit({ url: repository.path, limits }).fetch()
      assert.equal(said(await source.fetch()), said(fresh))
    }
  })
}

const NAMES = ['ada', 'bob', 'Ada', 'acme/ada', 'acme/Ada', 'acme/bob', 'charter']
const path = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...NAMES).map((name) => `${name}.yaml`) },
  fc.constantFrom('ada.md', 'acme/ada.json'),
)
const content = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...NAMES).map((name) => USER(name.replace('/', '-').toLowerCase())) },
  fc.constantFrom('kind: [\n', '', 'installation: main\n', `${USER('one')}---\n${USER('two')}`, 'x'.repeat(3000)),
  fc.constant(Uint8Array.of(0xff, 0xfe, 0xfd)),
)
const commit = fc.record({
  files: fc.dictionary(path, content, { maxKeys: 2 }),
  remove: fc.array(path, { maxLength: 2 }),
  symlinks: fc.dictionary(path, fc.constant('ada.yaml'), { maxKeys: 1 }),
})
// Links are rare: as long as one stands, every new path is looked at with all the others.
const rare = fc.nat(9).chain((often) => (often === 0 ? commit : commit.map((one) => ({ ...one, symlinks: {} }))))

test('whatever commits do, reading on says what reading anew says', async () => {
  await holds(
    fc.asyncProperty(
      fc.array(rare, { minLength: 6, maxLength: 8 }),
      fc.constantFrom('', 'acme'),
      async (commits, folder) => {
        const repository = createRepository()
        const limits = { fileBytes: 2000 }
        const source = openGit({ url: repository.path, folder, limits })
        try {
          repository.commit({ files: { 'acme/first.yaml': USER('first'), 'first.yaml': USER('first') } })
          for (const { files, remove, symlinks } of commits) {
            repository.commit({ files, remove: remove.filter((one) => !(one in files)), symlinks })
            const fresh = openGit({ url: repository.path, folder, limits })
            assert.equal(await saidOrError(source.fetch()), await saidOrError(fresh.fetch()))
          }
        } finally {
          repository.remove()
        }
      },
    ),
    3,
  )
})

async function saidOrError(snapshot: Promise<Snapshot>): Promise<unknown> {
  try {
    return said(await snapshot)
  } catch (error) {
    if (error instanceof SourceError) return error.code
    throw error
  }
}

test('a folder that is read again parses only what has changed', async () => {
  const folder = createFolder({ 'ada.yaml': USER('ada'), 'bob.yaml': USER('bob'), 'bad.yaml': 'a: [' })
  const source = openDirectory({ path: folder })
  const first = await source.fetch()
  writeFiles(folder, { 'bob.yaml': USER('bobby') })
  const second = await source.fetch()
  assert.is(second.documents[0], first.documents[0])
  assert.is.not(second.documents[1], first.documents[1])
  assert.equal(said(second), said(await openDirectory({ path: folder }).fetch()))
})

test.run()
