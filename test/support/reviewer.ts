import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createFolder } from './folder.ts'

/** A review as it was asked for. */
export interface Review {
  readonly kind: 'TokenReview' | 'SubjectAccessReview'
  readonly apiVersion: string
  // biome-ignore lint/suspicious/noExplicitAny: what a client sends is looked at field by field
  readonly spec: any
}

/** What becomes of a review: its status, a status of HTTP, or the response is taken over. */
export type Reviewed = Readonly<Record<string, unknown>> | number | ((response: ServerResponse) => void)

/** An API server that answers reviews alone, as a test wants it; `answer` may be set anew at any time. */
export interface Reviewer {
  readonly kubeconfig: string
  readonly reviews: Review[]
  answer: (review: Review) => Reviewed
  stop(): Promise<void>
}

/** A status that proves somebody for an audience. */
export function provenFor(audience: string, username = 'system:serviceaccount:acme:ci'): Reviewed {
  return { authenticated: true, audiences: [audience], user: { username, uid: 'u1', groups: ['system:authenticated'] } }
}

/** Starts one. */
export async function startReviewer(answer: Reviewer['answer']): Promise<Reviewer> {
  const reviews: Review[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => {
      text += chunk
    })
    request.on('end', () => {
      const review = JSON.parse(text) as Review
      reviews.push(review)
      const found = reviewer.answer(review)
      if (typeof found === 'function') return found(response)
      const [status, body] =
        typeof found === 'number' ? [found, { kind: 'Status', code: found }] : [201, { ...review, status: found }]
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const cluster = { server: address, 'insecure-skip-tls-verify': true }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [{ name: 'a', cluster }],
    users: [{ name: 'a', user: { token: 'token-of-charter' } }],
  }
  const reviewer: Reviewer = {
    kubeconfig: join(createFolder({ kubeconfig: JSON.stringify(config) }), 'kubeconfig'),
    reviews,
    answer,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return reviewer
}
