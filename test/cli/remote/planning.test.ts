import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { running } from '../../support/controller.ts'
import { createFolder } from '../../support/folder.ts'
import { startListening } from '../../support/issuer.ts'
import { secretsOfComplete } from '../../support/secrets.ts'
import { serving } from '../../support/served.ts'
import { ran } from '../../support/terminal.ts'

const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url))
const QUICKSTART = join(EXAMPLES, 'quickstart/orgs')

/** A copy of the declarations, to be edited here. */
function copied(from: string): string {
  const folder = createFolder()
  cpSync(from, folder, { recursive: true })
  return folder
}

test('declarations that are in force on a server leave nothing to plan, every kind of them', async () => {
  const { environment } = secretsOfComplete()
  const secretsDirectory = environment.CHARTER_SECRETS_DIRECTORY ?? ''
  for (const example of [QUICKSTART, join(EXAMPLES, 'complete/orgs')]) {
    await serving(
      {},
      async ({ folder, pass, ask, status }) => {
        cpSync(example, folder, { recursive: true })
        await pass()
        assert.equal(
          status().units.filter(({ result }) => result !== 'applied'),
          [],
        )
        const { code, out } = await ask(['plan', copied(example), '--detailed-exitcode'])
        assert.equal([code, out], [0, 'No changes. The stored state matches the declarations.\n'])
        assert.equal((await ask(['diff', example])).code, 0)
      },
      { environment, secretsDirectory },
    )
  }
})

test('an edit is one change with what it does to access, as it will be when it is applied there', async () => {
  await serving({}, async ({ folder, pass, ask, state, url }) => {
    cpSync(QUICKSTART, folder, { recursive: true })
    await pass()
    const here = copied(QUICKSTART)
    const path = join(here, 'acme/people.yaml')
    writeFileSync(path, readFileSync(path, 'utf8').replace('until: 2099-01-01', 'until: 2098-01-01'))
    appendFileSync(
      path,
      '---\napiVersion: charter.sh/v1alpha1\nkind: User\nmetadata: {name: eve, namespace: acme}\nspec: {email: eve@acme.example, admin: true}\n',
    )
    const plan = ['plan', here, '-o', 'json']
    const [there, local] = [await ask(plan), await ran([...plan, '--state', state, '--source', 'people'])]
    assert.is(there.code, 0)
    assert.equal(JSON.parse(there.out), JSON.parse(local.out))
    const [unit] = JSON.parse(there.out).units
    assert.equal(unit.counts, { add: 1, change: 1, remove: 0, rename: 0 })
    assert.equal(
      unit.access.gained.map(({ user, permission }: Record<string, string>) => `${user} ${permission}`),
      ['eve MANAGE'],
    )
    assert.is((await ask(['plan', here, '--detailed-exitcode'])).code, 2)
    assert.match((await ask(['diff', here])).out, '+  email: eve@acme.example')
    const none = await ran(['plan', here, '--server', url])
    assert.equal([none.code, none.out], [4, ''])
  })
})

test('what would be held there is said here, and nothing is written on either side', async () => {
  await serving({}, async ({ folder, pass, ask, status }) => {
    cpSync(QUICKSTART, folder, { recursive: true })
    await pass()
    const { seq } = status()
    const here = copied(QUICKSTART)
    rmSync(join(here, 'initech.yaml'))
    const { code, out } = await ask(['plan', here])
    assert.is(code, 3)
    assert.match(out, 'held[OrganizationDelete]')
    assert.equal([status().seq, (await pass()).seq], [seq, seq])
  })
})

const user = (name: string): string =>
  `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: ${name}}\nspec: {displayName: ${name}, minAdmins: 1, users: [{name: ada, email: ada@${name}.example, admin: true}]}\n`

