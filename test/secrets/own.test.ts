import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openCluster } from '../../src/kubernetes/cluster.ts'
import { Secret } from '../../src/lib/secret.ts'
import { ConfigError } from '../../src/model/errors.ts'
import type { SecretRef } from '../../src/model/kinds.generated.ts'
import { type OwnSecrets, openOwnSecrets, ownSecretsOf, resolveOwnSecret } from '../../src/secrets/own.ts'
import { createFolder } from '../support/folder.ts'
import { startSecretServer } from '../support/secretserver.ts'

const METER = { metadata: { resourceVersion: '1' }, data: { token: Buffer.from('made-for-a-test').toString('base64') } }

async function textOf(ref: SecretRef, own?: OwnSecrets): Promise<string> {
  const directory = createFolder({ token: 'of-a-file\n' })
  const found = await resolveOwnSecret(ref, { environment: { TOKEN: 'of-a-variable' }, directory, own })
  return found instanceof Secret ? found.reveal() : `${found.message}; ${found.help}`
}

test('a Secret is looked up in the namespace in which charter runs, in no other one, and as it is now', async () => {
  const server = await startSecretServer(['charter-system', 'acme'])
  try {
    const cluster = openCluster({ kubeconfig: server.kubeconfig })
    const own = ownSecretsOf({ ...cluster, ownNamespace: async () => 'charter-system' })
    const ref = { kubernetes: { name: 'meter', key: 'token' } }
    server.secrets.set('acme/meter', METER)
    assert.match(await textOf(ref, own), /^the key token of the Secret meter in namespace charter-system cannot be had/)
    server.secrets.set('charter-system/meter', METER)
    assert.is(await textOf(ref, own), 'made-for-a-test')
    server.refuse(403)
    assert.match(await textOf(ref, own), /^cannot get secrets at .*: RBAC does not allow it; /)
    assert.equal([await textOf({ env: 'TOKEN' }, own), await textOf({ file: 'token' })], ['of-a-variable', 'of-a-file'])
  } finally {
    await server.stop()
  }
})

test('where there is no such namespace the reference is at fault, and nothing is thrown', async () => {
  const ref = { kubernetes: { name: 'meter', key: 'token' } }
  assert.match(
    await textOf(ref),
    /^it stands in the cluster in which charter runs, and charter runs in none; name an env/,
  )
  assert.is(openOwnSecrets(), undefined)
  const cluster = openCluster({})
  const nowhere = ownSecretsOf({ ...cluster, ownNamespace: async () => undefined })
  assert.match(await textOf(ref, nowhere), /^the namespace in which charter runs is not known; name an env/)
  const broken = ownSecretsOf({
    ...cluster,
    ownNamespace: async () => {
      throw new ConfigError('the default kubeconfig names no cluster', 'name one')
    },
  })
  assert.is(await textOf(ref, broken), 'the default kubeconfig names no cluster; name one')
})

test.run()
