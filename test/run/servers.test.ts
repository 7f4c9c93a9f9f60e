import { chmodSync, chownSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Config } from '../../src/config.ts'
import type { Controls } from '../../src/model/control.ts'
import { ConfigError, StoreError } from '../../src/model/errors.ts'
import type { Status } from '../../src/model/status.ts'
import { startServers } from '../../src/run/servers.ts'
import { controlSocketPath } from '../../src/run/socket.ts'
import { configOf } from '../support/controller.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { ask } from '../support/http.ts'
import { NOTHING_PUBLISHED } from '../support/publication.ts'

const STATUS = { isReady: true, seq: 3, hash: 'a', sources: [], passes: [] } as unknown as Status

async function inFolder(work: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = createFolder()
  try {
    await work(folder)
  } finally {
    removeFolder(folder)
  }
}

const modeOf = (path: string): number => statSync(path).mode & 0o777
const uid = process.getuid?.() ?? 0

function start(folder: string, more: Partial<Config>, hooked: string[] = []) {
  const config = configOf([], { state: { path: join(folder, 'state'), init: true }, ...more })
  const secrets: string[] = []
  return startServers(
    { config, environment: { HOOK: 'hook-secret-canary' }, onSecret: (secret) => void secrets.push(secret.reveal()) },
    {
      socket: join(folder, 'operator.sock'),
      controls: { status: () => STATUS } as unknown as Controls,
      shown: {
        status: () => STATUS,
        metrics: async () => ({ type: 'text/plain', text: '' }),
        isAlive: () => true,
        authenticate: async () => ({ type: 'unauthorized', reason: 'nobody is known' }),
        limit: () => undefined,
        publication: NOTHING_PUBLISHED,
        version: '0.0.0',
      },
      onHook: (source) => void hooked.push(source),
    },
  )
}

function refusedAt(folder: string, state = 'state'): string {
  try {
    return controlSocketPath(state, { XDG_RUNTIME_DIR: folder })
  } catch (error) {
    if (error instanceof StoreError) return error.code
    throw error
  }
}

test('the socket of each state folder lies in a folder of its user alone, under a short name', async () => {
  await inFolder((folder) => {
    const [one, same, other] = ['state', './state', 'other'].map((state) => refusedAt(folder, state))
    assert.is(one, same)
    assert.not(one === other)
    assert.match(one ?? '', new RegExp(`^${folder}/charter-${uid}/[0-9a-f]{24}\\.sock$`))
    assert.is(modeOf(join(folder, `charter-${uid}`)), 0o700)
    chmodSync(join(folder, `charter-${uid}`), 0o777)
    refusedAt(folder)
    assert.is(modeOf(join(folder, `charter-${uid}`)), 0o700)
  })
})

test('a link, a file, or the folder of another user in its place is refused', async () => {
  await inFolder((folder) => {
    const place = join(folder, `charter-${uid}`)
    mkdirSync(join(folder, 'elsewhere'))
    symlinkSync(join(folder, 'elsewhere'), place)
    assert.is(refusedAt(folder), 'StateNotOwned')
  })
  await inFolder((folder) => {
    writeFileSync(join(folder, `charter-${uid}`), '')
    assert.is(refusedAt(folder), 'StateNotOwned')
    assert.is(refusedAt(join(folder, `charter-${uid}`)), 'StateNotOwned')
  })
  // Only root can give a folder to somebody else.
  if (uid !== 0) return
  await inFolder((folder) => {
    mkdirSync(join(folder, 'charter-0'))
    chownSync(join(folder, 'charter-0'), 65534, 65534)
    assert.is(refusedAt(folder), 'StateNotOwned')
  })
})

test('the operator is heard at a socket that only its user can open, and it goes with the program', async () => {
  await inFolder(async (folder) => {
    const socket = join(folder, 'operator.sock')
    writeFileSync(socket, 'left behind by a crash')
    const servers = await start(folder, {})
    assert.equal([modeOf(socket), servers.http, servers.hooks], [0o600, undefined, undefined])
    assert.is((await ask(socket, { path: '/status' })).status, 200)
    await servers.close()
    assert.not(existsSync(socket))
  })
})

test('each server listens at its own address, and a hook reaches whoever is to read', async () => {
  await inFolder(async (folder) => {
    const hooked: string[] = []
    const listen = { host: '127.0.0.1', port: 0 }
    const sources = configOf([{ name: 'people', git: { url: '/nowhere', webhook: { type: 'env', name: 'HOOK' } } }], {
      state: { path: folder, init: true },
    }).sources
    const servers = await start(folder, { http: listen, hooks: listen, sources }, hooked)
    const [http, hooks] = [servers.http, servers.hooks].map((address) => Number(new URL(address ?? '').port))
    assert.is((await ask(http ?? 0, { path: '/readyz' })).status, 200)
    assert.is((await ask(hooks ?? 0, { path: '/readyz' })).status, 404)
    const post = { method: 'POST', path: '/hooks/people', headers: { 'x-gitlab-token': 'hook-secret-canary' } }
    assert.equal([(await ask(hooks ?? 0, post)).status, (await ask(http ?? 0, post)).status], [202, 404])
    assert.equal(hooked, ['people'])
    await servers.close()
  })
})

test('an address that is taken, and a webhook without its secret, are told, and nothing goes on listening', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as { readonly port: number }
  await inFolder(async (folder) => {
    const refused = async (more: Partial<Config>) => {
      const error = await start(folder, more).catch((found: unknown) => found)
      assert.ok(error instanceof ConfigError)
      assert.not(existsSync(join(folder, 'operator.sock')))
      return error.message
    }
    assert.is(
      await refused({ http: { host: '127.0.0.1', port } }),
      `cannot listen at 127.0.0.1:${port}: somebody else does`,
    )
    const { sources } = configOf(
      [{ name: 'people', git: { url: '/nowhere', webhook: { type: 'env', name: 'ABSENT' } } }],
      {
        state: { path: folder, init: true },
      },
    )
    assert.match(
      await refused({ hooks: { host: '127.0.0.1', port: 0 }, sources }),
      /^the webhook of source people: .*ABSENT/,
    )
  })
  await new Promise((resolve) => taken.close(resolve))
})

test('a socket whose path is too long is refused in words', async () => {
  await inFolder(async (folder) => {
    const deep = join(folder, 'x'.repeat(120))
    mkdirSync(deep)
    const error = await start(deep, {}).catch((found: unknown) => found)
    assert.ok(error instanceof ConfigError)
    assert.match(error.message, /: the path of a socket holds 107 bytes at most$/)
  })
})

test.run()
