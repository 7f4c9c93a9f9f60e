import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder } from '../support/folder.ts'
import { hasPrometheus, startPrometheus } from '../support/prometheus.ts'
import { startProcess, until } from '../support/running.ts'
import { ran } from '../support/terminal.ts'

const HOUR = 3_600_000

const ORGANIZATION = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users: [{name: ada, email: ada@acme.example, admin: true}]
---
`

/** Six hours up to the last full one, in which acme makes two calls a minute; as OpenMetrics. */
function openMetrics(last: number): string {
  const lines = Array.from({ length: 6 * 60 }, (_, minute) => {
    const at = (last - 6 * HOUR + minute * 60_000 + 30_000) / 1000
    return `api_calls_total{organization="acme"} ${minute * 2} ${at}`
  })
  return `# TYPE api_calls counter\n${lines.join('\n')}\n# EOF\n`
}

function meter(name: string, spec: string): string {
  return `---\napiVersion: charter.sh/v1alpha1\nkind: UsageSource\nmetadata: {name: ${name}}\nspec: {${spec}}\n`
}

if (hasPrometheus) {
  test('charter run reads a real Prometheus, again and after a kill, and charter usage shows each hour once', async () => {
    const last = Math.floor(Date.now() / HOUR) * HOUR
    const prometheus = await startPrometheus(openMetrics(last))
    const query = 'sum by (organization) (increase(api_calls_total[1h]))'
    const spec = `type: prometheus, url: "${prometheus.url}", query: "${query}", organizationLabel: organization, metric: api_calls`
    const folder = createFolder({ 'orgs/acme.yaml': ORGANIZATION + meter('calls', spec) })
    const state = join(folder, 'state')
    const host = new URL(prometheus.url).host
    const configuration = `state: {path: state}
sources: [{name: people, privileged: true, directory: {path: orgs, interval: 1h}}]
http: {listen: off}
usage: {allowedHosts: ["${host}"], schedule: "* * * * * *"}
`
    const dates = ['--from', new Date(last - 5 * HOUR).toISOString(), '--to', new Date(last).toISOString()] as const
    const calls = async () => {
      const { out } = await ran(['usage', 'acme', '--state', state, '-m', 'api_calls', ...dates, '-o', 'json'])
      const [series] = JSON.parse(out).organizations[0].series
      return Math.round(series.usage[0].value)
    }
    let running = startProcess(folder, configuration)
    const status = async () => {
      const { out } = await ran(['status', '--state', state, '-o', 'json'], {
        environment: { XDG_RUNTIME_DIR: folder },
      })
      return out === '' ? undefined : JSON.parse(out).usage?.sources[0]
    }
    try {
      await until('the first reading', async () => (await status())?.readAt !== undefined)
      const first = await calls()
      assert.ok(first > 590 && first < 610, `${first} calls in five hours`)
      const { readAt } = await status()
      await until('another reading', async () => (await status())?.readAt !== readAt)
      assert.is(await calls(), first)
      await running.end('SIGKILL')
      running = startProcess(folder, configuration)
      await until('a reading after the kill', async () => (await status())?.readAt !== undefined)
      assert.is(await calls(), first)
    } finally {
      await running.end('SIGTERM')
      await prometheus.stop()
    }
  })
}

test.run()
