import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Running, running } from '../support/controller.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'
import { validOutput } from '../support/schema.ts'
import { ran } from '../support/terminal.ts'

const acme = (more: string, users = '{name: ada, email: ada@acme.example, admin: true}') =>
  `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: acme}\nspec:\n  displayName: Acme${more}\n  users: [${users}]\n`
const BETA = `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: beta}\nspec: {displayName: Beta, minAdmins: 0, users: [{name: bob, email: bob@beta.example}]}\n`
const FIRST = { 'acme.yaml': acme(''), 'beta.yaml': BETA }

/** Runs a controller on a repository, whose second state comes by this commit; gives what `charter status` says of it. */
async function statusAfter(
  commit: Parameters<RepositoryFixture['commit']>[0],
  more: (one: Running, repository: RepositoryFixture) => Promise<void> | void = () => undefined,
): Promise<{ readonly code: number; readonly out: string }> {
  const repository = createRepository({ bare: true })
  repository.commit({ files: FIRST })
  let said = { code: -1, out: '' }
  try {
    const source = { name: 'people', git: repository.path, allowedOrganizations: ['acme', 'beta'] }
    await running(
      [source],
      async (one) => {
        repository.commit(commit)
        await more(one, repository)
        await one.pass()
        const json = await ran(['status', '--state', one.state, '-o', 'json'])
        validOutput('status', json.out)
        said = await ran(['status', '--state', one.state])
        assert.is(json.code, said.code)
        const token = readFileSync(join(one.state, 'operator-token'), 'utf8').trim()
        const headers = { authorization: `Bearer ${token}` }
        const answer = await fetch(`${one.controller.http}/api/v1/status`, { headers })
        const { passes: _, sources: __, usage: _____, ...shown } = JSON.parse(json.out)
        const {
          passes: ___,
          sources: ____,
          usage: ______,
          ...told
        } = validOutput('status', await answer.text()) as typeof shown
        assert.equal(told, shown)
      },
      { http: { host: '127.0.0.1', port: 0 }, installation: 'example' },
    )
  } finally {
    repository.remove()
  }
  return said
}

test('what is in force is told in a line', async () => {
  const { code, out } = await statusAfter({ files: { 'acme.yaml': acme('\n  description: Research') } })
  assert.is(code, 0)
  assert.match(out, /^charter test, installation example: ready, up \d+ s, ledger at entry 3\n/)
  assert.match(out, /\n\n2 of 2 units in force as declared\n$/)
})

test('what is held as a whole source is told with the digest to approve, exit code 3', async () => {
  const { code, out } = await statusAfter({ remove: Object.keys(FIRST), files: { 'notes.md': '' } })
  assert.is(code, 3)
  assert.match(
    out,
    /\nsource people: held\n {2}held\[EmptySource\]: .*\n {4}next : .*\n {4}next : charter approve [0-9a-f]{12} /,
  )
})

test('what is held and what is invalid of units is told with what to do, exit code 3', async () => {
  const held = await statusAfter({ remove: ['beta.yaml'] })
  assert.is(held.code, 3)
  assert.match(held.out, /\norganization\/beta: held for \d+ s\n {2}held\[OrganizationDelete\]: /)
  const invalid = await statusAfter({ files: { 'acme.yaml': acme('\n  colour: blue') } })
  assert.is(invalid.code, 3)
  assert.match(
    invalid.out,
    /\norganization\/acme: invalid for \d+ s\n {2}\S*acme\.yaml:6:3: error\[UnknownField\]: .*\n/,
  )
})

test('what is set aside is told although no unit waits for it, exit code 3', async () => {
  const other = BETA.replaceAll('beta', 'gamma').replace('Beta', 'Gamma')
  const { code, out } = await statusAfter({ files: { 'gamma.yaml': other } })
  assert.is(code, 3)
  assert.match(
    out,
    /\nset aside: what stands here is not applied\n {2}\S*gamma\.yaml:\S+: error\[OrganizationNotAllowed\]: /,
  )
  assert.match(out, /\n2 of 2 units in force as declared\n$/)
})

test('a source that cannot be read is told with its code, exit code 3', async () => {
  const { code, out } = await statusAfter({}, (_, repository) => repository.remove())
  assert.is(code, 3)
  assert.match(out, /\npeople .* RepositoryNotFound: /)
})

test('where nothing runs it says so', async () => {
  const { code, err } = await ran(['status', '--state', '/nonexistent'])
  assert.is(code, 73)
  assert.match(err, /no `charter run` holds the state folder/)
})

test.run()
