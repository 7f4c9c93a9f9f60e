import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import * as assert from 'uvu/assert'
import { createCatalogs } from '../../src/api/catalog.ts'
import { COMPAT_PATH, mountSystems } from '../../src/api/compat/mount.ts'
import { SYSTEMS } from '../../src/api/compat/systems.ts'
import { ENDPOINTS } from '../../src/api/endpoints.ts'
import type { Identity } from '../../src/api/identity.ts'
import { BASE_PATH, type Mounting, mountEndpoints, type Publication } from '../../src/api/mount.ts'
import { createRecorder, recordReads } from '../../src/api/recording.ts'
import { createServer } from '../../src/api/server.ts'
import type { AccessLog } from '../../src/model/accesslog.ts'
import type { Context } from '../../src/model/context.ts'
import type { Clock } from '../../src/model/ports.ts'
import type { State } from '../../src/model/state.ts'
import type { Status } from '../../src/model/status.ts'
import type { Sample } from '../../src/model/usage.ts'
import { type Pending, pendingOf } from '../../src/plan/pending.ts'
import { createPublication } from '../../src/run/publication.ts'
import { beginStatus } from '../../src/status/status.ts'
import { installationWith, type Texts, textSnapshot } from './installation.ts'
import { NOTHING_KEPT } from './publication.ts'
import { createMemorySamples } from './samples.ts'

export const OPERATOR: Identity = { type: 'token', name: 'operator', role: 'operator', organizations: undefined }
export const AUDITOR: Identity = { type: 'token', name: 'auditor', role: 'auditor', organizations: undefined }
export const INSTANT = '2026-11-22T12:00:00.000Z'
const CLOCK: Clock = { now: () => INSTANT, elapsedMs: () => 0 }

/** A person whose identity provider vouches for an address. */
export function person(email: string): Identity {
  return { type: 'person', name: email, email }
}

/** An answer, with its body read where it is JSON. */
export interface Read {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever is answered
  readonly body: any
}

/** A server over what texts declare; `read` is a GET as somebody (the operator), held against the endpoint's schema. */
export interface Api {
  read(path: string, as?: Identity, init?: RequestInit): Promise<Read>
  /** The same of another system's address, below `/compat`; it is held against nothing. */
  compat(path: string, as?: Identity, init?: RequestInit): Promise<Read>
  /** Where the server listens: `http://127.0.0.1:1234`. */
  readonly address: string
  state(): State
  /** What is published from now on. */
  publish(state: State, status?: Partial<Status>): void
  /** Applies other declarations in place of those before, and publishes what comes of it, also what it leaves to do. */
  apply(texts: Texts, more?: Partial<Context>): Promise<void>
  close(): Promise<void>
}

/** What an API is started with besides its declarations. */
export interface ApiOptions extends Partial<Publication> {
  readonly samples?: readonly Sample[]
  readonly accessLog?: AccessLog
  readonly clock?: Clock
}

/** Starts the API over what texts declare. */
export async function openApi(
  texts: Texts,
  { samples = [], accessLog, clock = CLOCK, ...more }: ApiOptions = {},
): Promise<Api> {
  const installation = await installationWith(texts)
  const kept = createMemorySamples(samples)
  let state = installation.state()
  let status: Status = beginStatus({ version: '0.0.0', startedAt: INSTANT, sources: [] }, state)
  const turns = { state: () => state, status: () => status, ledger: () => installation.store }
  let pending: Pending | undefined
  const publication = createPublication(
    turns,
    { ...NOTHING_KEPT, samples: kept, ...(accessLog && { accessLog }) },
    clock,
    () => pending,
  )
  let identity = OPERATOR
  const server = createServer({ bodyBytes: 0 })
  if (accessLog !== undefined) recordReads(server, createRecorder({ accessLog, clock }))
  const mounting: Mounting = {
    catalogs: createCatalogs(),
    publication: { ...publication, isReady: () => true, ...more },
    identityOf: () => identity,
    onRequest: async () => undefined,
  }
  mountEndpoints(server, ENDPOINTS, mounting)
  mountSystems(server, SYSTEMS, mounting)
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  // One that a test leaves open does not keep all of them waiting.
  server.server.unref()
  const ask = async (path: string, as: Identity, init: RequestInit): Promise<Read> => {
    identity = as
    const answer = await fetch(`${address}${path}`, init)
    const text = await answer.text()
    const type = answer.headers.get('content-type') ?? ''
    const body = /[/+]json\b/.test(type) && text !== '' ? JSON.parse(text) : undefined
    return { status: answer.status, headers: answer.headers, text, body }
  }
  return {
    address,
    state: () => state,
    publish: (next, told = {}) => {
      state = next
      status = { ...status, ...told }
    },
    async apply(next, more) {
      const { pass } = await installation.apply([textSnapshot(next)], more)
      state = installation.state()
      pending = pendingOf(pass, state, INSTANT)
    },
    async read(path, as = OPERATOR, init = {}) {
      const found = await ask(`${BASE_PATH}${path}`, as, init)
      if (found.status === 200 && found.body !== undefined && !path.includes('fields=')) assertSchema(path, found.body)
      return found
    },
    compat: (path, as = OPERATOR, init = {}) => ask(`${COMPAT_PATH}${path}`, as, init),
    close: () => server.close(),
  }
}

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
const checks = new Map(
  ENDPOINTS.map((endpoint) => {
    const { type, response } = endpoint
    return [endpoint, ajv.compile(type === 'list' ? { type: 'array', items: response } : response)] as const
  }),
)

/** Holds a body against the schema of the endpoint whose path it is. */
function assertSchema(path: string, body: unknown): void {
  const [own = ''] = path.split('?')
  const parts = own.split('/')
  const found = ENDPOINTS.find((endpoint) => {
    const wanted = endpoint.path.split('/')
    return wanted.length === parts.length && wanted.every((part, at) => part.startsWith('{') || part === parts[at])
  })
  assert.ok(found, `${path} is an endpoint`)
  const check = checks.get(found)
  assert.ok(check?.(body), `${path}: ${ajv.errorsText(check?.errors)}`)
}
