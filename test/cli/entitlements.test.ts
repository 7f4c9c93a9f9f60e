import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { percentOf, useText } from '../../src/cli/entitlements/bar.ts'
import { entitlements } from '../../src/cli/entitlements.ts'
import { createFolder } from '../support/folder.ts'
import { secretsOfComplete } from '../support/secrets.ts'
import { ledgerOf } from '../support/steps.ts'
import { drawn, ran } from '../support/terminal.ts'

const head = 'apiVersion: charter.sh/v1alpha1\nkind: '

const installation = [
  `${head}License\nmetadata: {name: main}\nspec:\n  entitlements: [{entitlement: UnlimitedWorkspaces}]\n`,
  `${head}SubscriptionPlan\nmetadata: {name: starter}\nspec: {displayName: Starter, limits: {maxUsers: 2}}\n`,
].join('---\n')

function acme(...lines: readonly string[]): string {
  const spec = ['displayName: Acme', 'users: [{name: ada, admin: true}, {name: grace}, {name: linus}]', ...lines]
  return `${head}Organization\nmetadata: {name: acme}\nspec:\n${spec.map((line) => `  ${line}\n`).join('')}`
}

const COUNTED = 'entitlements: [{name: users, entitlement: UserCount, value: "4", expiry: "2026-06-30"}]'
const SUBSCRIBED =
  'subscriptions: [{name: main, plan: starter, startDate: "2026-01-31", endDate: never, overage: true}]'
const initech = `${head}Organization\nmetadata: {name: initech}\nspec: {displayName: Initech, minAdmins: 0}\n`

function filesOf(...lines: readonly string[]) {
  return { 'installation.yaml': installation, 'acme.yaml': acme(...lines), 'initech.yaml': initech }
}

const state = await ledgerOf([
  { instant: '2026-01-31T10:00:00.000Z', files: filesOf(COUNTED, SUBSCRIBED) },
  { instant: '2026-05-05T10:00:00.000Z', files: filesOf(COUNTED) },
])

const shown = async (...words: readonly string[]) => ran(['entitlements', ...words, '--state', state])
const cells = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ {3,}/))

test('a table shows what counts, how much is used, and the subscription at that moment', async () => {
  const { code, out, err } = await shown('acme', '--at', '2026-02-28')
  assert.equal([code, err], [0, ''])
  const [entitled = '', subscribed = ''] = out.split('\n\n')
  assert.equal(cells(entitled), [
    ['ORGANIZATION', 'ENTITLEMENT', 'VALUE', 'USED', 'USE', 'STATE', 'EXPIRY', 'FROM', 'PUBLIC'],
    ['acme', 'UnlimitedWorkspaces', 'unlimited', '0', 'license (main)', 'no'],
    ['acme', 'UserCount', '4', '3', '75 %', '2026-06-30', 'organization (users)', 'no'],
    ['acme', 'maxUsers', '2', '3', '150 %', 'over', 'plan (starter)'],
  ])
  assert.equal(cells(subscribed), [
    ['ORGANIZATION', 'SUBSCRIPTION', 'PLAN', 'STATE', 'START', 'END', 'PERIOD'],
    ['acme', 'main', 'starter', 'active', '2026-01-31', 'never', '2026-02-28 to 2026-03-31'],
  ])
})

test('a future time asks what is declared today, and a passed entitlement is told', async () => {
  const { out } = await shown('acme', '--at', '2026-07-01')
  assert.equal(cells(out.split('\n\n')[0] ?? '').slice(1), [
    ['acme', 'CustomTheming', 'stand-alone', 'yes'],
    ['acme', 'UnlimitedWorkspaces', 'unlimited', '0', 'license (main)', 'no'],
    ['acme', 'UserCount', 'no limit', '3'],
    ['acme', 'UserCount', '4', 'passed', '2026-06-30', 'organization (users)', 'no'],
  ])
})

test('a subscription that was removed before its end is cancelled from that day on', async () => {
  const subscriptionAt = async (...words: readonly string[]) => {
    const [one] = JSON.parse((await shown('acme', ...words, '-o', 'json')).out).organizations
    return [one.subscription.name, one.subscription.state, one.subscription.effectiveEndDate, one.planLimits.length]
  }
  assert.equal(await subscriptionAt(), ['main', 'cancelled', '2026-05-05', 0])
  assert.equal(await subscriptionAt('--at', '2026-05-05'), ['main', 'active', 'never', 1])
  assert.equal(await subscriptionAt('--at', '2026-01-31T10:00:00Z'), ['main', 'active', 'never', 1])
})

