import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { tokenOf } from '../support/asking.ts'
import { assertNowhere } from '../support/canary.ts'
import { configOf, startRunning } from '../support/controller.ts'
import { createFolder } from '../support/folder.ts'
import { ask } from '../support/http.ts'
import { untilTrue } from '../support/waiting.ts'

const http = { host: '127.0.0.1', port: 0 }

function organization(keys: readonly string[], more = ''): string {
  return `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users: [{name: ada, email: ada@acme.example, admin: true}, {name: bob, email: bob@acme.example${more}}]
  accessKeys:
${keys.map((one) => `    - ${one}\n`).join('')}`
}

const made = (name: string, more: string): string => `{name: ${name}, ${more}, generate: {writeTo: {file: ${name}}}}`
const KEYS = [
  made('robot', 'type: token, user: bob'),
  made('nobody', 'type: token'),
  made('basic', 'type: basic, user: bob'),
  made('short', 'type: token, user: bob, expiresAt: "2026-05-02T00:00:00Z"'),
  '{name: brought, type: token, user: bob, secretRef: {file: brought}}',
]

test('a token that Charter made lets its user in, until it is made anew or its user has no access', async () => {
  const folder = createFolder({ 'a/acme.yaml': organization(KEYS) })
  const secrets = join(folder, 'secrets')
  mkdirSync(secrets)
  writeFileSync(join(secrets, 'brought'), 'brought-by-the-operator-0123456789')
  const time = { now: '2026-05-01T00:00:00.000Z' }
  const clock = { now: () => time.now, elapsedMs: () => Date.parse(time.now) }
  const authentication = { tokens: [tokenOf('a-configured-token-with-enough-characters', 'auditor')] }
  const config = configOf([{ name: 'a', folder: join(folder, 'a') }], {
    state: { path: join(folder, 'state'), init: true },
    secretsDirectory: secrets,
    http,
    authentication,
  })
  const running = await startRunning(config, { XDG_RUNTIME_DIR: folder }, clock)
  try {
    const port = Number(new URL(running.controller.http ?? '').port)
    const answers: string[] = []
    const get = async (token: string, path = 'organizations/acme') => {
      const { status, body } = await ask(port, {
        path: `/api/v1/${path}`,
        headers: { authorization: `Bearer ${token}` },
      })
      answers.push(body)
      return status
    }
    const value = (name: string): string => readFileSync(join(secrets, name), 'utf8')
    const [first, short] = [value('robot'), value('short')]
    assert.equal(
      await Promise.all(['robot', 'nobody', 'basic', 'short', 'brought'].map((name) => get(value(name)))),
      [200, 401, 401, 200, 401],
    )
    assert.equal([await get(first, 'organizations/globex'), await get(first, 'status')], [404, 403])
    time.now = '2026-05-02T00:00:00.000Z'
    assert.equal([await get(short), await get(first)], [401, 200])
    const raised = KEYS.map((key) => key.replace('name: robot,', 'name: robot, rotation: {generation: 2},'))
    writeFileSync(join(folder, 'a/acme.yaml'), organization(raised))
    await running.pass()
    assert.equal([await get(first), await get(value('robot'))], [401, 200])
    writeFileSync(join(folder, 'a/acme.yaml'), organization(raised, ', active: false'))
    await running.pass()
    assert.is(await get(value('robot')), 404)
    const told = [...answers, JSON.stringify(running.log), JSON.stringify(running.status())]
    for (const secret of [first, value('robot'), value('brought')]) assertNowhere(secret, told, [join(folder, 'state')])
    const handed = running.log.filter(({ msg }) => msg === 'handed over a secret')
    assert.equal(
      handed.map(({ resource, cause }) => `${resource} ${cause}`),
      [
        'AccessKey/acme/basic created',
        'AccessKey/acme/nobody created',
        'AccessKey/acme/robot created',
        'AccessKey/acme/short created',
        'AccessKey/acme/robot generation',
      ],
    )
  } finally {
    await running.stop()
  }
  const again = await startRunning(config, { XDG_RUNTIME_DIR: folder }, clock)
  try {
    const port = Number(new URL(again.controller.http ?? '').port)
    writeFileSync(
      join(folder, 'a/acme.yaml'),
      organization(KEYS.map((key) => key.replace('name: robot,', 'name: robot, rotation: {generation: 2},'))),
    )
    await again.pass()
    const authorization = `Bearer ${readFileSync(join(secrets, 'robot'), 'utf8')}`
    assert.is((await ask(port, { path: '/api/v1/organizations/acme', headers: { authorization } })).status, 200)
  } finally {
    await again.stop()
  }
})

test('a value that reaches its greatest age is made anew at the next reading, though nothing else has changed', async () => {
  const folder = createFolder({
    'a/acme.yaml': organization([made('robot', 'type: token, user: bob, rotation: {maxAge: P30D}')]),
    'secrets/other': 'x',
  })
  const time = { now: '2026-05-01T00:00:00.000Z' }
  const clock = { now: () => time.now, elapsedMs: () => Date.parse(time.now) }
  const config = configOf([{ name: 'a', folder: join(folder, 'a'), schedule: { type: 'interval', ms: 25 } }], {
    state: { path: join(folder, 'state'), init: true },
    secretsDirectory: join(folder, 'secrets'),
  })
  const running = await startRunning(config, { XDG_RUNTIME_DIR: folder }, clock)
  try {
    const value = (): string => readFileSync(join(folder, 'secrets/robot'), 'utf8')
    const first = value()
    await new Promise((go) => setTimeout(go, 200))
    assert.is(value(), first)
    time.now = '2026-05-31T00:00:00.000Z'
    await untilTrue(() => value() !== first)
    await running.pass()
    assert.equal(
      [...running.controller.turns.state().rotations.values()].map(({ count, at }) => [count, at]),
      [[2, time.now]],
    )
  } finally {
    await running.stop()
  }
})

test.run()
