import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { TokenConfig } from '../../../src/config.ts'
import { sha256 } from '../../../src/lib/digest.ts'
import { createFolder } from '../../support/folder.ts'
import { type Served, serving } from '../../support/served.ts'
import { type Ran, ran } from '../../support/terminal.ts'

const QUICKSTART = fileURLToPath(new URL('../../../examples/quickstart/orgs', import.meta.url))

/** Serves the example until the work is done. */
function quickstart(work: (served: Served) => Promise<void>, more: Parameters<typeof serving>[2] = {}): Promise<void> {
  return serving(
    {},
    async (served) => {
      cpSync(QUICKSTART, served.folder, { recursive: true })
      await served.pass()
      await work(served)
    },
    more,
  )
}

/** What no two moments have in common. */
function timeless(text: string): string {
  return text
    .replaceAll(/"instant": "[^"]*"/g, '"instant": ""')
    .replaceAll(/\d+ (s|min|h)\b/g, '0 s')
    .replaceAll(/took \d+ ms/g, 'took 0 ms')
}

test('a server shows what its state folder shows, in every form', async () => {
  await quickstart(async ({ ask, state }) => {
    const acme = ['--organization', 'acme']
    for (const words of [
      ...['table', 'wide', 'json', 'yaml', 'csv', 'name'].map((form) => ['get', 'users', ...acme, '-o', form]),
      ['get', 'organizations'],
      ['get', 'organizationgroups', '-o', 'json'],
      ['get', 'ugroup', 'operators', ...acme, '-o', 'yaml'],
      ['get', 'users', '--seq', '1'],
      ...['table', 'json', 'csv'].map((form) => ['access', 'who-can', 'MANAGE', ...acme, '-o', form]),
      ['access', 'what-can', 'linus', ...acme],
      ['access', 'what-can', 'linus', ...acme, '--at', '2099-01-02'],
      ['access', 'explain', 'grace', 'MANAGE', ...acme, '-o', 'json'],
      ['access', 'check', 'grace', 'deployments.get', '--on', 'workspace/telescope', ...acme],
      ['access', 'check', 'nobody', 'MANAGE', ...acme],
      ['get', 'users', 'lins', ...acme],
    ]) {
      const [there, here] = [await ask(words), await ran([...words, '--state', state])]
      assert.equal(
        [there.code, timeless(there.out), there.err],
        [here.code, timeless(here.out), here.err],
        words.join(' '),
      )
    }
  })
})

test('where access comes from is told of an organization that was called otherwise before', async () => {
  await quickstart(async ({ ask, state, folder, pass }) => {
    for (const name of ['organization', 'people', 'access']) {
      const path = join(folder, `acme/${name}.yaml`)
      const renamed = readFileSync(path, 'utf8')
        .replaceAll(/namespace: acme\b/g, 'namespace: apex')
        .replaceAll('  name: acme\n', '  name: apex\n')
        .replace('\nspec:\n  displayName', '\nspec:\n  previousNames: [acme]\n  displayName')
      writeFileSync(path, renamed)
    }
    await pass()
    const words = ['access', 'explain', 'grace', 'MANAGE', '--organization', 'apex']
    const [there, here] = [await ask(words), await ran([...words, '--state', state])]
    assert.equal(there, here)
    assert.match(here.out, 'entry 2')
  })
})

