import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readState } from '../../../src/cli/comparison.ts'
import { createServer } from '../../../src/cli/remote/client.ts'
import { stateToCompare } from '../../../src/cli/remote/compared.ts'
import { type Running, running } from '../../support/controller.ts'
import { createRepository, type RepositoryFixture } from '../../support/repository.ts'
import { type Ran, ran } from '../../support/terminal.ts'

const PEOPLE = Array.from({ length: 12 }, (_, index) => `person${String(index + 1).padStart(2, '0')}`)

/** An organization with an admin and the first so many people. */
const organization = (name: string, people: number, more = ''): string => `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: ${name}}
spec:
  displayName: ${name}
${more}  users:
    - {name: ada, email: ada@${name}.example, admin: true}
${PEOPLE.slice(0, people)
  .map((one) => `    - {name: ${one}, email: ${one}@${name}.example}\n`)
  .join('')}`

interface Followed extends Running {
  readonly repository: RepositoryFixture
  /** Plans a branch against the state folder and against the server, and says that both say the same, byte for byte. */
  same(branch: string): Promise<Ran>
}

const tokenIn = (path = ''): string => readFileSync(path, 'utf8').trim()

/** A program that follows a repository, in which two organizations are in force and a third one never was. */
async function following(work: (followed: Followed) => Promise<void>): Promise<void> {
  const repository = createRepository()
  repository.commit({ files: { 'acme.yaml': organization('acme', 12), 'globex.yaml': organization('globex', 1) } })
  try {
    await running(
      [{ git: repository.path }],
      (one) => {
        const { controller, state } = one
        const server = ['--server', controller.http ?? '', '--token-file', controller.tokenPath ?? '']
        const same = async (branch: string): Promise<Ran> => {
          const results: Ran[] = []
          for (const output of ['json', 'markdown', 'text']) {
            const plan = ['plan', '--git', repository.path, '--revision', branch, '-o', output, '--full']
            const there = await ran([...plan, ...server])
            const here = await ran([...plan, '--state', state, '--source', 'git'])
            assert.equal([there.code, there.out, there.err], [here.code, here.out, here.err], `${branch} as ${output}`)
            results.push(there)
          }
          return results[2] as Ran
        }
        return work({ ...one, repository, same })
      },
      { http: { host: '127.0.0.1', port: 0 } },
    )
  } finally {
    repository.remove()
  }
}

test('what commits foresee since an organization was last applied counts against a server as well', async () => {
  await following(async ({ repository, pass, same }) => {
    const removes = 'Charter-Removes: User=8 organization=acme'
    // Of this commit globex is in force, and acme still as of the one before.
    repository.commit({ files: { 'globex.yaml': organization('globex', 2) }, message: `Announce it\n\n${removes}\n` })
    await pass()
    repository.commit({ branch: 'fewer', from: 'main', files: { 'acme.yaml': organization('acme', 4) } })
    assert.is((await same('fewer')).code, 0)
    repository.commit({ branch: 'few', from: 'main', files: { 'acme.yaml': organization('acme', 3) } })
    assert.match((await same('few')).out, 'held[RemovalBudget]')
    repository.commit({ files: { 'acme.yaml': organization('acme', 4) } })
    await pass()
    // What was foreseen is used up.
    repository.commit({ branch: 'less', from: 'main', files: { 'acme.yaml': organization('acme', 0) } })
    assert.match((await same('less')).out, 'held[RemovalBudget]')
  })
})

test('an approval by a trailer, changes with their commits, and a history that is another one are seen as they are there', async () => {
  await following(async ({ repository, pass, same, status }) => {
    repository.commit({ files: { 'acme.yaml': organization('acme', 0) } })
    await pass()
    const digest = status().units.flatMap(({ holds }) => holds.map((hold) => hold.digest))[0] ?? ''
    assert.is((await same('main')).code, 3)
    repository.commit({ branch: 'yes', from: 'main', message: `Yes\n\nCharter-Approve: ${digest}\n`, files: { x: '' } })
    assert.is((await same('yes')).code, 0)
    const wrong = { message: 'No\n\nCharter-Approve: 0123456789\n', files: { x: '' } }
    repository.commit({ branch: 'no', from: 'main', ...wrong })
    assert.match((await same('no')).err, 'approves nothing')
    const files = { 'acme.yaml': organization('acme', 11), 'globex.yaml': organization('globex', 1) }
    repository.commit({ branch: 'other', from: null, files })
    assert.match((await same('other')).out, 'held[HistoryRewritten]')
  })
})

test('an organization that was renamed is compared as of when it was applied under either name', async () => {
  await following(async ({ repository, pass, same }) => {
    const files = { 'acme.yaml': organization('apex', 12, '  previousNames: [acme]\n') }
    repository.commit({ files, message: 'Rename\n\nCharter-Removes: User=8 organization=apex\n' })
    await pass()
    const after = organization('apex', 2, '  previousNames: [acme]\n')
    repository.commit({ branch: 'fewer', from: 'main', files: { 'acme.yaml': after } })
    assert.match((await same('fewer')).out, 'held[RemovalBudget]')
    const more = '  previousNames: [acme, apex]\n'
    repository.commit({ branch: 'again', from: 'main', files: { 'acme.yaml': organization('peak', 12, more) } })
    assert.is((await same('again')).code, 0)
  })
})

test('the revisions that are in force are those of the state folder, in the order in which they were applied', async () => {
  await following(async ({ controller, repository, pass, state }) => {
    repository.commit({ files: { 'acme.yaml': organization('apex', 12, '  previousNames: [acme]\n') } })
    await pass()
    repository.commit({ files: { 'initech.yaml': organization('initech', 1, '  deletionPolicy: Allow\n') } })
    await pass()
    repository.commit({ remove: ['initech.yaml'] })
    await pass()
    const server = createServer({ base: controller.http ?? '', token: tokenIn(controller.tokenPath) })
    const [there, here] = [await stateToCompare(server, true), await readState(state)]
    assert.equal([...there.applied], [...here.applied])
    assert.equal(there.revisions, here.revisions)
    assert.equal(there.approvals, here.approvals)
    assert.equal([(await stateToCompare(server, false)).applied.size], [0])
  })
})

test.run()
