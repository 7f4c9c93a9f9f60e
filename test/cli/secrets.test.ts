import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertNowhere } from '../support/canary.ts'
import { createFolder } from '../support/folder.ts'
import { ran } from '../support/terminal.ts'

const CANARY = 'canary-8Jq2vTfWz0'

/** An organization with a data source whose password is referred to. */
function organization(password: string, more = ''): string {
  return `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users: [{name: ada, email: ada@acme.example, admin: true}${more}]
  dataSources:
    - name: warehouse
      displayName: Warehouse
      type: POSTGRESQL
      schema: public
      url: jdbc:postgresql://db.acme.example/dwh
      authenticationType: USERNAME_PASSWORD
      username: loader
      passwordRef: ${password}
`
}

const OTHER = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: globex}
spec: {displayName: Globex, users: [{name: hank, email: hank@globex.example, admin: true}]}
`

/** A folder with declarations, a state folder to be, and a secrets directory. */
function setting(password: string) {
  const folder = createFolder({ 'orgs/acme.yaml': organization(password), 'orgs/globex.yaml': OTHER })
  const [orgs, state, secrets] = ['orgs', 'state', 'secrets'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  mkdirSync(secrets)
  const declare = (text: string): void => writeFileSync(join(orgs, 'acme.yaml'), text)
  const apply = (environment: Record<string, string> = {}) =>
    ran(['apply', orgs, '--state', state, '--yes', '--secrets-directory', secrets], { environment })
  return { folder, orgs, state, secrets, declare, apply }
}

test('an organization whose secret does not resolve is not applied, and the others are', async () => {
  const { apply, state } = setting('{env: WAREHOUSE_PASSWORD}')
  const first = await apply()
  assert.is(first.code, 20)
  assert.match(
    first.out,
    /error\[SecretUnresolved\]: passwordRef of DataSource `warehouse` does not resolve: the variable WAREHOUSE_PASSWORD is not set/,
  )
  assert.equal((await ran(['get', 'organizations', '--state', state, '-o', 'name'])).out, 'organization/globex\n')
  const second = await apply({ WAREHOUSE_PASSWORD: CANARY })
  assert.is(second.code, 0)
  assert.is(
    (await ran(['get', 'organizations', '--state', state, '-o', 'name'])).out,
    'organization/acme\norganization/globex\n',
  )
})

test('its last good state stays when a secret goes, and what does not change is a condition', async () => {
  const { apply, declare, secrets, state } = setting('{file: warehouse/password}')
  mkdirSync(join(secrets, 'warehouse'))
  writeFileSync(join(secrets, 'warehouse/password'), `${CANARY}\n`)
  assert.is((await apply()).code, 0)
  rmSync(join(secrets, 'warehouse/password'))
  const unchanged = await apply()
  assert.is(unchanged.code, 0)
  assert.match(unchanged.out, /SecretUnresolved/)
  declare(organization('{file: warehouse/password}', ', {name: bob, email: bob@acme.example}'))
  const refused = await apply()
  assert.is(refused.code, 1)
  assert.match(refused.out, /the secret file warehouse\/password does not exist/)
  assert.is((await ran(['get', 'users', '--state', state, '-n', 'acme', '-o', 'name'])).out, 'user/ada\n')
  writeFileSync(join(secrets, 'warehouse/password'), `${CANARY}\n`)
  assert.is((await apply()).code, 0)
  assert.is((await ran(['get', 'users', '--state', state, '-n', 'acme', '-o', 'name'])).out, 'user/ada\nuser/bob\n')
})

test('validate and plan look at no secret unless they are asked', async () => {
  const { orgs, state, secrets } = setting('{file: warehouse/password}')
  assert.is((await ran(['validate', orgs])).code, 0)
  assert.is((await ran(['plan', orgs, '--state', state])).code, 0)
  for (const words of [
    ['validate', orgs],
    ['plan', orgs, '--state', state],
  ]) {
    const { code, out } = await ran([...words, '--resolve-secrets'])
    assert.is(code, 1)
    assert.match(out, /the secret file warehouse\/password is asked for, and no secrets directory is configured/)
    const there = await ran([...words, '--resolve-secrets', '--secrets-directory', secrets])
    assert.match(there.out, /the secret file warehouse\/password does not exist below/)
    const set = await ran([...words, '--resolve-secrets'], { environment: { CHARTER_SECRETS_DIRECTORY: secrets } })
    assert.is(set.out, there.out)
  }
})

test('a Secret of a cluster does not resolve where there is none, and the message says what to do', async () => {
  const { apply } = setting('{kubernetes: {name: warehouse, key: password}}')
  const { code, out } = await apply()
  assert.is(code, 20)
  assert.match(out, /there is no cluster in which the key password of the Secret warehouse in namespace acme could be/)
  assert.match(out, /name an env or a file, run charter in the cluster, or name it with --secrets-kubeconfig/)
})

test('a secret that is another one shows in the plan, is noted once in the ledger, and changes nothing else', async () => {
  const { apply, orgs, state } = setting('{env: WAREHOUSE_PASSWORD}')
  const plan = (environment: Record<string, string>, ...words: string[]) =>
    ran(['plan', orgs, '--state', state, ...words], { environment })
  const [before, after] = [{ WAREHOUSE_PASSWORD: CANARY }, { WAREHOUSE_PASSWORD: `${CANARY}2` }]
  const first = await apply(before)
  assert.not.match(first.out, /secret changed/)
  assert.is((await plan(before, '--resolve-secrets', '--detailed-exitcode')).code, 0)
  assert.equal(await plan(after, '--resolve-secrets', '--detailed-exitcode'), {
    code: 2,
    out: '# acme\n\n  ~ data source "warehouse"\n      ~ passwordRef : secret changed\n\nPlan: 0 to add, 0 to change, 0 to remove, 0 to rename.\n',
    err: '',
  })
  assert.match((await plan(after)).out, /^No changes/)
  assert.match(
    (await plan(after, '--resolve-secrets', '-o', 'markdown')).out,
    /data source "warehouse", passwordRef : secret changed/,
  )
  const { secrets, format_version } = JSON.parse((await plan(after, '--resolve-secrets', '-o', 'json')).out)
  assert.equal(
    [format_version, secrets],
    [
      '1.2',
      [
        {
          unit: 'organization/acme',
          kind: 'DataSource',
          namespace: 'acme',
          name: 'warehouse',
          type: 'changed',
          path: '/spec/passwordRef',
        },
      ],
    ],
  )
  assert.match((await apply(after)).out, /passwordRef : secret changed/)
  const again = await apply(after)
  assert.is(again.out, 'No changes. The stored state matches the declarations.\n')
  const history = (await ran(['history', '--state', state])).out
  assert.is(history.match(/rotated/g)?.length, 1)
  assert.match((await ran(['ledger', 'verify', '--state', state, '--replay'])).out, /intact/)
})

test('with another key of fingerprints, and with none, every secret is unknown once and nothing has changed', async () => {
  const { apply, state } = setting('{env: WAREHOUSE_PASSWORD}')
  await apply({ WAREHOUSE_PASSWORD: CANARY })
  rmSync(join(state, 'fingerprint-key'))
  assert.not.match((await apply({ WAREHOUSE_PASSWORD: `${CANARY}2` })).out, /secret changed/)
  assert.match((await apply({ WAREHOUSE_PASSWORD: `${CANARY}3` })).out, /secret changed/)
  rmSync(join(state, 'fingerprints.json'))
  assert.not.match((await apply({ WAREHOUSE_PASSWORD: `${CANARY}4` })).out, /secret changed/)
  assert.match((await apply({ WAREHOUSE_PASSWORD: `${CANARY}5` })).out, /secret changed/)
})

test('a setting that comes before another one takes no part in what is known of it', async () => {
  const { apply, declare } = setting('{env: WAREHOUSE_PASSWORD}')
  const settings = (...names: string[]) =>
    organization('{env: WAREHOUSE_PASSWORD}').replace(
      '  displayName: Acme\n',
      `  displayName: Acme\n  settings: [${names.map((name) => `{key: ${name}, secret: true, secretRef: {env: ${name.toUpperCase()}}}`).join(', ')}]\n`,
    )
  const environment = { WAREHOUSE_PASSWORD: 'made-for-a-test-1', A: 'made-for-a-test-2', B: 'made-for-a-test-3' }
  declare(settings('b'))
  assert.is((await apply(environment)).code, 0)
  declare(settings('a', 'b'))
  assert.not.match((await apply(environment)).out, /secret changed/)
  assert.match(
    (await apply({ ...environment, B: 'made-for-a-test-4' })).out,
    /settings\[b\]\.secretRef : secret changed/,
  )
})

test('the value of a secret stands nowhere: not on a stream, and in no file of the state', async () => {
  const { apply, declare, orgs, state } = setting('{env: WAREHOUSE_PASSWORD}')
  const environment = { WAREHOUSE_PASSWORD: CANARY }
  const told = [await apply(environment)]
  declare(organization('{env: WAREHOUSE_PASSWORD}', ', {name: bob, email: bob@acme.example}'))
  told.push(await ran(['plan', orgs, '--state', state, '--resolve-secrets', '-o', 'json'], { environment }))
  told.push(await ran(['validate', orgs, '--resolve-secrets'], { environment }), await apply(environment))
  told.push(await ran(['export', '--state', state, '--out', join(state, '../out')], { environment }))
  assert.equal(
    told.map(({ code }) => code),
    [0, 0, 0, 0, 0],
  )
  assertNowhere(
    CANARY,
    told.map(({ out, err }) => `${out}${err}`),
    [state, join(state, '../out')],
  )
})

test.run()
