import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clusterTest, type TestCluster } from '../support/cluster.ts'
import { chooseKubectl } from '../support/clusterassets.ts'
import { objectText, startWithKinds } from '../support/clusterkinds.ts'
import { running } from '../support/controller.ts'
import { until } from '../support/running.ts'
import { untilTrue } from '../support/waiting.ts'

const quickstart = fileURLToPath(new URL('../../examples/quickstart/orgs', import.meta.url))
const people = fileURLToPath(new URL('../../deploy/base/people.yaml', import.meta.url))
let cluster: TestCluster | undefined
test.after(async () => cluster?.stop())

clusterTest(
  'kubectl waits for what it has applied; what is wrong says why, and what is held how it is approved',
  async () => {
    cluster = await startWithKinds()
    const { kubectl, kubeconfig } = cluster
    kubectl(['create', 'namespace', 'acme'])
    // The program runs in this process, which must not wait for kubectl.
    const ready = (words: readonly string[]) =>
      promisify(execFile)(chooseKubectl() ?? 'kubectl', [
        `--kubeconfig=${kubeconfig}`,
        'wait',
        '--for=condition=Ready',
        '--timeout=60s',
        ...words,
      ])
    const condition = (words: readonly string[], field: string) =>
      kubectl(['get', ...words, '-o', `jsonpath={.status.conditions[?(@.type=="Ready")].${field}}`])
    const ADA = ['user', 'ada', '-n', 'acme']
    await running([{ name: 'cluster', kubeconfig }], async (one) => {
      kubectl(['apply', '-R', '-f', quickstart])
      await untilTrue(() => one.controller.turns.state().resources.size === 17, 60_000)
      await ready(['organizations', '--all'])
      await ready(['users,usergroups,permissions,entitlements', '--all', '-n', 'acme'])
      const row = kubectl(['get', ...ADA, '--no-headers'])
        .trim()
        .split(/\s{2,}/)
      assert.equal(row.slice(0, 4), ['ada', 'True', 'in force as version 1', 'generation:1'])
      await ready(['reconcilereport', 'cluster'])
      const versions = () => kubectl(['get', 'charter', '-A', '-o', 'jsonpath={.items[*].metadata.resourceVersion}'])
      // All that is written has been, finalizers too, once nothing has changed for two seconds.
      const finalizers = () => kubectl(['get', 'organizations', '-o', 'jsonpath={.items[*].metadata.finalizers}'])
      let before = ''
      await until('everything is written', async () => {
        before = versions()
        await pause(2_000)
        return versions() === before && finalizers().split('charter.sh/organization').length === 3
      })
      await one.pass()
      await one.pass()
      await pause(500)
      assert.is(versions(), before)
      kubectl(['patch', ...ADA, '--type=merge', '-p', '{"spec":{"userGroups":["nobody"]}}'])
      await untilTrue(() => condition(ADA, 'reason') === 'DanglingReference', 30_000)
      const [problem] = one.unit('organization/acme')?.problems ?? []
      assert.is(problem?.code, 'DanglingReference')
      assert.ok(condition(ADA, 'message').startsWith(problem?.message ?? '?'))
      await untilTrue(() => condition(['organization', 'acme'], 'reason') === 'DanglingReference')
      kubectl(['patch', ...ADA, '--type=json', '-p', '[{"op":"remove","path":"/spec/userGroups"}]'])
      await ready(ADA)
      await ready(['organization', 'acme'])
      for (const index of [1, 2, 3, 4, 5])
        kubectl(['apply', '-f', '-'], objectText('User', 'acme', `u${index}`, { email: `u${index}@acme.example` }))
      await untilTrue(() => one.controller.turns.state().resources.size === 22, 30_000)
      kubectl(['delete', 'users', 'u1', 'u2', 'u3', 'u4', 'u5', '-n', 'acme'])
      await untilTrue(() => condition(['organization', 'acme'], 'reason') === 'RemovalBudget', 30_000)
      const late = () => kubectl(['get', 'reconcilereport', 'cluster', '-o', 'jsonpath={.status.late[*].reason}'])
      await untilTrue(() => late() === 'RemovalBudget')
      const reasons = () => kubectl(['get', 'events', '-o', 'jsonpath={.items[*].reason}']).split(' ')
      await untilTrue(() => reasons().includes('RemovalBudget'), 30_000)
      for (const reason of ['Applied', 'DanglingReference', 'Recovered']) assert.ok(reasons().includes(reason), reason)
      assert.match(kubectl(['describe', 'organization', 'acme']), /Warning\s+RemovalBudget/)
      const command = () => {
        const message = condition(['organization', 'acme'], 'message')
        return message.slice(message.indexOf('kubectl annotate') + 'kubectl '.length).split(' ')
      }
      kubectl(['apply', '-f', people])
      kubectl(['create', 'clusterrolebinding', 'admins', '--clusterrole=charter-admin', '--user=alma'])
      await until('alma may approve', () =>
        kubectl(['auth', 'can-i', 'patch', 'reconcilereports.charter.sh', '--as=alma']).startsWith('yes'),
      )
      const ALMA = '--as=alma'
      kubectl([...command(), ALMA])
      await untilTrue(() => one.controller.turns.state().resources.size === 17, 30_000)
      await ready(['organization', 'acme'])
      kubectl(['apply', '-f', '-'], objectText('OrganizationGroup', '', 'lab', { displayName: 'Lab' }))
      await untilTrue(() => one.controller.turns.state().resources.size === 18, 30_000)
      kubectl(['delete', 'organizations,organizationgroups', '--all', '--wait=false'])
      kubectl(['delete', 'users,usergroups,permissions,workspaces,entitlements', '--all', '-A'])
      await untilTrue(() => condition(['organization', 'acme'], 'reason') === 'EmptySource', 60_000)
      assert.equal(command().slice(2, 4), ['reconcilereport', 'cluster'])
      kubectl([...command(), ALMA])
      await untilTrue(() => condition(['organization', 'acme'], 'reason') === 'OrganizationDelete', 30_000)
      await untilTrue(() => condition(['organization', 'initech'], 'reason') === 'OrganizationDelete', 30_000)
      // What names a group goes first; that it does is approved one by one, and of the source as a whole no more.
      const initech = kubectl(['get', 'organization', 'initech', '-o', 'jsonpath={.status.holds[0].digest}'])
      kubectl([...command(), ALMA])
      await untilTrue(() => !one.controller.turns.state().resources.has('Organization//acme' as never), 30_000)
      kubectl(['annotate', '--overwrite', 'organization', 'initech', `charter.sh/approve=${initech}`, ALMA])
      await untilTrue(() => one.controller.turns.state().resources.size === 0, 30_000)
      await until('everything has gone', () => kubectl(['get', 'organizations', '-o', 'name']) === '')
    })
  },
)

test.run()
