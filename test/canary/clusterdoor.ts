import { request } from 'node:https'
import type { JsonObject } from '../../src/model/resource.ts'
import { objectOf, requestAbout, requestToDelete, reviewOf } from '../support/admission.ts'
import type { TestCluster } from '../support/cluster.ts'
import { type FakeCluster, type FakeObject, sendStatus, startFakeCluster } from '../support/fakecluster.ts'
import { runKubectl } from '../support/kubectl.ts'
import type { RunningProcess } from '../support/running.ts'
import type { HeldSecrets } from '../support/secretserver.ts'
import { untilTrue } from '../support/waiting.ts'
import { webhookText } from '../support/webhook.ts'
import { addressOf } from './asked.ts'
import { badObjects, brokenObjects, PLACES } from './clusterplanted.ts'
import type { Value } from './planted.ts'
import type { Put } from './surfaces.ts'

/** A cluster as a test plants secrets in it, and looks at what was written to it. */
export interface Door {
  readonly kubeconfig: string
  /** The resource versions of what is applied here are the cluster's own. */
  apply(objects: readonly FakeObject[]): Promise<void>
  secret(text: string): Promise<void>
  /** What was handed over, and what the program wrote: statuses, Events, reports, what it noted at a Secret. */
  handed(): string
  told(): Readonly<Record<'statuses of objects' | 'Events' | 'reports' | 'notes at a Secret', string>>
  /** What only this cluster can do: goes wrong, or asks the program before it stores something. */
  more(running: RunningProcess, put: Put): Promise<void>
  stop(): Promise<void>
}

const KINDS = 'organizations,users,datasources,accesskeys'
const said = (...parts: readonly unknown[]): string => `${JSON.stringify(parts)}\n`

/** What an object has from the program: its status, and what keeps it from going. */
const written = ({ kind, metadata: { name, finalizers }, status }: FakeObject): string =>
  said(kind, name, finalizers ?? [], status ?? {})

/** A fake API server, of which everything can be asked that a real one would refuse. */
export async function fakeDoor(value: Value): Promise<Door> {
  const secrets: HeldSecrets = new Map()
  const fake = await startFakeCluster({ token: value('token of the program'), secrets })
  const { reference, handed } = PLACES
  const all = (resource: string): readonly FakeObject[] => fake.all(resource)
  return {
    kubeconfig: fake.kubeconfig,
    async apply(objects) {
      for (const object of objects) fake.apply(object)
    },
    async secret(text) {
      const data = { [reference.key]: Buffer.from(text).toString('base64') }
      secrets.set(`acme/${reference.name}`, { metadata: { resourceVersion: '1' }, data })
    },
    handed: () => Buffer.from(secrets.get(`acme/${handed.name}`)?.data[handed.key] ?? '', 'base64').toString('utf8'),
    told: () => ({
      'statuses of objects': KINDS.split(',')
        .flatMap((kind) => all(`${kind}.charter.sh`).map(written))
        .join(''),
      Events: all('events')
        .map((event) => said(event))
        .join(''),
      reports: all('reconcilereports.charter.sh')
        .map((report) => said(report))
        .join(''),
      'notes at a Secret': said(secrets.get(`acme/${handed.name}`)?.metadata),
    }),
    async more(running, put) {
      await reviewAll(running, value, put)
      await fail(fake, running, value)
      putRequests(fake, value, put)
    },
    stop: () => fake.stop(),
  }
}

/** Everything that the API server was asked; a secret is where it has to be: in the credential, in a review of a token, in a Secret. */
function putRequests({ requests }: FakeCluster, value: Value, put: Put): void {
  const own = `Bearer ${value('token of the program')}`
  for (const { method, path, query, headers, sent } of requests) {
    const { authorization, ...others } = headers
    if (authorization !== own) throw new Error(`${method} ${path} is not asked with the credential of the kubeconfig`)
    put('requests to the cluster', said(method, path, query.toString(), others))
    if (!/\/(tokenreviews|secrets)(\/|$)/.test(path)) put('bodies of requests', `${sent}\n`)
  }
}

/** Lets the API server refuse and say secrets, in answers and in watches, until the program has told of it; then it is well again. */
async function fail(fake: FakeCluster, running: RunningProcess, value: Value): Promise<void> {
  const happens = (message: string, count = 1): Promise<void> =>
    untilTrue(() => running.log().filter(({ msg }) => msg === message).length >= count, 30_000)
  const status = { kind: 'Status', code: 500, message: value('answer of an API server') }
  const header = { 'x-echo': value('header of an API server'), warning: `299 - "${value('header of an API server')}"` }
  fake.interfere((request, response) => {
    if (request.method === 'GET') return false
    sendStatus(response, request.path.endsWith('/events') ? 403 : 500, header, value('answer of an API server'))
    return true
  })
  fake.apply({ ...(badObjects(value, 'globex')[0] as FakeObject), spec: { displayName: 'Other', minAdmins: 0 } })
  await happens('cluster cannot be told')
  fake.interfere((request, response) => {
    sendStatus(response, request.isWatch ? 500 : 403, header, value('answer of an API server'))
    return true
  })
  fake.hangUp()
  await happens('cluster is not watched')
  fake.interfere()
  const { length } = fake.requests
  await happens('cluster is watched again')
  // Those that were closed while nothing came of them are opened a while later.
  for (const resource of ['users.charter.sh', 'accesskeys.charter.sh'])
    await untilTrue(() => fake.requests.slice(length).some((one) => one.isWatch && one.resource === resource))
  fake.say('users.charter.sh', `{"type": "${value('garbled watch')}\n`)
  fake.say('users.charter.sh', `${value('garbled watch')}\n`)
  await happens('cluster is listed again')
  fake.say('accesskeys.charter.sh', `${JSON.stringify({ type: 'ERROR', object: { ...status, code: 500 } })}\n`)
  await happens('cluster is listed again', 2)
}

