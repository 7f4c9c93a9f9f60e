import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startController } from '../src/controller.ts'
import { systemClock } from '../src/lib/clock.ts'
import { noLog } from '../src/lib/log.ts'
import { configOf } from '../test/support/controller.ts'

/** What the benchmark tells this process to do: read the source now, serve these bytes, or end. */
export type Told =
  | { readonly type: 'reconcile' }
  | { readonly type: 'bytes'; readonly body: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly type: 'end' }

/** What it answers: where it listens, and that a pass is over. */
export type Answered =
  | { readonly type: 'listening'; readonly address: string }
  | { readonly type: 'passed'; readonly seq: number }

/**
 * `node bench/serving.ts charter REPOSITORY STATE RUNTIME DIGEST RATE` serves what a repository declares to the token of that
 * SHA-256, so many requests a second to one client; `node bench/serving.ts bare` sends ready bytes, as little as a server can do. Both are told what to do by messages.
 */
const [what, repository = '', state = '', runtime = '', digest = '', rate = ''] = process.argv.slice(2)
const answer = (message: Answered): void => void process.send?.(message)
const onTold = (listener: (told: Told) => void): void => void process.on('message', listener)
if (what === 'charter') await serveCharter()
else serveBare()

async function serveCharter(): Promise<void> {
  const config = configOf([{ git: repository }], {
    state: { path: state, init: true },
    http: { host: '127.0.0.1', port: 0 },
    rateLimit: { perSecond: Number(rate), burst: 2 * Number(rate) },
    authentication: { tokens: [{ name: 'benchmark', sha256: digest, role: 'operator' }] },
  })
  const controller = await startController(config, {
    version: 'benchmark',
    environment: { XDG_RUNTIME_DIR: runtime },
    clock: systemClock,
    log: { ...noLog, hide: () => undefined },
    random: Math.random,
  })
  while (!controller.turns.status().isReady) await new Promise((resolve) => setTimeout(resolve, 20))
  onTold((told) => {
    if (told.type === 'end') void controller.stop().then(() => process.disconnect())
    if (told.type === 'reconcile') {
      void controller.reconcile().then(() => answer({ type: 'passed', seq: controller.turns.state().head.seq }))
    }
  })
  answer({ type: 'listening', address: controller.http ?? '' })
}

function serveBare(): void {
  let body = Buffer.alloc(0)
  let headers: Readonly<Record<string, string>> = {}
  const server = createServer((_, response) => response.writeHead(200, headers).end(body))
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    answer({ type: 'listening', address: `http://127.0.0.1:${port}` })
  })
  onTold((told) => {
    if (told.type === 'bytes') [body, headers] = [Buffer.from(told.body), told.headers]
    if (told.type === 'end') {
      server.close(() => process.disconnect())
      server.closeAllConnections()
    }
  })
}
