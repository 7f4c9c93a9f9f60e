import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https'
import { agentFor, type ClusterChoice, type Credentials, loadCredentials } from './credentials.ts'
import { type Asked, clusterError, connectionError } from './failure.ts'
import { createPace, type Pace } from './pace.ts'

/** One request to an API server. `verb` and `resource` are RBAC's words for it, for messages. */
export interface Call {
  readonly verb: string
  readonly resource: string
  readonly method?: 'GET' | 'PATCH' | 'POST' | 'PUT' | 'DELETE'
  /** Absolute and already escaped: `/apis/charter.sh/v1alpha1/users`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly accept?: string
  readonly body?: { readonly type: string; readonly text: string }
}

/** What a request may take: `signal` cancels it, also while its answer is read. */
export interface Calling {
  readonly signal: AbortSignal
}

/** An answer whose body is still to be read (or `destroy`ed), and what was asked, in words. */
export interface Answering {
  readonly status: number
  readonly message: IncomingMessage
  readonly asked: Asked
}

/** A Kubernetes API server. */
export interface Cluster {
  /** Asks, and gives the answer as soon as its head is there. Throws `SourceError` where there is none, `ConfigError` without a kubeconfig. */
  call(call: Call, calling: Calling): Promise<Answering>
  /** The namespace of the pod that this is, where its own cluster is meant. Throws as `call` does. */
  ownNamespace(): Promise<string | undefined>
  /** Ends connections that wait for the next request. */
  close(): void
}

/** How the cluster is reached; `random` (0 … 1) spreads what is tried again, `idleMs` is how long a connection waits for the next request. */
export interface ClusterOptions extends ClusterChoice {
  readonly random?: () => number
  readonly idleMs?: number
}

/** A connection that a firewall has forgotten looks like one that waits: after silence a request must not be sent on it. */
const IDLE_MS = 10_000

/**
 * Opens a cluster; nothing is read before the first call. Where the server refuses the credential, the
 * kubeconfig is read again, and the request sent once more. While the server says `Retry-After`, no request is sent.
 */
export function openCluster({ random = Math.random, idleMs = IDLE_MS, ...choice }: ClusterOptions): Cluster {
  const pace = createPace(random)
  // This time is for connections that wait; those with a request on them take what it takes.
  const kept = { keepAlive: true, timeout: idleMs }
  const agents = { https: new Agent(kept), http: new HttpAgent(kept) }
  let known: Promise<Credentials> | undefined
  const credentials = (): Promise<Credentials> => {
    known ??= loadCredentials(choice).catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
  return {
    async call(call, { signal }) {
      await pace.wait(signal)
      const isFresh = known === undefined
      const answer = await send(await credentials(), call, { signal, agents, pace })
      if (answer.status !== 401) return answer
      // The token or certificate may have been renewed: the kubeconfig is read anew, now or by the next call.
      known = undefined
      if (isFresh) return answer
      answer.message.destroy()
      return send(await credentials(), call, { signal, agents, pace })
    },
    ownNamespace: async () => (await credentials()).namespace,
    close() {
      agents.https.destroy()
      agents.http.destroy()
    },
  }
}

interface Sending extends Calling {
  readonly agents: { readonly https: Agent; readonly http: HttpAgent }
  readonly pace: Pace
}

async function send(credentials: Credentials, call: Call, { signal, agents, pace }: Sending): Promise<Answering> {
  const { server } = credentials
  const asked = { verb: call.verb, resource: call.resource, server: server.host }
  const isTls = server.protocol === 'https:'
  const options: RequestOptions = {
    protocol: server.protocol,
    hostname: server.hostname.replace(/^\[|\]$/g, ''),
    port: server.port,
    path: pathOf(server, call),
    method: call.method ?? 'GET',
    headers: headersOf(call),
    signal,
  }
  await credentials.apply(options)
  options.agent = isTls ? agentFor(credentials, options, agents.https) : agents.http
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = (isTls ? httpsRequest : httpRequest)(options, resolve)
    request.once('error', (error) => reject(signal.aborted ? cancelled() : connectionError(asked, error)))
    request.end(call.body?.text)
  })
  const status = message.statusCode ?? 0
  pace.heed(status, message.headers['retry-after'])
  return { status, message, asked }
}

/** Reading was given up from here, not by the server. */
export function cancelled(): Error {
  return clusterError('Cancelled', 'reading was cancelled')
}

function pathOf(server: URL, { path, query = {} }: Call): string {
  const words = new URLSearchParams(query).toString()
  return `${server.pathname.replace(/\/$/, '')}${path}${words === '' ? '' : `?${words}`}`
}

function headersOf({ accept = 'application/json', body }: Call): Record<string, string> {
  const type = body === undefined ? {} : { 'content-type': body.type }
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body.text)) }
  return { accept, 'user-agent': 'charter', ...type, ...length }
}
