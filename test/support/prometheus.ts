import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createFolder, removeFolder } from './folder.ts'

/** Whether there is a Prometheus to ask, with the tool that fills it (Debian's package `prometheus`); says so loudly where there is none. */
export const hasPrometheus = ['prometheus', 'promtool'].every((name) => spawnSync(name, ['--version']).status === 0)
if (!hasPrometheus) console.error('\nSKIPPED: prometheus is missing, usage sources are not tested against a real one\n')

/** A Prometheus that runs on this machine. */
export interface RunningPrometheus {
  readonly url: string
  stop(): Promise<void>
}

/** Starts a Prometheus that knows what a text in the form of OpenMetrics tells, of whatever time. */
export async function startPrometheus(openMetrics: string): Promise<RunningPrometheus> {
  const folder = createFolder({ 'metrics.txt': openMetrics, 'prometheus.yml': 'scrape_configs: []\n' })
  const data = join(folder, 'data')
  const made = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'metrics.txt'), data])
  if (made.status !== 0) throw new Error(`promtool: ${made.stderr}`)
  const port = await freePort()
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = once(child, 'close')
  const url = `http://127.0.0.1:${port}`
  const until = performance.now() + 30_000
  while (!(await isReady(url))) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`prometheus does not start: ${said}`)
    await pause(50)
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await ended
      removeFolder(folder)
    },
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}
