import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Snapshot } from '../../src/model/document.ts'
import { SourceError } from '../../src/model/errors.ts'
import { openGit } from '../../src/sources/git.ts'
import type { Verify } from '../../src/sources/signed.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'
import { createSshKey, forgeHead, signHead } from '../support/signing.ts'
import { userFile } from '../support/snapshot.ts'

const test = suite<{ fixture: RepositoryFixture }>('signed sources')

test.before.each((context) => {
  context.fixture = createRepository({ bare: true })
})
test.after.each(({ fixture }) => fixture.remove())

const ada = createSshKey('ada@acme.example')
const mallory = createSshKey('mallory@acme.example')

function commit(fixture: RepositoryFixture, name: string): string {
  return fixture.commit({ files: { [`${name}.yaml`]: userFile('acme', name) }, author: 'Bob <bob@acme.example>' })
}

function read(
  { path }: RepositoryFixture,
  mode: Verify['mode'],
  applied: readonly string[] = [],
  folder = '',
): Promise<Snapshot> {
  const source = openGit({ url: path, folder, verify: { mode, keys: [ada.trusted] } })
  return source.fetch(undefined, async () => applied)
}

async function refused(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => assert.unreachable('it was read'),
    (error: unknown) => error,
  )
  assert.instance(error, SourceError)
  return error as SourceError
}

test('G22: with verify head, a commit without a trusted signature is not read', async ({ fixture }) => {
  const unsigned = commit(fixture, 'a')
  const missing = await refused(read(fixture, 'head'))
  assert.is(missing.code, 'SignatureMissing')
  assert.is(
    missing.message,
    `commit ${unsigned.slice(0, 12)} of ${fixture.path} by Bob <bob@acme.example> is not signed`,
  )
  assert.match(missing.help ?? '', /git commit --allow-empty -S/)
  signHead(fixture, mallory)
  assert.is((await refused(read(fixture, 'head'))).code, 'SignatureUntrusted')
  signHead(fixture, ada)
  await read(fixture, 'head')
  forgeHead(fixture)
  assert.is((await refused(read(fixture, 'head'))).code, 'SignatureInvalid')
  await read(fixture, 'off')
})

test('G22: a signed commit on top vouches for what lies below it with head, and not with all', async ({ fixture }) => {
  commit(fixture, 'a')
  const applied = signHead(fixture, ada)
  const unsigned = commit(fixture, 'b')
  commit(fixture, 'c')
  const head = signHead(fixture, ada)
  const { history } = await read(fixture, 'head', [applied])
  assert.equal(
    history?.commits.map(({ hash, signer }) => [hash, signer]),
    [
      [head, { type: 'verified', identity: 'ada@acme.example' }],
      [unsigned, { type: 'unsigned' }],
    ],
  )
  const missing = await refused(read(fixture, 'all', [applied]))
  assert.is(missing.code, 'SignatureMissing')
  assert.ok(missing.message.startsWith(`commit ${unsigned.slice(0, 12)} `))
  assert.ok(missing.help?.includes(`git rebase --exec 'git commit --amend --no-edit -S' ${applied.slice(0, 12)}`))
  assert.is((await read(fixture, 'all', [unsigned])).revision, head)
})

test('with all, commits outside of the folder count too, and at the first reading the head alone', async ({
  fixture,
}) => {
  const first = fixture.commit({ files: { 'README.md': 'x', 'orgs/a.yaml': userFile('acme', 'a') } })
  fixture.commit({ files: { 'README.md': 'y' } })
  const head = signHead(fixture, ada)
  assert.is((await read(fixture, 'all', [], 'orgs')).revision, head)
  const outside = fixture.commit({ files: { 'README.md': 'z' } })
  fixture.commit({ files: { 'README.md': 'u' } })
  signHead(fixture, ada)
  const missing = await refused(read(fixture, 'all', [first], 'orgs'))
  assert.ok(missing.message.startsWith(`commit ${outside.slice(0, 12)} `))
})

test('a revision that is no commit of this repository is not asked for', async ({ fixture }) => {
  commit(fixture, 'a')
  const head = signHead(fixture, ada)
  for (const applied of ['directory', '1'.repeat(40)]) assert.is((await read(fixture, 'all', [applied])).revision, head)
})

test('without verify, nobody looks for signatures', async ({ fixture }) => {
  commit(fixture, 'a')
  signHead(fixture, ada)
  const { history } = await read(fixture, 'off')
  assert.is(history?.commits[0]?.signer, undefined)
})

test.run()
