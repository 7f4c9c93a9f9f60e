import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openCluster } from '../../src/kubernetes/cluster.ts'
import { sha256 } from '../../src/lib/digest.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { ClusterPlace, SecretCluster } from '../../src/secrets/cluster.ts'
import { openSecretCluster } from '../../src/secrets/kubernetes.ts'
import { clusterTest, startCluster, type TestCluster } from '../support/cluster.ts'
import { until } from '../support/running.ts'

let cluster: TestCluster | undefined
test.after(() => cluster?.stop())

const PLACE: ClusterPlace = { type: 'kubernetes', namespace: 'secrets-test', name: 'deploy', key: 'token' }
const [first, second] = [new Secret('made-for-a-test-1'), new Secret('made-for-a-test-2')]
const mark = (secret: Secret): string => sha256(secret.reveal())

async function textAt(secrets: SecretCluster, place = PLACE): Promise<string> {
  const found = await secrets.read(place)
  return found instanceof Secret ? found.reveal() : found.message
}

clusterTest(
  'values are handed over to an API server, known there after a crash, and overwrite nothing else',
  async () => {
    cluster ??= await startCluster()
    const { kubectl, kubeconfig } = cluster
    const secrets = openSecretCluster(openCluster({ kubeconfig }))
    assert.match((await secrets.handOver(PLACE, first, mark(first)))?.message ?? '', /there is no such namespace$/)
    kubectl(['create', 'namespace', PLACE.namespace])
    assert.is(await secrets.isHandedOver(PLACE, mark(first)), 'lost')
    assert.is(await secrets.handOver(PLACE, first, mark(first)), undefined)
    assert.is(await secrets.isHandedOver(PLACE, mark(first)), 'done')
    assert.is(await textAt(secrets), 'made-for-a-test-1')
    kubectl(['-n', PLACE.namespace, 'label', 'secret', 'deploy', 'team=ops'])
    assert.is(await secrets.handOver(PLACE, second, mark(second)), undefined)
    assert.equal([await textAt(secrets), await secrets.isHandedOver(PLACE, mark(first))], ['made-for-a-test-2', 'lost'])
    const held = JSON.parse(kubectl(['-n', PLACE.namespace, 'get', 'secret', 'deploy', '-o', 'json']))
    assert.equal([held.type, held.metadata.labels, Object.keys(held.data)], ['Opaque', { team: 'ops' }, ['token']])
    kubectl(['-n', PLACE.namespace, 'create', 'secret', 'generic', 'foreign', '--from-literal=token=of-somebody-else'])
    const foreign = { ...PLACE, name: 'foreign' }
    assert.match((await secrets.handOver(foreign, first, mark(first)))?.message ?? '', /is there already/)
    assert.is(await textAt(secrets, foreign), 'of-somebody-else')
  },
)

clusterTest('RBAC decides by the name of a Secret, and what it refuses is told', async () => {
  cluster ??= await startCluster()
  const { kubectl, stranger, kubeconfig } = cluster
  if (stranger === kubeconfig) return
  const secrets = openSecretCluster(openCluster({ kubeconfig: stranger }))
  assert.match(await textAt(secrets), /^cannot get secrets at .*: RBAC does not allow it$/)
  const role = ['-n', PLACE.namespace, 'create']
  kubectl([...role, 'role', 'one', '--verb=get,patch', '--resource=secrets', '--resource-name=deploy'])
  kubectl([...role, 'rolebinding', 'one', '--role=one', '--user=stranger'])
  await until('the rights are known', async () => !/RBAC/.test(await textAt(secrets)))
  assert.is(await textAt(secrets), 'made-for-a-test-2')
  assert.is(await secrets.handOver(PLACE, first, mark(first)), undefined)
  assert.match(await textAt(secrets, { ...PLACE, name: 'foreign' }), /RBAC does not allow it$/)
})

test.run()
