import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clusterTest, type TestCluster } from '../support/cluster.ts'
import { objectText, startWithKinds } from '../support/clusterkinds.ts'
import { untilSeen } from '../support/clusterstory.ts'
import { running } from '../support/controller.ts'
import { runKubectl } from '../support/kubectl.ts'
import { untilTrue } from '../support/waiting.ts'

let cluster: TestCluster | undefined
test.after(async () => cluster?.stop())

const bob = { email: 'bob@acme.example' }
const user = (name: string, spec: object) => objectText('User', 'acme', name, { ...spec })
const crew = (member: string) => objectText('UserGroup', 'acme', 'crew', { members: [member] })

clusterTest('a rename in a cluster removes nothing, and is applied once every object names the new one', async () => {
  cluster ??= await startWithKinds()
  const { kubeconfig, kubectl } = cluster
  const apply = (text: string): string => kubectl(['apply', '-f', '-'], text)
  kubectl(['create', 'namespace', 'acme'])
  apply(objectText('Organization', '', 'acme', { displayName: 'Acme' }))
  apply(user('ada', { email: 'ada@acme.example', admin: true }))
  apply(user('bob', bob))
  apply(crew('bob'))
  await running([{ name: 'cluster', kubeconfig }], async ({ controller, pass, status }) => {
    const stored = () => controller.turns.state().resources
    const uidOf = (name: string) => [...stored().values()].find((one) => one.name === name)?.uid
    const codes = () => status().units.flatMap(({ problems }) => problems.map(({ code }) => code))
    // An organization is planned once it has been quiet for two seconds.
    const untilWrong = async (...expected: readonly string[]) => {
      for (let tries = 0; tries < 100 && codes().sort().join() !== expected.join(); tries += 1) {
        await pause(500)
        await pass()
      }
      assert.equal(codes().sort(), expected)
    }
    const uid = uidOf('bob')
    assert.type(uid, 'string')
    apply(user('robert', { ...bob, previousNames: ['bob'] }))
    await untilWrong('NotUnique', 'RenameConflict')
    kubectl(['delete', 'user', 'bob', '-n', 'acme'])
    await untilWrong('DanglingReference')
    // The program runs in this process, which must not wait for kubectl.
    const words = ['get', 'usergroup', 'crew', '-n', 'acme', '-o', 'jsonpath={..conditions[*].message}']
    const said = async () => (await runKubectl(kubeconfig, words)).out
    await untilSeen(said, (seen) => /it is called `robert` now/.test(seen))
    assert.is(uidOf('bob'), uid)
    apply(crew('robert'))
    await untilWrong()
    await untilTrue(() => uidOf('robert') !== undefined, 20_000)
    assert.equal([uidOf('bob'), uidOf('robert')], [undefined, uid])
  })
})

test.run()
