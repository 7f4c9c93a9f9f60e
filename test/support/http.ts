import { type Agent, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** An answer of a server, whole. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** What is asked; `headers` are sent as they are, also twice. */
export interface Asked {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Uint8Array
  /** Whose connections are used; absent: a new one each time. */
  readonly agent?: Agent
}

/** Starts a server on a free port until the work is done. */
export async function listening(server: FastifyInstance, work: (port: number) => Promise<void>): Promise<void> {
  await server.listen({ host: '127.0.0.1', port: 0 })
  try {
    await work((server.server.address() as AddressInfo).port)
  } finally {
    await server.close()
  }
}

/** Asks a server at a port or a socket, and gives its answer. */
export function ask(
  at: number | string,
  { method = 'GET', path, headers = {}, body, agent }: Asked,
): Promise<Answered> {
  const where = typeof at === 'number' ? { host: '127.0.0.1', port: at } : { socketPath: at }
  return new Promise((resolve, reject) => {
    const asked = request(
      { ...where, method, path, headers: headers as Record<string, string | string[]>, agent: agent ?? false },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        )
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

/** Sends bytes as they are, and gives everything that comes until the server closes the connection. */
export function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const socket = connect(port, '127.0.0.1', () => void socket.write(text))
    socket.setEncoding('utf8').on('data', (part: string) => {
      said += part
    })
    socket.on('close', () => resolve(said)).on('error', reject)
  })
}
