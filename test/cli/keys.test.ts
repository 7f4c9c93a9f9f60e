import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertNowhere } from '../support/canary.ts'
import { createFolder } from '../support/folder.ts'
import { ran } from '../support/terminal.ts'

/** An organization whose keys are given as YAML. */
function organization(name: string, ...keys: readonly string[]): string {
  return `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: ${name}}
spec:
  displayName: ${name}
  users: [{name: ada, email: ada@${name}.example, admin: true}]
  accessKeys: [${keys.join(', ')}]
`
}

const key = (more = '', file = 'acme/access'): string =>
  `{name: access, type: access-key${more}, generate: {writeTo: {file: ${file}}}}`

/** A folder with declarations, a state folder to be, and a secrets directory. */
function setting(...keys: readonly string[]) {
  const folder = createFolder({ 'orgs/acme.yaml': organization('acme', ...keys) })
  const [orgs, state, secrets] = ['orgs', 'state', 'secrets'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  mkdirSync(secrets)
  return {
    folder,
    state,
    secrets,
    target: join(secrets, 'acme/access'),
    declare: (text: string, name = 'acme'): void => writeFileSync(join(orgs, `${name}.yaml`), text),
    apply: (...words: string[]) =>
      ran(['apply', orgs, '--state', state, '--yes', '--secrets-directory', secrets, ...words]),
    plan: (...words: string[]) => ran(['plan', orgs, '--state', state, ...words]),
  }
}

test('a key gets its secret with the pass that creates it, and the secret stands in its file alone', async () => {
  const { apply, plan, state, target, folder } = setting(key())
  const planned = await plan()
  assert.match(
    planned.out,
    / {2}~ access key "access"\n {6}~ secret : will be made and handed over to file acme\/access\n/,
  )
  const first = await apply()
  assert.is(first.code, 0)
  assert.match(first.out, /\nHanded over: the secret of access key acme\/access, to file acme\/access\n$/)
  const value = readFileSync(target, 'utf8')
  assert.equal([value.length, statSync(target).mode & 0o777], [43, 0o600])
  assert.is((await plan('--detailed-exitcode')).out, 'No changes. The stored state matches the declarations.\n')
  const told = [first, await apply(), await apply('-o', 'json'), await plan('-o', 'json')]
  for (const words of [
    ['history', '--state', state],
    ['history', '--state', state, '-o', 'json'],
    ['get', 'accesskeys', '--state', state, '-o', 'yaml'],
    ['export', '--state', state, '--out', join(folder, 'out')],
    ['ledger', 'verify', '--state', state, '--replay'],
  ])
    told.push(await ran(words))
  assert.equal(
    told.map(({ code }) => code),
    told.map(() => 0),
  )
  assert.is(readFileSync(target, 'utf8'), value)
  assertNowhere(
    value,
    told.map(({ out, err }) => `${out}${err}`),
    [state, join(folder, 'out')],
  )
})

test('a raised generation changes the secret and nothing else', async () => {
  const { apply, declare, plan, state, target } = setting(key())
  await apply()
  const before = readFileSync(target, 'utf8')
  const uidNow = async () => JSON.parse((await ran(['get', 'accesskeys', '--state', state, '-o', 'json'])).out)
  const [{ uid }] = [await uidNow()].flat(2) as { uid?: string }[] as [{ uid?: string }]
  declare(organization('acme', key(', rotation: {generation: 2}')))
  assert.match((await plan()).out, /secret : will be made anew for generation 2 and handed over to file acme\/access/)
  assert.is((await apply()).code, 0)
  const after = readFileSync(target, 'utf8')
  assert.is.not(after, before)
  assert.is(after.length, 43)
  assert.equal(([await uidNow()].flat(2)[0] as { uid?: string }).uid, uid)
  declare(organization('acme', key(', rotation: {generation: 1}')))
  const back = await apply()
  assert.equal([back.code, /RotationBackwards/.test(back.out)], [1, true])
  assert.is(readFileSync(target, 'utf8'), after)
})

test('a file that is there already is not overwritten, and its organization is not applied', async () => {
  const { apply, secrets, target, state } = setting(key())
  mkdirSync(join(secrets, 'acme'))
  writeFileSync(target, 'of somebody else')
  const { code, out } = await apply()
  assert.is(code, 1)
  assert.match(
    out,
    /error\[SecretUnresolved\]: generate\.writeTo of AccessKey `access` does not resolve: the secret file acme\/access is there already/,
  )
  assert.is(readFileSync(target, 'utf8'), 'of somebody else')
  assert.is((await ran(['get', 'organizations', '--state', state, '-o', 'name'])).out, '')
  rmSync(target)
  assert.is((await apply()).code, 0)
})

test('each key has a place of its own: who comes later is refused, and who was there stays', async () => {
  const { apply, declare, target } = setting(key())
  await apply()
  const value = readFileSync(target, 'utf8')
  declare(organization('aaa', key()), 'aaa')
  const { code, out } = await apply()
  assert.is(code, 1)
  assert.match(out, /AccessKey `access` does not resolve: the AccessKey acme\/access is handed over there/)
  assert.match(out, /Invalid: aaa\./)
  assert.is(readFileSync(target, 'utf8'), value)
})

test('a place in a cluster does not resolve where there is none', async () => {
  const { apply } = setting(
    '{name: deploy, type: token, generate: {writeTo: {kubernetes: {name: deploy, key: token}}}}',
  )
  const { code, out } = await apply()
  assert.is(code, 1)
  assert.match(
    out,
    /there is no cluster in which the key token of the Secret deploy in namespace acme could be written/,
  )
})

test('without a secrets directory nothing is made, and the message says what to set', async () => {
  const { folder } = setting(key())
  const { code, out } = await ran(['apply', join(folder, 'orgs'), '--state', join(folder, 'state'), '--yes'])
  assert.is(code, 1)
  assert.match(out, /no secrets directory is configured/)
  assert.match(out, /--secrets-directory/)
})

test('a key that is gone leaves what it was handed over, and a new one of its name has another place or waits', async () => {
  const { apply, declare, target } = setting(key())
  await apply()
  declare(organization('acme'))
  assert.is((await apply()).code, 0)
  assert.ok(existsSync(target))
  declare(organization('acme', key()))
  assert.is((await apply()).code, 1)
  declare(organization('acme', key('', 'acme/second')))
  assert.is((await apply()).code, 0)
})

test('who compares two revisions is told nothing of secrets that nobody knows were made', async () => {
  const { folder, declare } = setting(key())
  const other = createFolder({ 'acme.yaml': organization('acme', key()) })
  declare(organization('acme', key()))
  const { out } = await ran(['plan', join(folder, 'orgs'), '--against', other])
  assert.is(out, 'No changes. The stored state matches the declarations.\n')
})

test('describe tells what is known of a key, and never its secret', async () => {
  const { apply, state, target } = setting(key(), '{name: brought, type: token, secretRef: {file: brought}}')
  writeFileSync(join(target, '../../brought'), 'made-for-a-test')
  assert.is((await apply()).code, 0)
  const described = (name: string, ...words: string[]) =>
    ran(['describe', 'accesskey', name, '-n', 'acme', '--state', state, ...words])
  const { out } = await described('access')
  assert.match(
    out,
    /\nKey:\n {2}key id {2}: [0-9A-F]{32}\n {2}secret {2}: handed over \S+Z, made for generation 1\n {2}expired : no\n/,
  )
  assert.match((await described('brought')).out, / {2}secret {2}: stands where secretRef says\n/)
  const { key: told } = JSON.parse((await described('access', '-o', 'json')).out)
  assert.equal(Object.keys(told), ['keyId', 'hasSecret', 'secretGeneration', 'rotatedAt', 'expired'])
  assertNowhere(readFileSync(target, 'utf8'), [out])
})

test.run()