/** Asks the webhook as an API server does, rightly and wrongly. */
async function reviewAll(running: RunningProcess, value: Value, put: Put): Promise<void> {
  const { port } = addressOf(running, 'admission')
  const objects = [...badObjects(value, 'hooli'), ...brokenObjects(value, 'hooli')]
  const texts = objects.flatMap((object) => {
    const { namespace = '', name } = object.metadata
    const now = withUid(object, objectOf(object.kind, namespace, name, {}))
    const before = { ...now, spec: { displayName: value('what was there before') } }
    return [
      requestAbout(now),
      requestAbout(now, { before }),
      requestAbout({ ...now, spec: { displayName: 'x' } }, { before: now }),
      requestToDelete(now),
    ].map((asked) => {
      const review = reviewOf(asked) as { readonly request: Readonly<Record<string, unknown>> }
      const userInfo = { username: 'ada', extra: { token: [value('who asks')] }, groups: [value('who asks')] }
      return JSON.stringify({ ...review, request: { ...review.request, userInfo, options: { x: value('who asks') } } })
    })
  })
  const wrong = [`{"request": "${value('broken review')}`, JSON.stringify({ kind: value('broken review') })]
  for (const text of [...texts, ...wrong]) put('answers of the webhook', await post(port, '/admission/cluster', text))
  put('answers of the webhook', await post(port, `/admission/${value('address of a review')}`, texts[0] ?? ''))
  put('answers of the webhook', await post(port, `/${value('address of a review')}`, texts[0] ?? ''))
}

/** As an API server stores an object of which another of the same name has the rest. */
function withUid(object: FakeObject, { metadata }: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify({ ...object, metadata: { ...(metadata as JsonObject), ...object.metadata } }))
}

function post(port: string, path: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const asked = request(
      { host: '127.0.0.1', port, path, method: 'POST', headers, rejectUnauthorized: false, agent: false },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        answer.on('end', () => resolve(`${said(answer.statusCode, answer.headers)}${text}\n`))
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

/** A real API server with Charter's definitions; `authority` (a path) has signed the certificate of the program's webhook. */
export function realDoor(cluster: TestCluster, value: Value, authority: string): Door {
  const { kubectl, kubeconfig } = cluster
  const { reference, handed } = PLACES
  const got = (words: readonly string[]): readonly FakeObject[] =>
    JSON.parse(kubectl(['get', ...words, '-A', '-o', 'json'])).items
  const secret = (): FakeObject & { readonly data?: Readonly<Record<string, string>> } =>
    JSON.parse(kubectl(['get', 'secrets', '-n', 'acme', handed.name, '--ignore-not-found', '-o', 'json']) || '{}')
  return {
    kubeconfig,
    apply: async (objects) => void kubectl(['apply', '-f', '-'], listOf(objects)),
    async secret(text) {
      const metadata = { namespace: 'acme', name: reference.name }
      const stringData = { [reference.key]: text }
      kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata, stringData }))
    },
    handed: () => Buffer.from(secret().data?.[handed.key] ?? '', 'base64').toString('utf8'),
    told: () => ({
      'statuses of objects': got([KINDS]).map(written).join(''),
      Events: got(['events'])
        .map((event) => said(event))
        .join(''),
      reports: got(['reconcilereports'])
        .map((report) => said(report))
        .join(''),
      'notes at a Secret': said(secret().metadata),
    }),
    async more(running, put) {
      kubectl(['apply', '-f', '-'], webhookText(addressOf(running, 'admission').origin, authority))
      const bad = badObjects(value, 'hooli')
      await untilAsked(kubeconfig)
      kubectl(['create', 'namespace', 'hooli'])
      for (const object of bad) {
        const { out, err, status } = await runKubectl(kubeconfig, ['create', '-f', '-'], JSON.stringify(object))
        put('answers of the webhook', said(status, out, err))
      }
    },
    stop: () => cluster.stop(),
  }
}

/** The API server asks a webhook only some moments after it is told of it. */
async function untilAsked(kubeconfig: string): Promise<void> {
  const probe = { namespace: 'acme', name: 'probe' }
  const spec = { email: 'probe@acme.example', userGroups: ['not-there'] }
  const text = JSON.stringify({ apiVersion: 'charter.sh/v1alpha1', kind: 'User', metadata: probe, spec })
  let told = ''
  for (let tries = 0; tries < 100 && !told.includes('Warning'); tries += 1) {
    await new Promise((go) => setTimeout(go, 100))
    told = (await runKubectl(kubeconfig, ['create', '--dry-run=server', '-f', '-'], text)).err
  }
}

/** As `kubectl apply -f -` takes several; managed fields are the API server's own. */
function listOf(objects: readonly FakeObject[]): string {
  const items = objects.map(({ metadata: { managedFields: _, ...metadata }, ...object }) => ({ ...object, metadata }))
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
}
