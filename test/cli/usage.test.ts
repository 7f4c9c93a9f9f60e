import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { usage } from '../../src/cli/usage.ts'
import type { Sample } from '../../src/model/usage.ts'
import { openSamples } from '../../src/store/samples.ts'
import { createFolder } from '../support/folder.ts'
import { validOutput } from '../support/schema.ts'
import { ledgerOf } from '../support/steps.ts'
import { drawn, ran } from '../support/terminal.ts'

const head = 'apiVersion: charter.sh/v1alpha1\nkind: '

const INSTALLATION = [
  `${head}OrganizationGroup\nmetadata: {name: education}\nspec: {displayName: Education}\n`,
  `${head}OrganizationGroup\nmetadata: {name: universities}\nspec: {displayName: Universities, parent: education}\n`,
  `${head}OrganizationGroup\nmetadata: {name: nobody}\nspec: {displayName: Nobody}\n`,
  `${head}Offering\nmetadata: {name: serving}\nspec:\n  displayName: Serving\n  components: [{type: calls, billingType: limit, limitPeriod: month, limitAmount: 1000}, {type: disk}]\n`,
  `${head}SubscriptionPlan\nmetadata: {name: starter}\nspec:\n  displayName: Starter\n  offering: serving\n  limits: {maxUsers: 4, gbSeconds: 50}\n  quotas: {disk: 8}\n`,
  `${head}UsageSource\nmetadata: {name: requests}\nspec: {type: file, path: a, objectType: deployment_version, metric: requests, component: calls}\n`,
  `${head}UsageSource\nmetadata: {name: silent}\nspec: {type: file, path: b, metric: silence}\n`,
].join('---\n')

function organization(name: string, ...lines: readonly string[]): string {
  const users = `users: [{name: ada, admin: true}, {name: bob}]`
  const spec = [`displayName: The ${name}`, users, ...lines].map((line) => `  ${line}\n`).join('')
  return `${head}Organization\nmetadata: {name: ${name}}\nspec:\n${spec}`
}

const SUBSCRIBED = 'subscriptions: [{name: main, plan: starter, startDate: "2020-11-20", endDate: never}]'
const FILES = {
  'installation.yaml': INSTALLATION,
  'acme.yaml': organization(
    'acme',
    SUBSCRIBED,
    'organizationGroups: [education, universities]',
    'previousNames: [apex]',
    'workspaces: [{name: web, type: project, displayName: Web, creditsLimit: 100}]',
  ),
  'globex.yaml': organization('globex', 'organizationGroups: [universities]'),
  'initech.yaml': organization('initech'),
}

function sample(start: string, value: number, more: Partial<Sample> = {}): Sample {
  const measured = { source: 'requests', objectType: 'deployment_version', metric: 'requests', component: 'calls' }
  return { ...measured, organization: 'acme', kind: 'delta', start, value, ...more }
}

const CREDITS = { source: 'credits', metric: 'credits', component: 'credits' }
const DISK = { source: 'disk', metric: 'disk', objectType: '', component: 'disk', kind: 'gauge' } as const
const SAMPLES = [
  sample('2020-11-19T23:59:59Z', 1),
  sample('2020-11-20', 300, { organization: 'apex' }),
  sample('2020-12-19T23:00:00Z', 500),
  sample('2020-12-20', 7),
  sample('2020-12-01', 40, { organization: 'globex' }),
  sample('2020-12-01', 0.1, { ...CREDITS, project: 'web' }),
  sample('2020-12-02', 0.2, { ...CREDITS, project: 'web' }),
  sample('2020-12-02', 5, CREDITS),
  sample('2020-12-02', 6, { ...DISK, project: 'web' }),
  sample('2020-12-03', 9, { ...DISK, project: 'web' }),
  sample('2020-12-05', 60, { source: 'gb', metric: 'gb_seconds', objectType: '', component: '' }),
  sample('2020-12-05', 9, { organization: 'gone' }),
]

const state = await ledgerOf([{ instant: '2020-11-20T10:00:00.000Z', files: FILES }])
await openSamples({ folder: state }).add(SAMPLES)

