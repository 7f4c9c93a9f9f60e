import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Config } from '../../src/config.ts'
import type { Status } from '../../src/model/status.ts'
import { configOf, type Running, startRunning } from '../support/controller.ts'
import { createFolder, removeFolder, writeFiles } from '../support/folder.ts'
import { startReceiver } from '../support/receiver.ts'
import { until } from '../support/running.ts'
import { validOutput } from '../support/schema.ts'
import { ran } from '../support/terminal.ts'

const head = 'apiVersion: charter.sh/v1alpha1\nkind: '

const installation = (limit: number) =>
  [
    `${head}Offering\nmetadata: {name: compute}\nspec: {displayName: Compute, components: [{type: cpu}]}\n`,
    `${head}SubscriptionPlan\nmetadata: {name: basic}\nspec: {displayName: Basic, offering: compute}\n`,
    `${head}UsageSource\nmetadata: {name: hours}\nspec: {type: file, path: hours.ndjson, format: ndjson, kind: delta, metric: cpu_hours, component: cpu}\n`,
    `${head}UsagePolicy\nmetadata: {name: budget}\nspec:\n  type: usage\n  scope: {organization: acme}\n  componentLimits: [{component: cpu, limit: ${limit}}]\n  actions: [notify_organization_owners, block_creation_of_new_resources, request_pausing]\n`,
  ].join('---\n')
const acme = (more = '') =>
  `${head}Organization\nmetadata: {name: acme}\nspec:\n  displayName: Acme\n  users: [{name: ada, email: ada@acme.example, admin: true}]\n  subscriptions: [{name: main, plan: basic, startDate: "2020-01-01", endDate: never}]\n${more}`
const LAB = '  workspaces: [{name: lab, type: project, displayName: Lab}]\n'

const fired = ({ policies = [] }: Status) => policies.map(({ name }) => name)

test('what is measured fires a policy, which is told, shown, asks for something and holds, until it is reset', async () => {
  const folder = createFolder({ 'orgs/installation.yaml': installation(10), 'orgs/acme.yaml': acme() })
  const hours = join(folder, 'measured')
  mkdirSync(hours)
  const measured = { organization: 'acme', start: new Date().toISOString(), value: 11 }
  writeFileSync(join(hours, 'hours.ndjson'), `${JSON.stringify(measured)}\n`)
  const receiver = await startReceiver()
  const config: Config = {
    ...configOf([{ name: 'local', folder: join(folder, 'orgs') }], {
      state: { path: join(folder, 'state'), init: true },
    }),
    usage: { allowedHosts: new Set(), directory: hours, schedule: { type: 'interval', ms: 3_600_000 } },
    notifications: [
      { name: 'owners', type: 'webhook', url: receiver.url, on: ['policy'], organizations: ['acme'] },
      { name: 'others', type: 'webhook', url: receiver.url, on: ['policy'], organizations: ['beta'] },
    ],
  }
  const start = (): Promise<Running> => startRunning(config, { XDG_RUNTIME_DIR: folder })
  let one = await start()
  try {
    await until('the policy fires', () => fired(one.status()).length > 0)
    const unit = one.unit('organization/acme')
    assert.equal([unit?.firedPolicies, unit?.result], [['budget'], 'unchanged'])
    assert.equal(
      unit?.conditions.map(({ type, reason }) => `${type} ${reason}`),
      ['Ready ReconciliationSucceeded', 'PausingRequested PolicyFired'],
    )
    const shown = await ran(['status', '--state', one.state])
    assert.is(shown.out.includes('law'), false)
    assert.match(shown.out, /usage policies that have fired\n {2}budget: cpu 11, limit 10 in a month, since 20/)
    validOutput('status', (await ran(['status', '--state', one.state, '-o', 'json'])).out)
    assert.ok(one.log.some(({ msg, policy }) => msg === 'usage policy has fired' && policy === 'budget'))

    writeFiles(folder, { 'orgs/acme.yaml': acme(LAB) })
    await one.pass()
    assert.equal(
      one.unit('organization/acme')?.holds.map(({ code }) => code),
      ['PolicyBlocked'],
    )
    await one.stop()
    one = await start()
    assert.equal(fired(one.status()), ['budget'])

    writeFiles(folder, { 'orgs/installation.yaml': installation(11) })
    await one.pass()
    await until('the policy is reset, and what it held is applied', () => {
      return fired(one.status()).length === 0 && one.unit('organization/acme')?.result !== 'held'
    })
    await until('both are told', () => receiver.calls.length === 2)
    const told = receiver.calls.map(({ body }) => JSON.parse(body).data)
    assert.equal(
      told.map(({ policy, fired: is, organizations, affected }) => [policy, is, organizations, affected]),
      [
        ['budget', true, ['acme'], 1],
        ['budget', false, ['acme'], 1],
      ],
    )
  } finally {
    await one.stop()
    await receiver.close()
    removeFolder(folder)
  }
})

test.run()