test('without a name all organizations are shown, and csv has one header and a record for each row', async () => {
  const { out } = await shown('-o', 'csv', '--seq', '3')
  assert.equal(out.split('\r\n'), [
    'ORGANIZATION,ENTITLEMENT,VALUE,USED,USE,STATE,EXPIRY,FROM,PUBLIC',
    'acme,UnlimitedWorkspaces,unlimited,0,,,,license (main),no',
    'acme,UserCount,4,3,75 %,,2026-06-30,organization (users),no',
    'acme,maxUsers,2,3,150 %,over,,plan (starter),',
    'initech,CustomTheming,,,,,,stand-alone,yes',
    'initech,UnlimitedWorkspaces,unlimited,0,,,,license (main),no',
    'initech,UserCount,no limit,0,,,,,',
    '',
  ])
})

test('json tells the same with every source, and the plans that are open', async () => {
  const value = JSON.parse((await shown('acme', '--at', '2026-02-28', '-o', 'json')).out)
  assert.equal(
    [value.format_version, value.instant, value.organizations.length],
    ['1.0', '2026-02-28T00:00:00.000Z', 1],
  )
  const [one] = value.organizations
  assert.equal(one.entitlements, [
    {
      name: 'UnlimitedWorkspaces',
      public: false,
      source: { type: 'license', name: 'main' },
      unlimited: true,
      used: 0,
      over: false,
    },
    {
      name: 'UserCount',
      value: '4',
      expiry: '2026-06-30',
      public: false,
      source: { type: 'organization', name: 'users' },
      limit: 4,
      used: 3,
      over: false,
    },
  ])
  assert.equal(one.planLimits, [{ name: 'maxUsers', plan: 'starter', limit: 2, used: 3, over: true }])
  assert.equal([one.availablePlans, one.platformUsage], [['starter'], { UserCount: 3, WorkspaceCount: 0 }])
})

test('an organization that is not there is refused, with the one that was probably meant', async () => {
  const { code, out, err } = await shown('acmee')
  assert.equal([code, out], [1, ''])
  assert.is(err, 'charter: there is no organization `acmee`, did you mean `acme`?\n')
  assert.is((await shown('\u001b[2Jx')).err, 'charter: there is no organization `\\u{1b}[2Jx`\n')
  assert.is((await shown('acme', '-o', 'yaml')).code, 2)
})

test('bars are drawn on a terminal alone', async () => {
  const { terminal, shown: drawing } = drawn(200)
  assert.is(await entitlements('acme', { state, seq: '3', output: 'table' }, terminal), 0)
  assert.match(drawing(), / ███████░░░ 75 % /)
  assert.match(drawing(), / ██████████ 150 % {3}over /)
  const cells = drawn(200)
  await entitlements('acme', { state, seq: '3', output: 'csv' }, cells.terminal)
  assert.not.match(cells.shown(), /█/)
})

test('a subscription of an earlier organization of the same name is none of the one that is there', async () => {
  const allowed = filesOf('deletionPolicy: Allow', SUBSCRIBED)
  const { 'acme.yaml': _, ...without } = allowed
  const again = await ledgerOf([
    { instant: '2026-01-31T10:00:00.000Z', files: allowed },
    { instant: '2026-03-01T10:00:00.000Z', files: without },
    { instant: '2026-04-01T10:00:00.000Z', files: filesOf() },
  ])
  const { out } = await ran(['entitlements', 'acme', '--state', again, '-o', 'json'])
  assert.equal(JSON.parse(out).organizations[0].subscriptions, [])
})

test('a subscription that is declared again is the one that is there', async () => {
  const again = await ledgerOf([
    { instant: '2026-01-31T10:00:00.000Z', files: filesOf(SUBSCRIBED) },
    { instant: '2026-03-01T10:00:00.000Z', files: filesOf() },
    { instant: '2026-04-01T10:00:00.000Z', files: filesOf(SUBSCRIBED) },
  ])
  const { out } = await ran(['entitlements', 'acme', '--state', again, '-o', 'json', '--at', '2026-05-01'])
  const states = JSON.parse(out).organizations[0].subscriptions.map(({ state }: { state: string }) => state)
  assert.equal(states, ['active'])
})

test('docs/entitlements.md shows what the command prints', async () => {
  const page = readFileSync(new URL('../../docs/entitlements.md', import.meta.url), 'utf8')
  const [, example = ''] = /<!-- example -->\n```console\n([\s\S]*?)```\n/.exec(page) ?? []
  const [command = '', ...printed] = example.split('\n')
  const folder = createFolder()
  const orgs = fileURLToPath(new URL('../../examples/complete/orgs', import.meta.url))
  assert.is((await ran(['apply', orgs, '--state', folder, '--yes'], secretsOfComplete())).code, 0)
  const words = command.replace('$ charter ', '').replace('--state state', `--state ${folder}`).split(' ')
  assert.is(printed.join('\n'), (await ran(words)).out)
})

test('percentages are rounded down, so that only a full limit is 100 %', () => {
  assert.equal([percentOf(999, 1000), percentOf(1000, 1000), percentOf(0, 0), percentOf(1, 0)], [99, 100, 0, undefined])
  assert.equal([useText(1, 0, true), useText(1, 0, false)], ['██████████', ''])
  assert.is(useText(0, 5, true), '░░░░░░░░░░ 0 %')
})

test.run()