const shown = (...words: readonly string[]) => ran(['usage', ...words, '--state', state])
const cells = (text: string) =>
  text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/ {3,}/))

async function told(...words: readonly string[]) {
  const { code, out, err } = await shown(...words, '-o', 'json')
  assert.equal([code, err], [0, ''])
  return validOutput('usage', out) as {
    readonly organizations: readonly Told[]
    readonly groups: readonly Told[]
    readonly consumption: readonly { readonly name: string; readonly months: readonly unknown[] }[]
    readonly resources: readonly { readonly counts: object; readonly limits: object }[]
  }
}

interface Told {
  readonly name: string
  readonly organizations?: readonly string[]
  readonly start: string
  readonly end: string
  readonly series: readonly {
    readonly metric: string
    readonly project?: string
    readonly limit?: number
    readonly usage: readonly { readonly start: string; readonly end: string; readonly value: number }[]
  }[]
}

test('without dates it is the current period: from 20 November, asked on 1 December, to 20 December', async () => {
  const { code, out, err } = await shown('acme', '--at', '2020-12-01', '--metric', 'requests')
  assert.equal([code, err], [0, ''])
  assert.equal(cells(out), [
    ['acme', 'deployment_version', 'requests', '2020-11-20', '2020-12-20', '800', '1000', '80 %'],
  ])
  const { organizations } = await told('--at', '2020-12-25')
  assert.equal(
    organizations.map(({ name, start, end }) => [name, start, end]),
    [
      ['acme', '2020-12-20T00:00:00Z', '2021-01-20T00:00:00Z'],
      ['globex', '2020-12-01T00:00:00Z', '2021-01-01T00:00:00Z'],
      ['initech', '2020-12-01T00:00:00Z', '2021-01-01T00:00:00Z'],
    ],
  )
})

test('dates are taken as they are: 12 November to 12 December is one month', async () => {
  const dates = ['--from', '2020-11-12', '--to', '2020-12-12'] as const
  const { organizations } = await told('acme', '--at', '2020-12-01', ...dates, '-m', 'requests')
  assert.equal(organizations[0]?.series[0]?.usage, [
    { start: '2020-11-12T00:00:00Z', end: '2020-12-12T00:00:00Z', value: 301 },
  ])
  const days = await told('acme', '--at', '2020-12-01', '--interval', 'day', '-m', 'requests')
  const usage = days.organizations[0]?.series[0]?.usage ?? []
  assert.equal([usage.length, usage[0]?.value, usage.at(-1)?.value], [30, 300, 500])
  assert.is(days.organizations[0]?.series[0]?.limit, undefined)
  const open = await told('acme', '--at', '2020-12-01', '--from', '2020-11-19')
  assert.is(open.organizations[0]?.end, '2020-12-20T00:00:00Z')
})

test('an organization has what was measured under its former name', async () => {
  const { organizations } = await told('acme', '--at', '2020-11-21', '--to', '2020-11-21', '--metric', 'requests')
  assert.is(organizations[0]?.series[0]?.usage[0]?.value, 300)
})

test('limits are those of the plan and of the components of its offering, and a bar shows their use on a terminal', async () => {
  const { organizations } = await told('acme', '--at', '2020-12-01')
  const limits = organizations[0]?.series.map(({ metric, limit }) => [metric, limit])
  assert.equal(limits, [
    ['disk', undefined],
    ['gb_seconds', 50],
    ['credits', undefined],
    ['requests', 1000],
  ])
  const { terminal, shown: drawing } = drawn(100)
  await usage('acme', { state, at: '2020-12-01', output: 'table' }, terminal)
  assert.match(drawing(), /gb_seconds .* 60 +50 +██████████ 120 %$/m)
  assert.match(drawing(), /requests .* 800 +1000 +████████░░ 80 %$/m)
})