test('of a server with several sources one is compared, and the others stay as they are', async () => {
  const [one, two] = [createFolder({ 'acme.yaml': user('acme') }), createFolder({ 'globex.yaml': user('globex') })]
  await running(
    [
      { name: 'one', folder: one },
      { name: 'two', folder: two },
    ],
    async ({ controller }) => {
      const ask = (words: readonly string[]) =>
        ran([...words, '--server', controller.http ?? '', '--token-file', controller.tokenPath ?? ''])
      const unclear = await ask(['plan', one])
      assert.equal([unclear.code, unclear.out], [2, ''])
      assert.match(unclear.err, 'the server has 2 sources: one and two')
      assert.match((await ask(['plan', one, '--source', 'tow'])).err, 'no source `tow` owns anything on the server')
      assert.is((await ask(['plan', one, '--source', 'one', '--detailed-exitcode'])).code, 0)
      assert.is((await ask(['plan', two, '--source', 'two', '--detailed-exitcode'])).code, 0)
    },
    { http: { host: '127.0.0.1', port: 0 } },
  )
})

test('what is suspended, approved and removed there counts here', async () => {
  await serving({}, async ({ folder, pass, ask, state }) => {
    cpSync(QUICKSTART, folder, { recursive: true })
    await pass()
    const here = copied(QUICKSTART)
    const path = join(here, 'acme/people.yaml')
    writeFileSync(path, readFileSync(path, 'utf8').replace('until: 2099-01-01', 'until: 2098-01-01'))
    const same = async () => {
      const plan = ['plan', here, '-o', 'json']
      const [there, local] = [await ask(plan), await ran([...plan, '--state', state, '--source', 'people'])]
      assert.equal([there.code, JSON.parse(there.out)], [local.code, JSON.parse(local.out)])
      return there
    }
    const suspended = ['suspend', 'acme', '--reason', 'audit', '--until', '2099-01-01', '--state', state]
    assert.is((await ran(suspended)).code, 0)
    assert.match((await same()).out, '"Suspended"')
    assert.is((await ran(['resume', 'acme', '--state', state])).code, 0)
    assert.is((await same()).code, 0)
    for (const orgs of [here, folder]) rmSync(join(orgs, 'initech.yaml'))
    await pass()
    const held = JSON.parse((await same()).out).units.find(
      ({ unit }: { unit: string }) => unit === 'organization/initech',
    )
    assert.is((await ran(['approve', held.digest, '--state', state])).code, 0)
    assert.is((await same()).code, 0)
  })
})

test('a file that cannot be read removes nothing', async () => {
  await serving({}, async ({ folder, pass, ask }) => {
    cpSync(QUICKSTART, folder, { recursive: true })
    await pass()
    const here = copied(QUICKSTART)
    mkdirSync(join(here, 'more'))
    writeFileSync(join(here, 'initech.yaml'), 'kind: [\n')
    const { code, out } = await ask(['plan', here])
    assert.is(code, 1)
    assert.match(out, 'Plan: 0 to add, 0 to change, 0 to remove, 0 to rename.')
  })
})

test('who is no operator of everything is told that a plan needs one', async () => {
  const answer = JSON.stringify({ detail: 'name an organization' })
  const server = await startListening((_, response) =>
    response.writeHead(403, { 'content-type': 'application/problem+json' }).end(answer),
  )
  const { code, err } = await ran(['plan', QUICKSTART, '--server', server.url])
  assert.is(code, 4)
  assert.match(err, 'compares declarations with what it stores for operators alone')
  assert.not.match(err, 'name an organization')
  await server.stop()
})

test('a server and another revision are not compared with at once', async () => {
  const { code, err } = await ran(['plan', QUICKSTART, '--against', QUICKSTART, '--server', 'https://charter.example'])
  assert.is(code, 2)
  assert.match(err, '--against and --server do not go together')
  const secrets = await ran(['plan', QUICKSTART, '--resolve-secrets', '--server', 'https://charter.example'])
  assert.is(secrets.code, 2)
  assert.match(secrets.err, '--resolve-secrets and a server do not go together')
  const environment = { CHARTER_SERVER: 'http://127.0.0.1:1' }
  assert.is((await ran(['plan', QUICKSTART, '--against', QUICKSTART], { environment })).code, 0)
})

test.run()
