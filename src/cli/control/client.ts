import { request } from 'node:http'
import { visible } from '../../lib/text.ts'
import { ConflictError } from '../../model/errors.ts'
import { controlSocketOf } from '../../store/lock.ts'

/** What the running program answered: what it did or shows, or why it refused. */
export type Answer = { readonly value: unknown } | { readonly refusal: string }

/** A running program that listens to its operator. */
export interface Client {
  get(path: string): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
}

/** The program that holds a state folder, where one runs and listens. */
export function findController(state: string): Client | undefined {
  const socket = controlSocketOf(state)
  if (socket === undefined) return undefined
  return {
    get: (path) => ask(socket, { method: 'GET', path }),
    post: (path, body) => ask(socket, { method: 'POST', path, body: JSON.stringify(body) }),
  }
}

/** The same; throws `ConflictError` where none runs. */
export function requireController(state: string): Client {
  const client = findController(state)
  if (client !== undefined) return client
  throw new ConflictError(
    'Outdated',
    `no \`charter run\` holds the state folder ${visible(state)} on this machine`,
    'start it, or name the folder that it holds',
  )
}

interface Asked {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: string
}

function ask(socketPath: string, { method, path, body = '' }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers =
      method === 'POST' ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } : {}
    const asked = request({ socketPath, method, path, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', () => reject(noAnswer()))
      response.on('end', () => {
        const answer = answerOf(response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'))
        if (answer === undefined) reject(noAnswer())
        else resolve(answer)
      })
    })
    asked.on('error', () => reject(noAnswer()))
    asked.end(body)
  })
}

/** Nothing where it is no answer of ours. */
function answerOf(status: number, text: string): Answer | undefined {
  try {
    const value = JSON.parse(text) as { readonly detail?: string; readonly title?: string }
    if (status === 200) return { value }
    return { refusal: value.detail ?? value.title ?? `the running program answered ${status}` }
  } catch {
    return undefined
  }
}

function noAnswer(): ConflictError {
  return new ConflictError('Outdated', 'the running program does not answer', 'look at its log, or start it again')
}