test('a server tells its status, with the exit code of what it says', async () => {
  await quickstart(async ({ ask, state, folder, pass }) => {
    const text = await ask(['status'])
    assert.is(text.code, 0)
    assert.is(timeless(text.out), timeless((await ran(['status', '--state', state])).out))
    writeFileSync(join(folder, 'initech.yaml'), 'kind: nonsense\n')
    await pass()
    const { code, out } = await ask(['status', '-o', 'json'])
    assert.is(code, 3)
    const { format_version, passes } = JSON.parse(out)
    assert.is(format_version, '1.1')
    const [last, first] = passes
    assert.is(first.errors, undefined)
    assert.equal(
      last.errors.map(({ message, ...error }: { message: string }) => [error, message.slice(folder.length)]),
      [[{ reason: 'MissingField' }, '/initech.yaml:1:1: missing field `apiVersion` in the document']],
    )
    writeFileSync(
      join(folder, 'initech.yaml'),
      'apiVersion: charter.sh/v1alpha1\nkind: User\nmetadata: {namespace: initech, name: bad}\nspec: {email: bad}\n',
    )
    await pass()
    const [{ errors }] = JSON.parse((await ask(['status', '-o', 'json'])).out).passes
    assert.equal(
      errors.map(({ unit, reason }: { unit: string; reason: string }) => [unit, reason]),
      [['organization/initech', 'ValidationFailed']],
    )
    assert.match(errors[0].message, /^\d+ errors?, first at .*initech\.yaml:\d+:\d+: /)
  })
})

test('the server and the token may stand in the environment, and the command line counts before them', async () => {
  await quickstart(async ({ url, tokenFile, state }) => {
    const token = readFileSync(tokenFile, 'utf8').trim()
    const environment = { CHARTER_SERVER: `${url}/`, CHARTER_TOKEN: token }
    const words = ['get', 'users', '-o', 'name']
    const found = await ran(words, { environment })
    assert.equal([found.code, found.out.split('\n')[0]], [0, 'user/ada'])
    // Nothing listens there.
    const elsewhere = { ...environment, CHARTER_SERVER: 'http://127.0.0.1:1' }
    assert.is((await ran([...words, '--server', url], { environment: elsewhere })).code, 0)
    assert.is((await ran([...words, '--state', state], { environment: elsewhere })).code, 0)
    const wrong = { ...environment, CHARTER_TOKEN: 'x'.repeat(43) }
    assert.is((await ran(words, { environment: wrong })).code, 4)
    assert.is((await ran([...words, '--token-file', tokenFile], { environment: wrong })).code, 0)
  })
})

const TOKEN = 'charter_reader-reader-reader-reader-reader-reader'

/** Serves the example to one token, whose role is told. */
function shownTo(
  token: Pick<TokenConfig, 'role' | 'organizations'>,
  work: (ask: (words: readonly string[]) => Promise<Ran>, state: string) => Promise<void>,
): Promise<void> {
  const files = createFolder({ token: `${TOKEN}\n` })
  const tokens = [{ name: 'reader', sha256: sha256(TOKEN), ...token }]
  return quickstart(
    ({ url, state }) => work((words) => ran([...words, '--server', url, '--token-file', join(files, 'token')]), state),
    { authentication: { tokens } },
  )
}

const WHO = ['access', 'who-can', 'MANAGE', '--organization', 'acme']

test('an auditor is told who may do what, and not what everybody declares', async () => {
  await shownTo({ role: 'auditor' }, async (ask, state) => {
    assert.is((await ask(WHO)).out, (await ran([...WHO, '--state', state])).out)
    const refused = await ask(['get', 'users'])
    assert.equal([refused.code, refused.out], [4, ''])
    assert.match(refused.err, 'name an organization that you manage')
  })
})

test('who manages an organization asks about that one, and is not told by which entries access came', async () => {
  await shownTo({ role: 'operator', organizations: ['acme'] }, async (ask, state) => {
    const { out } = await ran([...WHO, '--state', state, '-o', 'csv'])
    const { out: told, err } = await ask([...WHO, '-o', 'csv'])
    assert.is(err, '')
    assert.equal(
      told.trimEnd().split('\n'),
      out
        .trimEnd()
        .split('\n')
        .map((line, at) => (at === 0 ? line : line.replace(/[^,\r]*(?=\r?$)/, ''))),
    )
    assert.is(
      (await ask(['get', 'users', '--organization', 'acme', '-o', 'name'])).out,
      'user/ada\nuser/grace\nuser/linus\n',
    )
    const hidden = await ask(['get', 'users', '--organization', 'initech'])
    assert.equal([hidden.code, hidden.out], [1, ''])
    assert.is((await ask(['status'])).code, 4)
  })
})

test.run()
