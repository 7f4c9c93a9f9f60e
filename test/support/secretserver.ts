import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createFolder } from './folder.ts'

/** A Secret as an API server holds it. */
export interface HeldSecret {
  readonly metadata: { readonly resourceVersion: string; readonly annotations?: Readonly<Record<string, string>> }
  readonly data: Readonly<Record<string, string>>
}

/** Secrets by `namespace/name`. */
export type HeldSecrets = Map<string, HeldSecret>

/** An API server that knows Secrets alone, by `namespace/name`, and keeps versions as a real one does. */
export interface SecretServer {
  readonly kubeconfig: string
  readonly secrets: HeldSecrets
  /** Every request that changes something or is refused: `PATCH acme/deploy 200`. */
  readonly log: string[]
  /** Answers everything with this status, until it is taken away. */
  refuse(status: number | undefined): void
  stop(): Promise<void>
}

/** Starts one with these namespaces. */
export async function startSecretServer(namespaces: readonly string[]): Promise<SecretServer> {
  const secrets: HeldSecrets = new Map()
  const log: string[] = []
  let refused: number | undefined
  const server = createServer(async (request, response) => {
    const text = await textOf(request)
    const isThere = namespaces.includes(PLACE.exec(request.url ?? '')?.[1] ?? '')
    const found = isThere ? answerAboutSecret(request, text, secrets) : ([404, {}] as const)
    const [status, body] = refused === undefined ? found : [refused, {}]
    if (request.method !== 'GET') log.push(`${request.method} ${status}`)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    clusters: [{ name: 'test', cluster: { server: address, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'test', user: { token: 'of-a-test' } }],
  }
  const folder = createFolder({ kubeconfig: JSON.stringify(config) })
  return {
    kubeconfig: join(folder, 'kubeconfig'),
    secrets,
    log,
    refuse: (status) => {
      refused = status
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const PLACE = /^\/api\/v1\/namespaces\/([^/]+)\/secrets(?:\/([^/]+))?$/
let version = 1

/** What an API server answers about a Secret, a status and a body; what is written is kept. */
export function answerAboutSecret(
  { method, url = '' }: IncomingMessage,
  text: string,
  secrets: HeldSecrets,
): readonly [number, unknown] {
  const [, namespace = '', name] = PLACE.exec(url) ?? []
  const body = text === '' ? {} : JSON.parse(text)
  const key = `${namespace}/${name ?? body.metadata?.name}`
  const before = secrets.get(key)
  const { annotations, resourceVersion } = body.metadata ?? {}
  switch (method) {
    case 'GET':
      return before === undefined ? [404, {}] : [200, before]
    case 'POST':
      if (before !== undefined) return [409, {}]
      secrets.set(key, { metadata: { resourceVersion: String(++version), annotations }, data: body.data })
      return [201, secrets.get(key)]
    case 'PATCH': {
      if (before === undefined) return [404, {}]
      if (resourceVersion !== undefined && resourceVersion !== before.metadata.resourceVersion) return [409, {}]
      const merged = { ...before.metadata.annotations, ...annotations }
      const metadata = { resourceVersion: String(++version), annotations: merged }
      secrets.set(key, { metadata, data: { ...before.data, ...body.data } })
      return [200, secrets.get(key)]
    }
    default:
      return [405, {}]
  }
}
