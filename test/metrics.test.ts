import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createMetrics } from '../src/metrics.ts'
import type { Status, UnitStatus } from '../src/model/status.ts'

const NOW = '2026-05-01T12:00:00.000Z'

function unit(name: string, more: Partial<UnitStatus> = {}): UnitStatus {
  const [, organization] = name.split('/')
  return {
    unit: name as UnitStatus['unit'],
    ...(organization === undefined ? {} : { organization }),
    result: 'unchanged',
    attempted: { git: 'r2' },
    applied: { git: 'r2' },
    holds: [],
    problems: [],
    problemCount: 0,
    conditions: [],
    ...more,
  }
}

const STATUS: Status = {
  version: 'test',
  startedAt: NOW,
  isReady: true,
  seq: 7,
  hash: 'a',
  sources: [
    {
      name: 'git',
      place: '/orgs',
      attempted: 'r2',
      readAt: NOW,
      holds: [],
      conditions: [{ type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded', message: '', since: NOW }],
    },
  ],
  units: [unit('organization/acme'), unit('organization/beta', { result: 'invalid', problemCount: 2 })],
  problems: [],
  passes: [],
  objects: { User: { total: 3, ready: 2, failed: 1 } },
}

const HOLD = { code: 'Suspended', message: '', digest: 'd', since: NOW, until: NOW, evidence: {}, next: [] } as const

/** The series of charter's own metrics and those it shares with Flux, each as it is read. */
const series = async (status: Status, metrics = createMetrics(), now = NOW): Promise<readonly string[]> =>
  (await metrics.text(status, now)).text
    .split('\n')
    .filter((line) => /^(charter_|gotk_|controller_runtime_)/.test(line))

const named = (all: readonly string[], text: string): readonly string[] => all.filter((line) => line.includes(text))

test('a usage policy is told as long as it has fired', async () => {
  const metrics = createMetrics()
  const policy = { name: 'budget', source: 'git', since: NOW, exceeded: [], actions: [], organizations: ['acme'] }
  const told = async (status: Status) => named(await series(status, metrics), 'charter_policy_fired')
  assert.equal(await told({ ...STATUS, policies: [policy] }), ['charter_policy_fired{policy="budget"} 1'])
  assert.equal(await told(STATUS), [])
})

test('sources and units are told as Flux tells them', async () => {
  const all = await series(STATUS)
  assert.equal(named(all, 'gotk_'), [
    'gotk_resource_info{kind="Source",name="git",ready="True",suspended="False",revision="r2"} 1',
    'gotk_resource_info{kind="Unit",name="organization/acme",ready="True",suspended="False",revision="r2"} 1',
    'gotk_resource_info{kind="Unit",name="organization/beta",ready="False",suspended="False",revision="r2"} 1',
    'gotk_reconcile_condition{kind="Source",name="git",type="Ready",status="True"} 1',
  ])
  assert.equal(named(all, 'charter_problems'), ['charter_problems{unit="organization/beta"} 2'])
  assert.equal(named(all, 'charter_ledger_seq'), ['charter_ledger_seq 7'])
  assert.equal(named(all, 'charter_objects'), [
    'charter_objects{kind="User",ready="True"} 2',
    'charter_objects{kind="User",ready="False"} 1',
  ])
})

test('an organization that is gone has no series any more', async () => {
  const metrics = createMetrics()
  await series(STATUS, metrics)
  const all = await series({ ...STATUS, units: STATUS.units.slice(0, 1) }, metrics)
  assert.equal(named(all, 'beta'), [])
})

test('a revocation is not told by its name, which is often that of a person', async () => {
  const units = [
    unit('revocation/acme/ada-lovelace'),
    unit('revocation/acme/grace-hopper', { result: 'held', problemCount: 1, holds: [HOLD] }),
  ]
  const all = await series({ ...STATUS, units })
  assert.equal(named(all, 'revocation'), [
    'gotk_resource_info{kind="Unit",name="revocation/acme",ready="False",suspended="True",revision="r2"} 1',
    'charter_problems{unit="revocation/acme"} 1',
  ])
  assert.not.match(all.join('\n'), /ada|grace/)
})

test('errors that belong to no unit are counted, warnings are not', async () => {
  const problem = { code: 'Syntax', message: '', source: 'git', place: 'a.yaml:1:1' } as const
  const problems = [
    { ...problem, severity: 'error' },
    { ...problem, severity: 'warning' },
  ] as const
  assert.equal(named(await series({ ...STATUS, units: [], problems }), 'charter_problems'), [
    'charter_problems{unit=""} 1',
  ])
})

test('a pass that fails is counted as such', async () => {
  const metrics = createMetrics()
  metrics.passed(0.2, 'success')
  metrics.passed(0.2, 'error')
  const all = (await series(STATUS, metrics)).filter((line) => /^controller_.*_total/.test(line))
  assert.equal(all, [
    'controller_runtime_reconcile_total{controller="charter",result="success"} 1',
    'controller_runtime_reconcile_total{controller="charter",result="error"} 1',
    'controller_runtime_reconcile_errors_total{controller="charter"} 1',
  ])
})

test('records of the access log that are lost are counted', async () => {
  const metrics = createMetrics()
  metrics.dropped(2)
  metrics.dropped(1)
  assert.equal(named(await series(STATUS, metrics), 'access_log'), ['charter_access_log_dropped_total 3'])
})

test('how long something has been behind is told in seconds, also of a source that cannot be read', async () => {
  const age = async (status: Status) => named(await series(status), 'charter_convergence_age_seconds')
  assert.equal(await age(STATUS), ['charter_convergence_age_seconds 0'])
  const late = {
    ...STATUS,
    units: [unit('organization/acme', { result: 'held', lateSince: '2026-05-01T11:59:00.000Z' })],
  }
  assert.equal(await age(late), ['charter_convergence_age_seconds 60'])
  const trouble = { code: 'X', message: '', since: '2026-05-01T11:00:00.000Z', attempts: 4 }
  const down = { ...late, sources: late.sources.map((source) => ({ ...source, trouble })) }
  assert.equal(await age(down), ['charter_convergence_age_seconds 3600'])
  assert.equal(named(await series(down), 'charter_source_failures'), ['charter_source_failures{source="git"} 4'])
})

test('usage sources are told, and those that are gone no more', async () => {
  const metrics = createMetrics()
  const none = { count: 0, first: [] }
  const trouble = { code: 'HostNotAllowed', message: '', since: NOW, attempts: 3 }
  const source = {
    name: 'calls',
    type: 'http',
    metric: 'calls',
    unknown: { count: 2, first: [] },
    faults: none,
  } as const
  const usage = { countedAt: NOW, sources: [{ ...source, readAt: NOW, trouble }] }
  metrics.measured('calls', 0.1, false)
  const all = await series({ ...STATUS, usage }, metrics)
  const seconds = Date.parse(NOW) / 1000
  assert.equal(
    named(all, 'charter_usage').filter((line) => !line.includes('bucket') && !line.includes('_sum')),
    [
      'charter_usage_source_read_duration_seconds_count{source="calls",result="error"} 1',
      `charter_usage_source_last_success_timestamp_seconds{source="calls"} ${seconds}`,
      'charter_usage_source_failures{source="calls"} 3',
      'charter_usage_source_refused{source="calls"} 2',
      `charter_usage_counted_timestamp_seconds ${seconds}`,
    ],
  )
  const after = await series({ ...STATUS, usage: { sources: [] } }, metrics)
  assert.equal(named(after, 'charter_usage_source_failures'), [])
})

test.run()
