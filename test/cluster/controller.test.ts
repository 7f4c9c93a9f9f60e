import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clusterTest, type TestCluster } from '../support/cluster.ts'
import { startWithKinds } from '../support/clusterkinds.ts'
import { running } from '../support/controller.ts'
import { untilTrue } from '../support/waiting.ts'

const quickstart = fileURLToPath(new URL('../../examples/quickstart/orgs', import.meta.url))
let cluster: TestCluster | undefined
test.after(async () => cluster?.stop())

clusterTest(
  'what kubectl applies is stored; an Organization that is deleted goes when its annotation approves it',
  async () => {
    cluster = await startWithKinds()
    const { kubectl, kubeconfig } = cluster
    kubectl(['create', 'namespace', 'acme'])
    await running([{ name: 'cluster', kubeconfig }], async (one) => {
      const names = (): readonly string[] => [...one.controller.turns.state().resources.keys()]
      assert.equal(names(), [])
      kubectl(['apply', '-R', '-f', quickstart])
      await untilTrue(() => names().length === 17, 60_000)
      const finalizers = () => kubectl(['get', 'organization', 'acme', '-o', 'jsonpath={.metadata.finalizers}'])
      await untilTrue(() => finalizers() === '["charter.sh/organization"]')
      kubectl(['delete', 'organization', 'acme', '--wait=false'])
      await untilTrue(() => one.unit('organization/acme')?.holds[0]?.code === 'OrganizationDelete')
      assert.is(names().length, 17)
      const digest = one.unit('organization/acme')?.holds[0]?.digest ?? ''
      kubectl(['annotate', 'organization', 'acme', `charter.sh/approve=${digest}`])
      await untilTrue(() => !names().includes('Organization//acme'), 60_000)
      await untilTrue(() => kubectl(['get', 'organization', 'acme', '--ignore-not-found']) === '', 30_000)
      assert.ok(names().includes('Organization//initech'))
    })
  },
)

test.run()
