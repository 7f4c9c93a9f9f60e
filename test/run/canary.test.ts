import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SYSTEMS } from '../../src/api/compat/systems.ts'
import { ENDPOINTS } from '../../src/api/endpoints.ts'
import { assertNowhere } from '../support/canary.ts'
import { configOf, startRunning } from '../support/controller.ts'
import { createFolder } from '../support/folder.ts'
import { ask } from '../support/http.ts'
import { ran } from '../support/terminal.ts'

const CANARIES = {
  env: 'canary-of-env-Zq7PfT2v',
  file: 'canary-of-file-8KxWm4Lb',
  rotated: 'canary-of-env-Rn5Hj9Yc',
  token: 'canary-of-bootstrap-D3sVg6Qa',
} as const

const DECLARED = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  settings: [{key: smtp-password, secret: true, secretRef: {env: SMTP}}]
  bootstrap: {user: ada, userGroup: operators, tokenSecretRef: {file: bootstrap}}
  users: [{name: ada, email: ada@acme.example, admin: true}, {name: bob, email: bob@acme.example}]
  userGroups: [{name: operators, members: [ada]}]
  permissions: [{name: manage, permission: MANAGE, assignee: {userGroup: operators}}]
  dataSources:
    - {name: db, displayName: Db, type: POSTGRESQL, schema: public, url: "jdbc:postgresql://db.example/x", authenticationType: USERNAME_PASSWORD, username: u, passwordRef: {file: db}}
  accessKeys:
    - {name: access, type: access-key, generate: {writeTo: {file: access}}}
    - {name: robot, type: token, user: bob, rotation: {generation: 1}, generate: {writeTo: {file: robot}}}
`

/** Everything below these paths that needs no more than the names of things, and what a page shows. */
function paths(): readonly string[] {
  const named = (path: string): string =>
    path
      .replace('{organization}', 'acme')
      .replace(/\{(user|key|source|uid|workspace|name)\}/, 'robot')
      .replace(/\{[^}]+\}/g, 'access')
  const own = ENDPOINTS.map(({ path }) => `/api/v1${named(path)}`)
  const systems = SYSTEMS.map(({ name }) => `/compat/${name}/`)
  return [...own, ...systems, '/metrics', '/healthz', '/readyz', '/openapi.json', '/api/v1/status', '/', '/docs']
}

test('no value of a secret leaves the program: over HTTP, in its log, in its folder, or from a command line', async () => {
  const folder = createFolder({ 'a/acme.yaml': DECLARED })
  const secrets = join(folder, 'secrets')
  mkdirSync(secrets)
  writeFileSync(join(secrets, 'bootstrap'), CANARIES.token)
  writeFileSync(join(secrets, 'db'), `${CANARIES.file}\n`)
  const environment: Record<string, string> = { XDG_RUNTIME_DIR: folder, SMTP: CANARIES.env }
  const state = join(folder, 'state')
  const config = configOf([{ name: 'a', folder: join(folder, 'a') }], {
    state: { path: state, init: true },
    secretsDirectory: secrets,
    http: { host: '127.0.0.1', port: 0 },
    log: { level: 'trace', format: 'json' },
  })
  const running = await startRunning(config, environment)
  const told: string[] = []
  const values: string[] = [...Object.values(CANARIES)]
  try {
    values.push(readFileSync(join(secrets, 'access'), 'utf8'), readFileSync(join(secrets, 'robot'), 'utf8'))
    environment.SMTP = CANARIES.rotated
    writeFileSync(join(folder, 'a/acme.yaml'), DECLARED.replace('generation: 1', 'generation: 2'))
    await running.pass()
    values.push(readFileSync(join(secrets, 'robot'), 'utf8'))
    const operator = readFileSync(join(state, 'operator-token'), 'utf8').trim()
    const port = Number(new URL(running.controller.http ?? '').port)
    let answered = 0
    for (const path of paths()) {
      if (/\/(events|stream|changes\/stream)$/.test(path)) continue
      const { status, body, headers } = await ask(port, { path, headers: { authorization: `Bearer ${operator}` } })
      answered += Number(status === 200)
      told.push(path, body, JSON.stringify(headers))
    }
    assert.ok(answered > 30, `${answered} of them answered`)
    assert.equal(running.log.filter(({ msg }) => msg === 'a secret has changed').length, 1)
    told.push(JSON.stringify(running.log), JSON.stringify(running.status()))
  } finally {
    await running.stop()
  }
  for (const words of [
    ['history'],
    ['history', '--seq', '1'],
    ['get', 'organizations', '-o', 'yaml'],
    ['export', '--out', join(folder, 'out')],
  ]) {
    const { out, err } = await ran([...words, '--state', state])
    told.push(out, err)
  }
  for (const value of values) assertNowhere(value, told, [state, join(folder, 'out')])
})

test('the search for a secret finds one in every form and in names of files', () => {
  const secret = CANARIES.env
  const bytes = Buffer.from(secret)
  const forms = [
    secret,
    bytes.toString('base64'),
    Buffer.from(`x${secret}`).toString('base64'),
    Buffer.from(`xy${secret}z`).toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
    [...secret].reverse().join(''),
  ]
  for (const form of forms) assert.throws(() => assertNowhere(secret, [`… ${form} …`]), /a secret stands in/, form)
  assert.throws(() => assertNowhere(secret, [], [createFolder({ [secret]: '' })]), /a secret stands in/)
  assert.throws(() => assertNowhere(secret, [], [createFolder({ 'a/b': `x${secret}` })]), /a secret stands in/)
  assertNowhere(secret, ['nothing of the sort'], [createFolder({ a: 'b' })])
})

test.run()
