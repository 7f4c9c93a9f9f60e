import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Sample } from '../../../src/model/usage.ts'
import { openSamples } from '../../../src/store/samples.ts'
import { openApi } from '../../support/api.ts'
import { validOutput } from '../../support/schema.ts'
import { ledgerOf } from '../../support/steps.ts'
import { ran } from '../../support/terminal.ts'

const head = 'apiVersion: charter.sh/v1alpha1\nkind: '
const organization = (name: string, more = ''): string =>
  `${head}Organization\nmetadata: {name: ${name}}\nspec:\n  displayName: ${name}\n  users: [{name: ada, admin: true}, {name: bob, admin: true}]\n${more}`

const FILES = {
  'installation.yaml': [
    `${head}Offering\nmetadata: {name: serving}\nspec:\n  displayName: Serving\n  components: [{type: calls, billingType: limit, limitPeriod: month, limitAmount: 1000}]\n`,
    `${head}SubscriptionPlan\nmetadata: {name: starter}\nspec:\n  displayName: Starter\n  offering: serving\n`,
    `${head}UsageSource\nmetadata: {name: requests}\nspec: {type: file, path: a, objectType: deployment_version, metric: requests, component: calls}\n`,
  ].join('---\n'),
  'acme.yaml': organization(
    'acme',
    '  subscriptions: [{name: main, plan: starter, startDate: "2020-11-20", endDate: never}]\n  workspaces: [{name: web, type: project, displayName: Web}]\n',
  ),
  'globex.yaml': organization('globex'),
}

function sample(start: string, value: number, more: Partial<Sample> = {}): Sample {
  const measured = { source: 'requests', objectType: 'deployment_version', metric: 'requests', component: 'calls' }
  return { ...measured, organization: 'acme', kind: 'delta', start, value, ...more }
}

const COUNTS = { source: 'api', objectType: '', component: '' }
const SAMPLES = [
  sample('2026-10-20', 300, { project: 'web' }),
  sample('2026-10-21', 500),
  sample('2026-11-02', 9, { organization: 'globex' }),
  sample('2026-10-21', 40, { ...COUNTS, metric: 'api_calls' }),
  sample('2026-10-22', 7, { ...COUNTS, metric: 'storage_used', kind: 'gauge' }),
]

const state = await ledgerOf([{ instant: '2026-10-01T10:00:00.000Z', files: FILES }])
await openSamples({ folder: state }).add(SAMPLES)
const api = await openApi(FILES, { samples: SAMPLES })
test.after(() => api.close())

const there = (words: readonly string[]) => ran(['usage', ...words, '--server', api.address])

test('usage is told by a server as by its state folder', async () => {
  const dates = ['--from', '2026-10-01', '--to', '2026-12-01']
  for (const words of [
    ['acme', ...dates],
    dates,
    ['acme', ...dates, '--metric', 'requests', '--metric', 'api_calls', '-o', 'csv'],
    ['acme', ...dates, '--interval', 'day', '--object-type', 'deployment_version', '-o', 'csv'],
    ['acme', ...dates, '--by-project'],
    ['acme', '--consumption', ...dates],
    ['--consumption', '--month', '2026-10', '-o', 'csv'],
  ]) {
    const here = await ran(['usage', ...words, '--state', state])
    assert.equal(await there(words), here, words.join(' '))
    assert.match(here.out, /acme/)
  }
})

test('for programs it has the shape of the same schema', async () => {
  for (const words of [[], ['acme', '--metric', 'requests'], ['acme', '--consumption'], ['--counts']]) {
    const { code, out, err } = await there([...words, '-o', 'json'])
    assert.equal([code, err], [0, ''], words.join(' '))
    const value = validOutput('usage', out) as { readonly seq: number }
    assert.is(value.seq, api.state().head.seq)
  }
})

test('objects are counted, without what limits them', async () => {
  const { code, out } = await there(['acme', '--counts', '-o', 'csv'])
  assert.is(code, 0)
  assert.match(out, 'acme,projects,1,,')
  assert.match(out, 'acme,users,2,,')
})

test('what a server does not tell, or does not know, is refused by name', async () => {
  for (const [words, message] of [
    [['acme', '--at', '2026-10-01'], '--at is not asked of a server'],
    [['acme', '--seq', '1'], '--seq is not asked of a server'],
    [['--group', 'education'], '--group is not asked of a server'],
    [['acme', '--metric', 'requsts'], 'the parameter metric names what is measured'],
    [['acme', '--interval', 'week'], '--interval takes day and month'],
    [['acme', '--counts', '--by-project'], '--counts and --by-project do not go together'],
  ] as const) {
    const { code, out, err } = await there(words)
    assert.equal([code, out], [2, ''], message)
    assert.match(err, message)
  }
  assert.is((await there(['nobody'])).code, 1)
  assert.is((await there(['../../ledger'])).code, 1)
})

test.run()
