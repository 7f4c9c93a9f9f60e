import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { collections } from '../../src/kubernetes/collection.ts'
import { createFolder } from './folder.ts'
import { answerAboutSecret, type HeldSecrets } from './secretserver.ts'

/** An object as an API server holds it. */
export interface FakeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Record<string, unknown> & { readonly name: string; readonly namespace?: string }
  readonly spec?: unknown
  readonly status?: unknown
}

/** What is asked of it: the name of the collection, and the words of the query. */
export interface FakeRequest {
  readonly resource: string
  readonly query: URLSearchParams
  readonly isWatch: boolean
  readonly count: number
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly headers: IncomingHttpHeaders
  /** The body, as far as it has arrived. */
  readonly sent: string
}

/** Answers in its place; gives whether it has. */
export type Interference = (request: FakeRequest, response: ServerResponse) => boolean

/** An API server of which everything that goes wrong can be asked. It keeps lists, pages, versions and watches as a real one does. */
export interface FakeCluster {
  readonly kubeconfig: string
  readonly requests: readonly FakeRequest[]
  apply(object: FakeObject): void
  remove(resource: string, namespace: string, name: string): void
  object(resource: string, namespace: string, name: string): FakeObject | undefined
  /** All objects of a collection, in the order of their namespaces and names. */
  all(resource: string): readonly FakeObject[]
  /** Forgets what is older than now: lists and watches of older versions are answered with 410. */
  compact(): void
  /** Asks this before every answer, until it is called with nothing. */
  interfere(interference?: Interference): void
  /** Writes these bytes to every watch of a collection that is open. */
  say(resource: string, bytes: string | Uint8Array): void
  /** Ends every watch that is open. */
  hangUp(): void
  stop(): Promise<void>
}

interface Version {
  readonly at: number
  readonly resource: string
  readonly key: string
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: FakeObject
}

/** The objects of a collection since its last change, by key; in order from when somebody has asked for that. */
interface Newest {
  readonly at: number
  readonly objects: Map<string, FakeObject>
  sorted?: ReadonlyMap<string, FakeObject>
}

const CORE = {
  namespaces: 'namespaces',
  definitions: 'customresourcedefinitions.apiextensions.k8s.io',
  events: 'events',
  reports: 'reconcilereports.charter.sh',
}

/** What is asked with, and the Secrets that are there beside what is applied, by `namespace/name`. */
export interface FakeOptions {
  readonly token?: string
  readonly secrets?: HeldSecrets
}

/** Starts a fake API server with all of Charter's definitions, and nothing else. */
export async function startFakeCluster(options: FakeOptions = {}): Promise<FakeCluster> {
  const fake = new Fake(options)
  await fake.listen()
  return fake
}

class Fake implements FakeCluster {
  readonly #server = createServer((request, response) => this.#answer(request, response))
  readonly #versions: Version[] = []
  readonly #newest = new Map<string, Newest>()
  readonly #watches = new Set<{ readonly resource: string; readonly response: ServerResponse }>()
  readonly requests: FakeRequest[] = []
  readonly #paths: ReadonlyMap<string, { readonly resource: string; readonly kind: string }>
  #interference: Interference | undefined
  #now = 100
  #oldest = 0
  kubeconfig = ''
  readonly #token: string
  readonly #secrets: HeldSecrets

