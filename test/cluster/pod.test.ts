import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { TestCluster } from '../support/cluster.ts'
import { objectText, startWithKinds } from '../support/clusterkinds.ts'
import { DEPLOY } from '../support/manifests.ts'
import { createPod, podTest, startPod } from '../support/pod.ts'
import type { RunningProcess } from '../support/running.ts'
import { untilTrue } from '../support/waiting.ts'

let cluster: TestCluster | undefined
const pods: RunningProcess[] = []
test.after(async () => {
  for (const { child } of pods) child.kill('SIGKILL')
  await cluster?.stop()
})

const start: typeof startPod = (pod, more) => {
  const one = startPod(pod, more)
  pods.push(one)
  return one
}

podTest(
  'in its pod it makes the ledger only when told to, reads its cluster, and starts again on its volume',
  async () => {
    cluster = await startWithKinds()
    const { kubectl } = cluster
    kubectl(['apply', '-k', `${DEPLOY}/base`])
    kubectl(['create', 'namespace', 'acme'])
    kubectl(['apply', '-f', '-'], objectText('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 0 }))
    const pod = createPod(cluster)
    const untold = start(pod)
    assert.is(await untold.ended, 74)
    assert.match(untold.said.err, /there is no state folder \/var\/lib\/charter\/state/)
    const first = start(pod, { CHARTER_STATE_INIT: 'true' })
    const applied = (unit: string) => first.log().some((line) => line.msg === 'applied' && line.unit === unit)
    await untilTrue(() => applied('organization/acme'), 60_000)
    kubectl(['apply', '-f', '-'], objectText('User', 'charter-system', 'eve', { email: 'eve@acme.example' }))
    await untilTrue(() => first.log().some(({ code }) => code === 'InvalidName'), 30_000)
    assert.is(await first.end('SIGTERM'), 0)
    const warnings = first.log().filter(({ level, code }) => level !== 'info' && code !== 'InvalidName')
    assert.equal(warnings, [])
    const second = start(pod)
    await untilTrue(() => second.log().some(({ msg }) => msg === 'started'), 30_000)
    assert.is(await second.end('SIGTERM'), 0)
  },
)

test.run()
