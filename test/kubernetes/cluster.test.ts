import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ask } from '../../src/kubernetes/body.ts'
import { openCluster } from '../../src/kubernetes/cluster.ts'
import { NAMESPACES } from '../../src/kubernetes/collection.ts'
import { ConfigError, SourceError } from '../../src/model/errors.ts'
import { sendStatus, startFakeCluster } from '../support/fakecluster.ts'
import { createFolder } from '../support/folder.ts'
import { withEnvironment } from '../support/process.ts'

const reading = { signal: new AbortController().signal, timeoutMs: 5000 }
const call = { verb: 'list', resource: 'namespaces', path: NAMESPACES.path }

test('a token that was renewed is read again, and the request is sent once more', async () => {
  const fake = await startFakeCluster()
  try {
    let token = 'fake-token'
    fake.interfere(({ authorization }, response) => {
      if (authorization === `Bearer ${token}`) return false
      sendStatus(response, 401)
      return true
    })
    const cluster = openCluster({ kubeconfig: fake.kubeconfig })
    assert.is((await ask(cluster, call, reading)).status, 200)
    token = 'renewed-token'
    writeFileSync(fake.kubeconfig, readFileSync(fake.kubeconfig, 'utf8').replace('fake-token', token))
    assert.is((await ask(cluster, call, reading)).status, 200)
    token = 'another-token'
    const { length } = fake.requests
    assert.is((await ask(cluster, call, reading)).status, 401)
    assert.is(fake.requests.length - length, 2)
  } finally {
    await fake.stop()
  }
})

/** A kubeconfig with one cluster and one user, as a file. */
function kubeconfigOf(
  cluster: Readonly<Record<string, unknown>>,
  user: Readonly<Record<string, unknown>> = {},
): string {
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'one',
    contexts: [{ name: 'one', context: { cluster: 'one', user: 'one' } }],
    clusters: [{ name: 'one', cluster }],
    users: [{ name: 'one', user }],
  })
  return join(createFolder({ kubeconfig: text }), 'kubeconfig')
}

test('a connection that has waited is not used any more, and one with a request on it is left in peace', async () => {
  let connections = 0
  const server = createServer((_, response) => void setTimeout(() => response.end('{}'), 800))
  server.keepAliveTimeout = 0
  server.on('connection', () => void connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const cluster = openCluster({
    kubeconfig: kubeconfigOf({ server: address, 'insecure-skip-tls-verify': true }),
    idleMs: 500,
  })
  try {
    assert.is((await ask(cluster, call, reading)).status, 200)
    assert.is((await ask(cluster, call, reading)).status, 200)
    assert.is(connections, 1)
    await pause(1500)
    assert.is((await ask(cluster, call, reading)).status, 200)
    assert.is(connections, 2)
  } finally {
    cluster.close()
    server.closeAllConnections()
    server.close()
  }
})

async function errorOf(kubeconfig: string): Promise<Error & { readonly code?: string; readonly help?: string }> {
  return ask(openCluster({ kubeconfig }), call, reading).then(
    () => new Error('no error'),
    (error) => error,
  )
}

test('an API server is never asked without TLS, but on this machine', async () => {
  const error = await errorOf(kubeconfigOf({ server: 'http://10.0.0.1:8080', 'insecure-skip-tls-verify': true }))
  assert.instance(error, ConfigError)
  assert.is(error.message, 'the API server 10.0.0.1:8080 is not asked without TLS')
})

test('a credential that cannot be had is told without the words of the plugin', async () => {
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: '/nowhere/secret-plugin',
    interactiveMode: 'Never',
  }
  const error = await errorOf(kubeconfigOf({ server: 'https://127.0.0.1:1' }, { exec }))
  assert.instance(error, SourceError)
  assert.is(error.code, 'AuthenticationFailed')
  assert.is(error.message, 'the credential for 127.0.0.1:1 cannot be had')
})

test('a host that cannot be found, and one where nothing listens, are told apart', async () => {
  const missing = (await errorOf(kubeconfigOf({ server: 'https://nowhere.invalid' }))) as SourceError
  assert.equal([missing.code, missing.class], ['SourceUnavailable', 'dns'])
  const closed = (await errorOf(kubeconfigOf({ server: 'https://127.0.0.1:1' }))) as SourceError
  assert.equal([closed.code, closed.class], ['SourceUnavailable', 'network'])
})

test('without a kubeconfig that of KUBECONFIG is meant, and where there is none that is said', async () => {
  const fake = await startFakeCluster()
  try {
    await withEnvironment('KUBECONFIG', fake.kubeconfig, async () => {
      assert.is((await ask(openCluster({}), call, reading)).status, 200)
    })
    await withEnvironment('HOME', createFolder(), () =>
      withEnvironment('KUBECONFIG', '', async () => {
        const error = await ask(openCluster({}), call, reading).catch((one: unknown) => one)
        assert.instance(error, ConfigError)
        assert.match((error as Error).message, /the default kubeconfig names no cluster/)
      }),
    )
  } finally {
    await fake.stop()
  }
})

test.run()
