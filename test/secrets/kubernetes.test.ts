import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openCluster } from '../../src/kubernetes/cluster.ts'
import { sha256 } from '../../src/lib/digest.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { ClusterPlace } from '../../src/secrets/cluster.ts'
import { HANDED_OVER, openSecretCluster } from '../../src/secrets/kubernetes.ts'
import { assertNowhere } from '../support/canary.ts'
import { createFolder } from '../support/folder.ts'
import { startSecretServer } from '../support/secretserver.ts'
import { ran } from '../support/terminal.ts'

const VALUE = 'made-for-a-test-1'
const OTHER = 'made-for-a-test-2'
const PLACE: ClusterPlace = { type: 'kubernetes', namespace: 'acme', name: 'deploy', key: 'token' }
const encoded = (text: string): string => Buffer.from(text).toString('base64')

const server = await startSecretServer(['acme'])
const cluster = openSecretCluster(openCluster({ kubeconfig: server.kubeconfig }))
test.before.each(() => {
  server.secrets.clear()
  server.log.length = 0
  server.refuse(undefined)
})
test.after(() => server.stop())

function hold(data: Record<string, string>, annotations = {}): void {
  server.secrets.set('acme/deploy', { metadata: { resourceVersion: '1', annotations }, data })
}

/** The text of a secret, or the message of the fault. */
async function read(place = PLACE): Promise<string> {
  const found = await cluster.read(place)
  return found instanceof Secret ? found.reveal() : found.message
}

test('a key of a Secret gives its text, and what is not there is told by its place', async () => {
  hold({ token: encoded(VALUE), empty: '', bytes: '//4=', large: encoded('x'.repeat(65_537)) })
  const shown = (key: string) => `the key ${key} of the Secret deploy in namespace acme`
  assert.is(await read(), VALUE)
  assert.is(await read({ ...PLACE, key: 'none' }), `${shown('none')} cannot be had: the Secret has no such key`)
  assert.is(
    await read({ ...PLACE, key: 'constructor' }),
    `${shown('constructor')} cannot be had: the Secret has no such key`,
  )
  assert.is(await read({ ...PLACE, key: 'empty' }), `${shown('empty')} is empty`)
  assert.is(await read({ ...PLACE, key: 'bytes' }), `${shown('bytes')} is not text in UTF-8`)
  assert.is(await read({ ...PLACE, key: 'large' }), `${shown('large')} has more than 65536 bytes`)
  assert.match(await read({ ...PLACE, name: 'other' }), /cannot be had: there is no such Secret$/)
})

test('what RBAC refuses, and a server that does not answer, is told in our words', async () => {
  hold({ token: encoded(VALUE) })
  server.refuse(403)
  assert.match(await read(), /^cannot get secrets at 127\.0\.0\.1:\d+: RBAC does not allow it$/)
  assert.match((await cluster.handOver(PLACE, new Secret(OTHER), 'm'))?.message ?? '', /RBAC does not allow it$/)
  server.refuse(500)
  assert.match(await read(), /the API server answered 500$/)
  const gone = openSecretCluster(openCluster({ kubeconfig: '/nonexistent/kubeconfig' }))
  assert.match(JSON.stringify(await gone.read(PLACE)), /there is no kubeconfig/)
})

test('a Secret that is not there is made with the value and its mark', async () => {
  assert.is(await cluster.isHandedOver(PLACE, sha256(VALUE)), 'lost')
  assert.is(await cluster.handOver(PLACE, new Secret(VALUE), sha256(VALUE)), undefined)
  const held = server.secrets.get('acme/deploy')
  assert.equal(held?.data, { token: encoded(VALUE) })
  assert.equal(JSON.parse(held?.metadata.annotations?.[HANDED_OVER] ?? ''), { token: sha256(VALUE) })
  assert.is(await cluster.isHandedOver(PLACE, sha256(VALUE)), 'done')
  assert.is(await cluster.isHandedOver(PLACE, sha256(OTHER)), 'lost')
  assert.equal(server.log, ['POST 201'])
})