test('by project each one is told, with its credits and its quota', async () => {
  const { out } = await shown('acme', '--at', '2020-12-01', '--by-project')
  assert.equal(cells(out), [
    ['acme', 'disk', 'web', '2020-11-20', '2020-12-20', '9', '8', '112 %'],
    ['acme', 'gb_seconds', '2020-11-20', '2020-12-20', '60'],
    ['acme', 'deployment_version', 'credits', '2020-11-20', '2020-12-20', '5'],
    ['acme', 'deployment_version', 'credits', 'web', '2020-11-20', '2020-12-20', '0.3', '100', '0 %'],
    ['acme', 'deployment_version', 'requests', '2020-11-20', '2020-12-20', '800'],
  ])
})

test('a group is told together, each organization once', async () => {
  const dates = ['--from', '2020-11-12', '--to', '2020-12-20', '-m', 'requests'] as const
  const { groups } = await told('--group', 'education', '--at', '2020-12-01', ...dates)
  assert.equal(groups[0]?.organizations, ['acme', 'globex'])
  assert.equal(
    groups[0]?.series[0]?.usage.map(({ value }) => value),
    [341, 500],
  )
  const { out } = await shown('--group', 'nobody', '--at', '2020-12-01', '-m', 'requests')
  assert.equal(cells(out), [['nobody', 'deployment_version', 'requests', '2020-12-01', '2021-01-01', '0']])
})

test('a metric that is known and has no data is 0, one that nobody measures is refused', async () => {
  const { out } = await shown('initech', '--at', '2020-12-01', '-m', 'silence', '-m', 'users')
  assert.equal(cells(out), [['initech', 'silence', '2020-12-01', '2021-01-01', '0']])
  const { code, out: nothing, err } = await shown('acme', '-m', 'silense')
  assert.equal([code, nothing], [1, ''])
  assert.equal(
    err,
    'charter: nobody measures `silense`, did you mean `silence`?\n' +
      '  measured are environments, hosts, projects, repositories, requests, silence, users, workspaces\n',
  )
})

test('consumption is told by calendar month, newest first', async () => {
  const folder = await ledgerOf([{ instant: '2020-11-20T10:00:00.000Z', files: FILES }])
  const calls = { source: 'a', metric: 'api_calls', objectType: '' }
  const storage = { source: 'b', metric: 'storage_used', objectType: '', kind: 'gauge' } as const
  await openSamples({ folder }).add([
    sample('2020-10-31T23:59:59Z', 1, calls),
    sample('2020-11-01', 10, calls),
    sample('2020-11-30', 5, calls),
    sample('2020-11-05', 3.5, storage),
    sample('2020-11-06', 2.25, storage),
  ])
  const asked = (...words: readonly string[]) => ran(['usage', 'acme', '--consumption', '--state', folder, ...words])
  assert.equal(cells((await asked('--at', '2020-11-25')).out), [['acme', '2020-11', '15', '2.25']])
  assert.equal(cells((await asked('--from', '2020-10-15', '--to', '2021-01-01')).out), [
    ['acme', '2020-12', '0'],
    ['acme', '2020-11', '15', '2.25'],
    ['acme', '2020-10', '1'],
  ])
  const { out } = await asked('--month', '2020-10', '-o', 'json')
  const value = validOutput('usage', out) as Awaited<ReturnType<typeof told>>
  assert.equal(value.consumption, [{ name: 'acme', months: [{ month: '2020-10', apiCalls: 1 }] }])
  assert.is((await asked('--month', '2020-13')).code, 2)
})

test('counts are what is declared now, and of the rest what was told last', async () => {
  const folder = await ledgerOf([{ instant: '2020-11-20T10:00:00.000Z', files: FILES }])
  const gauge = (metric: string, start: string, value: number, project = '') =>
    sample(start, value, { source: metric, metric, objectType: '', kind: 'gauge', project })
  await openSamples({ folder }).add([
    gauge('deployments', '2020-11-29', 3),
    gauge('deployments', '2020-11-30', 4),
    gauge('deployments', '2020-11-30', 2, 'web'),
    gauge('pipelines', '2020-08-01', 9),
    gauge('buckets', '2020-12-02', 9),
  ])
  const { out } = await ran(['usage', 'acme', '--counts', '--state', folder, '--at', '2020-12-01', '-o', 'json'])
  const { resources } = validOutput('usage', out) as Awaited<ReturnType<typeof told>>
  assert.equal(resources[0]?.counts, {
    projects: 1,
    users: 2,
    deployments: 6,
    deployment_versions: 0,
    pipelines: 0,
    pipeline_versions: 0,
    buckets: 0,
    environments: 0,
  })
  assert.equal(resources[0]?.limits, { users: 4 })
  const table = await ran(['usage', 'acme', '--counts', '--state', folder, '--at', '2020-12-01'])
  assert.equal(cells(table.out)[1], ['acme', 'users', '2', '4', '50 %'])
})

