import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { configured, mistakes } from '../support/configuration.ts'

/** A configuration with one cluster, whose fields are given as flow YAML. */
function withCluster(fields: string, others = ''): string {
  return `state: {path: state}\nsources:\n- name: cluster\n  kubernetes: {${fields}}\n${others}`
}

test('a cluster needs to be told nothing, is privileged, and is listed every five minutes', () => {
  const [source] = configured(withCluster('')).sources
  assert.equal(source?.from, { type: 'kubernetes', timeoutMs: 60_000 })
  assert.equal(source?.schedule, { type: 'interval', ms: 300_000 })
  assert.is(source?.privileged, true)
})

test('a kubeconfig is found from the folder of the configuration', () => {
  const [source] = configured(
    withCluster('kubeconfig: keys/one, context: production, timeout: 30s, interval: 1m'),
  ).sources
  const from = source?.from
  assert.ok(from?.type === 'kubernetes')
  assert.match(from.kubeconfig ?? '', /^\/.*\/keys\/one$/)
  assert.equal([from.context, from.timeoutMs], ['production', 30_000])
  assert.equal(source?.schedule, { type: 'interval', ms: 60_000 })
})

test('what is wrong with a cluster is told at its place', () => {
  assert.equal(mistakes(withCluster('timeout: 2h, cron: hourly')), [
    '4:25 InvalidField `timeout` must lie between 1s and 1h',
    '4:35 InvalidField `cron` is no cron expression: it needs five fields, or six with the seconds first (for example `*/5 * * * *`)',
  ])
  assert.match(
    mistakes(withCluster('interval: 1m, cron: "* * * * *"')).join(),
    /at most one of `interval` and `cron`|`interval`/,
  )
  assert.match(mistakes(withCluster('kubeconfg: x')).join(), /did you mean `kubeconfig`/)
  assert.match(
    mistakes(withCluster('', '  directory: {path: orgs}\n')).join(),
    /exactly one of `git`, `directory` or `kubernetes`/,
  )
})

test.run()
