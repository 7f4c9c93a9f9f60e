import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { identityOf, requireIdentity } from '../../src/api/authentication/require.ts'
import { createCatalogs } from '../../src/api/catalog.ts'
import type { Rhythm } from '../../src/api/events/hub.ts'
import { mountEvents } from '../../src/api/events/mount.ts'
import type { Authenticate, Identity } from '../../src/api/identity.ts'
import { createRecorder, recordReads } from '../../src/api/recording.ts'
import { createServer } from '../../src/api/server.ts'
import type { AccessRecord } from '../../src/model/accesslog.ts'
import type { State } from '../../src/model/state.ts'
import type { Status } from '../../src/model/status.ts'
import { createPublication } from '../../src/run/publication.ts'
import { beginStatus } from '../../src/status/status.ts'
import { INSTANT, OPERATOR } from './api.ts'
import { movedClock } from './asking.ts'
import { type Installation, installationWith, type Texts, textSnapshot } from './installation.ts'
import { NOTHING_KEPT } from './publication.ts'
import { until } from './running.ts'

/** An event as it came. */
export interface Told {
  readonly event: string
  readonly id: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever is told
  readonly data: any
}

/** A stream that is followed: what has come so far. */
export interface Followed {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly events: readonly Told[]
  text(): string
  /** Waits for the event with this number, from 0 on. */
  at(index: number): Promise<Told>
  isOver(): boolean
  close(): void
  /** Takes nothing more from the connection. */
  pause(): void
  resume(): void
}

/** A server that tells events of what texts declare. */
export interface Events {
  readonly installation: Installation
  readonly address: string
  /** The reads that were taken down. */
  readonly records: readonly AccessRecord[]
  /** Who asks without a word of their own; `undefined` refuses everybody. */
  letIn(identity: Identity | undefined): void
  /** Applies other declarations, which are published at once. */
  apply(texts: Texts): Promise<void>
  publish(status: Partial<Status>): void
  follow(path?: string, headers?: Readonly<Record<string, string>>): Promise<Followed>
  /** How many connections the server has. */
  connections(): Promise<number>
  close(): Promise<void>
}

/** Opens a server of events, which looks every few milliseconds; every entry is made longer by so many characters. */
export async function openEvents(
  texts: Texts,
  { padding = 0, ...rhythm }: Partial<Rhythm> & { readonly padding?: number } = {},
): Promise<Events> {
  const installation = await installationWith(texts)
  let state: State = installation.state()
  let status = beginStatus({ version: '0.0.0', startedAt: INSTANT, sources: [] }, state)
  const turns = { state: () => state, status: () => status, ledger: () => padded(installation.store, padding) }
  const publication = createPublication(turns, NOTHING_KEPT, { now: () => INSTANT })
  let identity: Identity | undefined = OPERATOR
  const authenticate: Authenticate = async () => identity ?? { type: 'unauthorized', reason: 'a test says so' }
  const server = createServer({ bodyBytes: 0 })
  const records: AccessRecord[] = []
  recordReads(
    server,
    createRecorder({ accessLog: { add: (record) => void records.push(record) }, clock: movedClock(INSTANT) }),
  )
  mountEvents(
    server,
    { catalogs: createCatalogs(), publication, identityOf, onRequest: requireIdentity(authenticate), authenticate },
    { lookMs: 5, beatMs: 1_000_000, ...rhythm },
  )
  await server.listen({ host: '127.0.0.1', port: 0 })
  server.server.unref()
  const { port } = server.server.address() as AddressInfo
  return {
    installation,
    records,
    address: `http://127.0.0.1:${port}`,
    letIn: (one) => {
      identity = one
    },
    async apply(next) {
      await installation.apply([textSnapshot(next)])
      state = installation.state()
    },
    publish: (more) => {
      status = { ...status, ...more }
    },
    follow: (path = '/api/v1/events', headers = {}) => follow({ port, path, headers }),
    connections: () =>
      new Promise((resolve, reject) => {
        server.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
      }),
    close: () => server.close(),
  }
}

function padded(store: Installation['store'], padding: number): Pick<Installation['store'], 'base' | 'entries'> {
  if (padding === 0) return store
  return {
    base: () => store.base(),
    async *entries(range) {
      for await (const entry of store.entries(range)) yield { ...entry, evidence: { padding: 'x'.repeat(padding) } }
    },
  }
}

/** Follows a stream at a port. */
export function follow(to: {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}): Promise<Followed> {
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = request({ host: '127.0.0.1', agent: false, ...to }, (answer) =>
      resolve(followed(asked, answer)),
    )
    asked.on('error', reject)
    asked.end()
  })
}

function followed(asked: ClientRequest, answer: IncomingMessage): Followed {
  let text = ''
  let rest = ''
  let isOver = false
  const events: Told[] = []
  answer.setEncoding('utf8').on('data', (part: string) => {
    text += part
    // What was read is not read again: there may be a hundred and fifty parts of many megabytes.
    const blocks = (rest + part).split('\n\n')
    rest = blocks.pop() ?? ''
    events.push(...blocks.flatMap(eventIn))
  })
  answer.on('close', () => {
    isOver = true
  })
  answer.on('error', () => undefined)
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    events,
    text: () => text,
    async at(index) {
      await until(`event ${index} in ${JSON.stringify(events.slice(-3))}`, () => events.length > index)
      return events[index] as Told
    },
    isOver: () => isOver,
    close: () => void asked.destroy(),
    pause: () => void answer.pause(),
    resume: () => void answer.resume(),
  }
}

/** The event that a block tells; a heartbeat is none. */
function eventIn(block: string): readonly Told[] {
  const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]))
  const event = fields.get('event')
  return event === undefined ? [] : [{ event, id: fields.get('id'), data: JSON.parse(fields.get('data') ?? 'null') }]
}