  constructor({ token = 'fake-token', secrets = new Map() }: FakeOptions) {
    this.#token = token
    this.#secrets = secrets
    const own = collections().map(({ path, resource, kind = '' }) => [path, { resource, kind }] as const)
    this.#paths = new Map([
      ...own,
      ['/api/v1/namespaces', { resource: CORE.namespaces, kind: 'Namespace' }],
      [
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
        { resource: CORE.definitions, kind: 'PartialObjectMetadata' },
      ],
      ['/api/v1/namespaces/default/events', { resource: CORE.events, kind: 'Event' }],
      ['/apis/charter.sh/v1alpha1/reconcilereports', { resource: CORE.reports, kind: 'ReconcileReport' }],
    ])
    for (const { resource } of [...collections(), { resource: CORE.reports }]) this.apply(definitionNamed(resource))
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const server = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    const cluster = { server, 'insecure-skip-tls-verify': true }
    const folder = createFolder({
      kubeconfig: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'fake',
        contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
        clusters: [{ name: 'fake', cluster }],
        users: [{ name: 'fake', user: { token: this.#token } }],
      }),
    })
    this.kubeconfig = join(folder, 'kubeconfig')
  }

  apply(object: FakeObject): void {
    const resource = this.#resourceOf(object)
    const key = keyOf(object.metadata.namespace, object.metadata.name)
    const before = this.#one(resource, key)
    const at = ++this.#now
    const isSame = JSON.stringify(before?.spec) === JSON.stringify(object.spec)
    const generation = before === undefined ? 1 : Number(before.metadata.generation) + (isSame ? 0 : 1)
    const uid = before?.metadata.uid ?? `uid-${at}`
    const metadata = { uid, generation, ...object.metadata, resourceVersion: String(at) }
    const kept = before?.status === undefined ? {} : { status: before.status }
    const type = before === undefined ? 'ADDED' : 'MODIFIED'
    this.#happen({ at, resource, key, type, object: { ...kept, ...object, metadata } })
  }

  remove(resource: string, namespace: string, name: string): void {
    const key = keyOf(namespace, name)
    const before = this.#one(resource, key)
    if (before === undefined) throw new Error(`there is no ${resource} ${key}`)
    const { finalizers = [] } = before.metadata
    if ((finalizers as readonly unknown[]).length > 0) {
      this.apply({ ...before, metadata: { ...before.metadata, deletionTimestamp: new Date().toISOString() } })
      return
    }
    const at = ++this.#now
    const object = { ...before, metadata: { ...before.metadata, resourceVersion: String(at) } }
    this.#happen({ at, resource, key, type: 'DELETED', object })
  }

  object(resource: string, namespace: string, name: string): FakeObject | undefined {
    return this.#one(resource, keyOf(namespace, name))
  }

  all(resource: string): readonly FakeObject[] {
    return [...this.#at(resource, this.#now).values()]
  }

  compact(): void {
    this.#oldest = ++this.#now
  }

  interfere(interference?: Interference): void {
    this.#interference = interference
  }

  say(resource: string, bytes: string | Uint8Array): void {
    for (const watch of this.#watches) if (watch.resource === resource) watch.response.write(bytes)
  }

  hangUp(): void {
    for (const { response } of this.#watches) response.destroy()
    this.#watches.clear()
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #one(resource: string, key: string): FakeObject | undefined {
    return this.#newest.get(resource)?.objects.get(key)
  }

  #resourceOf({ kind }: FakeObject): string {
    if (kind === 'CustomResourceDefinition') return CORE.definitions
    const found = [...this.#paths.values()].find((one) => one.kind === kind)
    if (found === undefined) throw new Error(`the fake knows no kind ${kind}`)
    return found.resource
  }

  #happen(version: Version): void {
    const { at, resource, key, type, object } = version
    this.#versions.push(version)
    const { objects } = this.#newest.get(resource) ?? { objects: new Map<string, FakeObject>() }
    if (type === 'DELETED') objects.delete(key)
    else objects.set(key, object)
    this.#newest.set(resource, { at, objects })
    for (const watch of this.#watches) if (watch.resource === version.resource) writeEvent(watch.response, version)
  }

  /** The objects of a collection as they were at a version, in the order of their keys; those of now are kept. */
  #at(resource: string, at: number): ReadonlyMap<string, FakeObject> {
    const newest = this.#newest.get(resource)
    if (newest === undefined) return new Map()
    if (newest.at > at) return this.#past(resource, at)
    newest.sorted ??= inOrder(newest.objects)
    return newest.sorted
  }

  #past(resource: string, at: number): ReadonlyMap<string, FakeObject> {
    const objects = new Map<string, FakeObject>()
    for (const version of this.#versions) {
      if (version.at > at || version.resource !== resource) continue
      if (version.type === 'DELETED') objects.delete(version.key)
      else objects.set(version.key, version.object)
    }
    return inOrder(objects)
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://fake')
    const found = this.#paths.get(pathname)
    const method = request.method ?? 'GET'
    const asked = {
      resource: found?.resource ?? pathname,
      query,
      isWatch: query.has('watch'),
      count: this.requests.length + 1,
      method,
      path: pathname,
      authorization: request.headers.authorization,
      headers: request.headers,
      sent: '',
    }
    this.requests.push(asked)
    request.on('data', (chunk: Buffer) => {
      asked.sent += chunk
    })
    if (this.#interference?.(asked, response) === true) return
    if (SECRETS.test(pathname)) {
      request.on('end', () => {
        const [status, body] = answerAboutSecret(request, asked.sent, this.#secrets)
        send(response, status, body)
      })
    } else if (found === undefined) this.#single(pathname, request, response)
    else if (!this.#isDefined(found.resource)) sendStatus(response, 404)
    else if (method === 'POST') readText(request, (text) => this.#make(found.resource, JSON.parse(text), response))
    else if (asked.isWatch) this.#watch(found.resource, query, response)
    else this.#list(found, query, response)
  }

  /** One object: read, or changed by a merge patch of its metadata, or by a JSON patch of its status. */
  #single(pathname: string, request: IncomingMessage, response: ServerResponse): void {
    const { collection, namespace, name, isStatus } = placeIn(pathname)
    const resource = this.#paths.get(collection)?.resource ?? ''
    const object = this.#one(resource, keyOf(namespace, name))
    if (object === undefined) sendStatus(response, 404)
    else if (request.method !== 'PATCH') send(response, 200, object)
    else {
      readText(request, (text) => {
        if (isStatus) this.#report(object, JSON.parse(text), response)
        else this.#patch(object, JSON.parse(text).metadata, response)
      })
    }
  }

  /** A status is dropped where it is not written by itself. */
  #make(resource: string, { status: _, ...object }: FakeObject, response: ServerResponse): void {
    const { namespace = '', name } = object.metadata
    if (this.object(resource, namespace, name) !== undefined) {
      sendStatus(response, 409)
      return
    }
    this.apply(object)
    send(response, 201, this.object(resource, namespace, name))
  }

  /** As a real one does: of another uid nothing is written, and what is the same makes no new version. */
  #report(object: FakeObject, [uid, status]: readonly { readonly value: unknown }[], response: ServerResponse): void {
    if (uid?.value !== object.metadata.uid) {
      sendStatus(response, 422)
      return
    }
    if (JSON.stringify(object.status) !== JSON.stringify(status?.value))
      this.apply({ ...object, status: status?.value })
    const { namespace, name } = object.metadata
    send(response, 200, this.object(this.#resourceOf(object), namespace ?? '', name))
  }

  #patch(object: FakeObject, metadata: Readonly<Record<string, unknown>>, response: ServerResponse): void {
    const { resourceVersion, ...rest } = metadata
    if (resourceVersion !== object.metadata.resourceVersion || rest.uid !== object.metadata.uid) {
      sendStatus(response, rest.uid === object.metadata.uid ? 409 : 422)
      return
    }
    const patched = { ...object, metadata: { ...object.metadata, ...rest } }
    const isGone = patched.metadata.deletionTimestamp !== undefined && (rest.finalizers as []).length === 0
    this.apply(patched)
    if (isGone) this.remove(this.#resourceOf(object), object.metadata.namespace ?? '', object.metadata.name)
    send(response, 200, patched)
  }

  #isDefined(resource: string): boolean {
    return !resource.endsWith('.charter.sh') || this.#one(CORE.definitions, keyOf('', resource)) !== undefined
  }

  #list(found: { readonly resource: string; readonly kind: string }, query: URLSearchParams, response: ServerResponse) {
    const [version, after] = (query.get('continue') ?? '').split('|')
    const at = Number(version || query.get('resourceVersion') || this.#now)
    if (at < this.#oldest) {
      sendStatus(response, 410)
      return
    }
    const all = [...this.#at(found.resource, at)].filter(([key]) => after === undefined || key > after)
    const limit = Number(query.get('limit') ?? all.length)
    const page = all.slice(0, limit)
    const last = page.at(-1)?.[0]
    const more = all.length > limit ? { continue: `${at}|${last}`, remainingItemCount: all.length - limit } : {}
    const metadata = { resourceVersion: String(at), ...more }
    send(response, 200, {
      apiVersion: 'v1',
      kind: `${found.kind}List`,
      metadata,
      items: page.map(([, object]) => object),
    })
  }

  #watch(resource: string, query: URLSearchParams, response: ServerResponse): void {
    const from = Number(query.get('resourceVersion') ?? this.#now)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    if (from < this.#oldest) {
      const gone = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Expired', code: 410 }
      response.end(`${JSON.stringify({ type: 'ERROR', object: gone })}\n`)
      return
    }
    for (const version of this.#versions)
      if (version.at > from && version.resource === resource) writeEvent(response, version)
    const watch = { resource, response }
    this.#watches.add(watch)
    const timers = this.#deadline(response, query)
    response.on('close', () => {
      this.#watches.delete(watch)
      for (const timer of timers) clearTimeout(timer)
    })
  }

  /** A watch ends by itself, and two seconds before that it says how far it has come. */
  #deadline(response: ServerResponse, query: URLSearchParams): readonly NodeJS.Timeout[] {
    const seconds = Number(query.get('timeoutSeconds') ?? 1800)
    const bookmark = (): void => {
      const object = { kind: 'Bookmark', metadata: { resourceVersion: String(this.#now) } }
      if (query.has('allowWatchBookmarks')) response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`)
    }
    const end = setTimeout(() => response.end(), seconds * 1000)
    return [setTimeout(bookmark, Math.max(0, seconds - 2) * 1000).unref(), end.unref()]
  }
}

function inOrder(objects: ReadonlyMap<string, FakeObject>): ReadonlyMap<string, FakeObject> {
  return new Map([...objects].sort(([left], [right]) => (left < right ? -1 : 1)))
}

function keyOf(namespace = '', name: string): string {
  return `${namespace}/${name}`
}

function readText(request: IncomingMessage, use: (text: string) => void): void {
  let text = ''
  request.on('data', (chunk: Buffer) => {
    text += chunk
  })
  request.on('end', () => use(text))
}

const SECRETS = /^\/api\/v1\/namespaces\/[^/]+\/secrets(?:\/|$)/
const PLACE = /^(\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)\/([^/]+)(\/status)?$/

/** Where an object stands, by its path. */
function placeIn(pathname: string) {
  const [, group, namespace = '', plural, name = '', status] = PLACE.exec(pathname) ?? []
  return { collection: `${group}/${plural}`, namespace, name, isStatus: status !== undefined }
}

function definitionNamed(name: string): FakeObject {
  return { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name } }
}

function writeEvent(response: ServerResponse, { type, object }: Pick<Version, 'type' | 'object'>): void {
  response.write(`${JSON.stringify({ type, object })}\n`)
}

/** Answers requests of some kind with an error. */
export function refusing(status: number, is: (request: FakeRequest) => boolean): Interference {
  return (request, response) => {
    if (!is(request)) return false
    sendStatus(response, status)
    return true
  }
}

/** Answers with an error as an API server words it. */
export function sendStatus(
  response: ServerResponse,
  code: number,
  headers: Readonly<Record<string, string>> = {},
  message = 'secret-in-a-message',
): void {
  send(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code }, headers)
}

function send(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** One of Charter's objects, as `apply` takes it. */
export function fakeObject(kind: string, namespace: string, name: string, spec: unknown, more = {}): FakeObject {
  const metadata = { name, ...(namespace === '' ? {} : { namespace }), ...more }
  return { apiVersion: kind === 'Namespace' ? 'v1' : 'charter.sh/v1alpha1', kind, metadata, spec }
}