test('CSV is one line a bucket', async () => {
  const { out } = await shown('globex', '--at', '2020-12-01', '-o', 'csv')
  assert.is(
    out,
    'ORGANIZATION,OBJECT TYPE,METRIC,FROM,TO,VALUE,LIMIT,USE\r\nglobex,deployment_version,requests,2020-12-01,2021-01-01,40,,\r\n',
  )
})

test('what cannot be meant is refused', async () => {
  for (const [words, message] of [
    [['nobody'], 'there is no organization `nobody`'],
    [['--group', 'educatoin'], 'there is no organization group `educatoin`, did you mean `education`?'],
  ] as const) {
    const { code, err } = await shown(...words)
    assert.equal([code, err], [1, `charter: ${message}\n`])
  }
  for (const [words, message] of [
    [['--from', '2020-12-02', '--to', '2020-12-01'], '--from: the start lies not before the end'],
    [
      ['--from', 'yesterday'],
      '--from: `yesterday` is neither a date nor a time with its offset, for example 2026-11-22',
    ],
    [
      ['--from', '2019-01-01', '--interval', 'day'],
      '--from: the window has more than 400 day buckets, ask for less at once',
    ],
    [['--interval', 'year'], '--interval takes day and month, not `year`'],
    [['acme', '--group', 'education'], '--group and an organization do not go together'],
    [['--group', 'education', '--by-project'], '--group and --by-project do not go together'],
    [['--counts', '--from', '2020-12-01'], '--counts and --from do not go together'],
    [['--consumption', '--metric', 'requests'], '--consumption and --metric do not go together'],
    [['--consumption', '--month', '2020-11', '--to', '2020-12-01'], '--month and --to do not go together'],
    [['--month', '2020-11'], '--month goes with --consumption'],
  ] as const) {
    const { code, err } = await shown(...words)
    assert.is(code, 2, words.join(' '))
    assert.is(err.split('\n')[0], `charter: ${message}`)
  }
})

test('what is applied is counted, and shown', async () => {
  const folder = createFolder({ 'orgs/acme.yaml': organization('acme') })
  const at = `${folder}/state`
  assert.is((await ran(['apply', `${folder}/orgs`, '--state', at, '--yes'])).code, 0)
  const { out } = await ran(['usage', 'acme', '--state', at, '-m', 'users'])
  assert.equal(cells(out)[0]?.[5], '2')
})

test('where what was applied cannot be counted, it is applied all the same', async () => {
  const folder = createFolder({ 'orgs/acme.yaml': organization('acme') })
  const words = ['apply', `${folder}/orgs`, '--state', `${folder}/state`, '--yes']
  assert.is((await ran(words)).code, 0)
  rmSync(`${folder}/state/usage`, { recursive: true })
  writeFileSync(`${folder}/state/usage`, '')
  writeFileSync(`${folder}/orgs/globex.yaml`, organization('globex'))
  const { code, err } = await ran(words)
  assert.is(code, 0)
  assert.match(err, /what was applied is not counted: .*usage is not a folder; move it away/)
})

test('the guide shows what is printed', async () => {
  const page = readFileSync(new URL('../../docs/usage.md', import.meta.url), 'utf8')
  const [, example = ''] = /<!-- example -->\n```console\n([\s\S]*?)```\n/.exec(page) ?? []
  const [command = '', ...printed] = example.split('\n')
  assert.match(command, /^\$ charter usage /)
  const words = command.replace('$ charter ', '').replace('--state state', `--state ${state}`).split(' ')
  assert.is((await ran(words)).out, printed.join('\n'))
})

test.run()
