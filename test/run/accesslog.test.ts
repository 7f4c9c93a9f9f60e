import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createLog } from '../../src/lib/log.ts'
import { openAccess } from '../../src/run/accesslog.ts'
import { accessQuery, accessRecord, pathsIn } from '../support/accesslog.ts'
import { running } from '../support/controller.ts'
import { createFolder } from '../support/folder.ts'
import { ask } from '../support/http.ts'

test('what is lost is counted each time and said once, and so is the end of it', async () => {
  const folder = createFolder({ access: 'in the way' })
  const lines: Record<string, unknown>[] = []
  let dropped = 0
  const log = createLog({ level: 'debug', format: 'json', write: (line) => void lines.push(JSON.parse(line)) })
  const access = openAccess(folder, log, (count) => {
    dropped += count
  })
  for (let times = 0; times < 3; times++) {
    access.add(accessRecord())
    await access.read(accessQuery()).catch(() => undefined)
  }
  assert.equal([dropped, lines.length], [3, 1])
  const { ts: _, ...line } = lines[0] ?? {}
  assert.equal(line, {
    level: 'warn',
    code: 'StateForeign',
    error: `${join(folder, 'access')} is not a folder`,
    msg: 'records of the access log are dropped',
  })
  rmSync(join(folder, 'access'))
  // The first batch that is written says nothing yet: of what came during it, some may have been lost.
  for (const path of ['/1', '/2', '/3']) {
    access.add(accessRecord({ path }))
    await access.read(accessQuery())
    assert.is(lines.length, path === '/1' ? 1 : 2)
  }
  assert.equal(
    lines.slice(1).map(({ msg, level, dropped: count }) => [level, msg, count]),
    [['info', 'the access log is written again', 3]],
  )
  assert.equal([dropped, await pathsIn(access)], [3, ['/3', '/2', '/1']])
})

const ACME = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec: {displayName: Acme, users: [{name: ada, email: ada@acme.example, admin: true}]}
`

test('the running program takes down reads, tells them, counts what is lost, and writes what waits before it ends', async () => {
  const folder = createFolder({ 'acme.yaml': ACME })
  const state = createFolder()
  rmSync(state, { recursive: true })
  const more = { http: { host: '127.0.0.1', port: 0 }, state: { path: state, init: true } }
  await running(
    [{ folder }],
    async ({ controller }) => {
      const port = Number(new URL(controller.http ?? '').port)
      const token = readFileSync(controller.tokenPath ?? '', 'utf8').trim()
      const get = (path: string) => ask(port, { path, headers: { authorization: `Bearer ${token}` } })
      await get('/api/v1/organizations/acme')
      const { body } = await get('/api/v1/organizations/acme/access-log')
      assert.equal(
        JSON.parse(body).map(({ action, user }: Record<string, string>) => `${action} ${user}`),
        ['READ operator', 'LOGIN operator'],
      )
      assert.match((await get('/metrics')).body, /^charter_access_log_dropped_total 0$/m)
      await get('/api/v1/organizations/acme/tags')
    },
    more,
  )
  const [file = ''] = [`${new Date().toISOString().slice(0, 7)}.ndjson`].map((name) => join(state, 'access', name))
  assert.ok(existsSync(file))
  assert.match(readFileSync(file, 'utf8'), /\/tags".*\n$/)
})

test('a disk that takes no records keeps nobody from reading, nor the program from applying', async () => {
  const folder = createFolder({ 'acme.yaml': ACME })
  const state = createFolder()
  rmSync(state, { recursive: true })
  const more = { http: { host: '127.0.0.1', port: 0 }, state: { path: state, init: true } }
  await running(
    [{ folder }],
    async ({ controller, pass, log }) => {
      mkdirSync(join(state, 'access', `${new Date().toISOString().slice(0, 7)}.ndjson`), { recursive: true })
      const port = Number(new URL(controller.http ?? '').port)
      const token = readFileSync(controller.tokenPath ?? '', 'utf8').trim()
      const get = (path: string) => ask(port, { path, headers: { authorization: `Bearer ${token}` } })
      assert.is((await get('/api/v1/organizations/acme')).status, 200)
      const { status, body } = await get('/api/v1/organizations/acme/access-log')
      assert.equal([status, JSON.parse(body).detail], [503, 'what is recorded cannot be read now'])
      writeFileSync(join(folder, 'acme.yaml'), ACME.replace('Acme', 'Acme Limited'))
      await pass()
      assert.match((await get('/api/v1/organizations/acme')).body, /Acme Limited/)
      assert.match((await get('/metrics')).body, /^charter_access_log_dropped_total [2-9]$/m)
      assert.equal(log.filter(({ msg }) => msg === 'records of the access log are dropped').length, 1)
    },
    more,
  )
})

test.run()
