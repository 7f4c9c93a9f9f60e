import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { organization } from '../support/crowd.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'
import { type RunningProcess, startProcess, until } from '../support/running.ts'
import { ran } from '../support/terminal.ts'

interface Setting {
  readonly folder: string
  readonly state: string
  readonly repository: RepositoryFixture
  start(more?: string, environment?: Record<string, string>): RunningProcess
}

async function inSetting(work: (setting: Setting) => Promise<void>): Promise<void> {
  const folder = createFolder()
  const repository = createRepository({ bare: true })
  repository.commit({ files: { 'acme.yaml': organization('acme', 2) } })
  const started: RunningProcess[] = []
  const start = (more = '', environment: Record<string, string> = {}): RunningProcess => {
    const configuration = [
      'state: {path: state}',
      'http: {listen: "127.0.0.1:0"}',
      'hooks: {listen: "127.0.0.1:0"}',
      'log: {format: json}',
      more,
      'sources:',
      '  - name: people',
      '    privileged: true',
      `    git: {url: ${repository.path}, branch: main, interval: 1h, allowLocal: true, webhook: {secretRef: {env: HOOK}}}`,
      '',
    ].join('\n')
    const running = startProcess(folder, configuration, { HOOK: 'hook-secret-canary', ...environment })
    started.push(running)
    return running
  }
  try {
    await work({ folder, state: join(folder, 'state'), repository, start })
  } finally {
    for (const { child } of started) child.kill('SIGKILL')
    repository.remove()
    removeFolder(folder)
  }
}

const has = (running: RunningProcess, message: string) => running.log().some(({ msg }) => msg === message)
const users = async (state: string) =>
  JSON.parse((await ran(['get', 'users', '--state', state, '-o', 'json'])).out).length

test('it applies, tells who asks, and stops when asked, giving everything back', async () => {
  await inSetting(async ({ state, start }) => {
    const running = start()
    await until('the first pass', () => has(running, 'pass is over'))
    const http = String(running.log().find(({ msg }) => msg === 'started')?.http)
    assert.is((await fetch(`${http}/readyz`)).status, 200)
    assert.is((await fetch(`${http}/healthz`)).status, 200)
    assert.is((await fetch(`${http}/metrics`)).status, 401)
    assert.is((await fetch(`${http}/api/v1/status`, { method: 'POST' })).status, 405)
    const token = readFileSync(join(state, 'operator-token'), 'utf8').trim()
    const headers = { authorization: `Bearer ${token}` }
    const told = (await (await fetch(`${http}/api/v1/status`, { headers })).json()) as Record<string, unknown>
    assert.equal([told.ready, told.observedRevision], [true, 1])
    const metrics = await (await fetch(`${http}/metrics`, { headers })).text()
    assert.match(metrics, /^charter_convergence_age_seconds 0$/m)
    assert.match(metrics, /^controller_runtime_reconcile_total\{controller="charter",result="success"\} 1$/m)
    assert.is(await users(state), 2)
    assert.is(await running.end('SIGTERM'), 0)
    assert.equal([existsSync(join(state, 'lock')), existsSync(join(state, 'checkpoint.ndjson'))], [false, true])
    assert.not.match(running.said.err, /canary/)
    assert.not.match(running.said.err, new RegExp(token))
  })
})

test('a webhook that is signed makes it read at once, and any other one nothing', async () => {
  await inSetting(async ({ state, repository, start }) => {
    const running = start()
    await until('the first pass', () => has(running, 'pass is over'))
    const hooks = String(running.log().find(({ msg }) => msg === 'started')?.hooks)
    repository.commit({ files: { 'acme.yaml': organization('acme', 3) } })
    const body = '{"ref":"refs/heads/main"}'
    const signature = `sha256=${createHmac('sha256', 'hook-secret-canary').update(body).digest('hex')}`
    const post = async (path: string, headers: Record<string, string>) =>
      (
        await fetch(`${hooks}${path}`, {
          method: 'POST',
          signal: AbortSignal.timeout(30_000),
          body,
          headers: { 'content-type': 'application/json', ...headers },
        })
      ).status
    assert.is(await post('/hooks/people', { 'x-hub-signature-256': signature.replace(/.$/, '_') }), 401)
    assert.is(await post('/hooks/nobody', { 'x-hub-signature-256': signature }), 401)
    assert.is(await post('/hooks/people', {}), 401)
    assert.is(await users(state), 2)
    assert.is(await post('/hooks/people', { 'x-hub-signature-256': signature }), 202)
    await until('the change', async () => (await users(state)) === 3)
    assert.is(await post('/hooks/people', { 'x-gitlab-token': 'hook-secret-canary' }), 202)
    assert.is(await running.end('SIGINT'), 0)
  })
})

test('SIGHUP makes it read now', async () => {
  await inSetting(async ({ state, repository, start }) => {
    const running = start()
    await until('the first pass', () => has(running, 'pass is over'))
    repository.commit({ files: { 'acme.yaml': organization('acme', 3) } })
    running.child.kill('SIGHUP')
    await until('the change', async () => (await users(state)) === 3)
    assert.is(await running.end('SIGTERM'), 0)
  })
})

test('a second one on the same state is refused, and after a kill the next one goes on', async () => {
  await inSetting(async ({ state, repository, start }) => {
    const first = start()
    await until('the first pass', () => has(first, 'pass is over'))
    const second = start()
    assert.is(await second.ended, 73)
    assert.match(second.said.err, /is in use by process \d+/)
    assert.is(await first.end('SIGKILL'), 'SIGKILL')
    repository.commit({ files: { 'acme.yaml': organization('acme', 3) } })
    const third = start()
    await until('the change', async () => (await users(state)) === 3)
    assert.is(await third.end('SIGTERM'), 0)
  })
})

test('a wrong configuration is told whole, and nothing is begun', async () => {
  await inSetting(async ({ state, start }) => {
    const running = start('lgo: {level: info}\nconvergeWithin: soon')
    assert.is(await running.ended, 2)
    assert.match(running.said.err, /did you mean `?log/)
    assert.match(running.said.err, /convergeWithin/)
    assert.not(existsSync(state))
  })
})

test.run()
