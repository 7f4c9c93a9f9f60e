import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One call that arrived. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** How a call is answered: a status alone, one with headers, or by hand. */
export type Reply =
  | number
  | { readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | ((response: ServerResponse) => void)

/** A server that takes notifications. `replies` answer the next calls; afterwards each is answered with 204. */
export interface ReceiverServer {
  readonly url: string
  readonly calls: readonly Call[]
  readonly replies: Reply[]
  /** Waits until so many calls have arrived, at most thirty seconds. */
  arrived(count: number): Promise<readonly Call[]>
  close(): Promise<void>
}

/** Starts a server on this machine. */
export async function startReceiver(): Promise<ReceiverServer> {
  const calls: Call[] = []
  const replies: Reply[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      calls.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') })
      answer(response, replies.shift() ?? 204)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    replies,
    async arrived(count) {
      const until = performance.now() + 30_000
      while (calls.length < count) {
        if (performance.now() > until)
          throw new Error(`${calls.length} calls have arrived, not ${count}: ${JSON.stringify(calls)}`)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return calls
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answer(response: ServerResponse, reply: Reply): void {
  if (typeof reply === 'function') reply(response)
  else if (typeof reply === 'number') response.writeHead(reply).end()
  else response.writeHead(reply.status, reply.headers).end()
}