test('a key of a Secret changes, and nothing else of it', async () => {
  hold({ other: encoded('x') }, { team: 'ops' })
  assert.is(await cluster.handOver(PLACE, new Secret(VALUE), sha256(VALUE)), undefined)
  assert.is(await cluster.handOver({ ...PLACE, key: 'second' }, new Secret(OTHER), sha256(OTHER)), undefined)
  assert.is(await cluster.handOver(PLACE, new Secret(OTHER), sha256(OTHER)), undefined)
  const held = server.secrets.get('acme/deploy')
  assert.equal(held?.data, { other: encoded('x'), token: encoded(OTHER), second: encoded(OTHER) })
  assert.is(held?.metadata.annotations?.team, 'ops')
  assert.equal(JSON.parse(held?.metadata.annotations?.[HANDED_OVER] ?? ''), {
    token: sha256(OTHER),
    second: sha256(OTHER),
  })
})

test('a key that holds what was not handed over there is not overwritten', async () => {
  const told = async () => (await cluster.handOver(PLACE, new Secret(VALUE), sha256(VALUE)))?.message
  hold({ token: encoded('of somebody else') })
  assert.match((await told()) ?? '', /is there already, and holds what charter has not written$/)
  hold({ token: encoded('changed since') }, { [HANDED_OVER]: JSON.stringify({ token: sha256('before') }) })
  assert.match((await told()) ?? '', /is there already/)
  hold({ token: '' }, { [HANDED_OVER]: 'no JSON' })
  assert.match((await told()) ?? '', /is there already/)
  assert.equal(server.log, [])
})

test('a namespace that is not there, and somebody who writes at the same time, is told', async () => {
  const nowhere = await cluster.handOver({ ...PLACE, namespace: 'none' }, new Secret(VALUE), 'm')
  assert.match(nowhere?.message ?? '', /cannot be written: there is no such namespace$/)
  const get = server.secrets.get.bind(server.secrets)
  hold({})
  // Between the reading and the writing it gets another version.
  server.secrets.get = (key) => {
    const found = get(key)
    if (found !== undefined)
      server.secrets.set(key, { ...found, metadata: { resourceVersion: `${found.metadata.resourceVersion}0` } })
    return found
  }
  const meanwhile = await cluster.handOver(PLACE, new Secret(VALUE), 'm')
  Reflect.deleteProperty(server.secrets, 'get')
  assert.match(meanwhile?.message ?? '', /was written by somebody else meanwhile$/)
})

test('a command line that means a cluster resolves and hands over there, in the namespace of the organization', async () => {
  const organization = (password: string) => `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  settings: [{key: smtp-password, secret: true, secretRef: {kubernetes: {name: ${password}, key: password}}}]
  users: [{name: ada, email: ada@acme.example, admin: true}]
  accessKeys: [{name: deploy, type: token, user: ada, generate: {writeTo: {kubernetes: {name: deploy, key: token}}}}]
`
  const folder = createFolder({ 'orgs/acme.yaml': organization('smtp') })
  const state = `${folder}/state`
  server.secrets.set('acme/smtp', { metadata: { resourceVersion: '1' }, data: { password: encoded(VALUE) } })
  const environment = { KUBERNETES_SERVICE_HOST: '' }
  const words = ['apply', `${folder}/orgs`, '--state', state, '--yes']
  assert.is((await ran(words, { environment })).code, 1)
  const { code, out } = await ran([...words, '--secrets-kubeconfig', server.kubeconfig], { environment })
  assert.is(code, 0, out)
  assert.match(out, /Handed over: the secret of access key acme\/deploy, to kubernetes deploy\/token/)
  const value = Buffer.from(server.secrets.get('acme/deploy')?.data.token ?? '', 'base64').toString()
  assert.is(value.length, 43)
  for (const secret of [VALUE, value]) assertNowhere(secret, [out], [state])
})

test.run()
