import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createMetrics } from '../../src/metrics.ts'
import { checkConsole, checkPage, consolesOf, makeProgram } from '../support/console.ts'
import { createFolder } from '../support/folder.ts'
import { type RunningProcess, startProcess, until } from '../support/running.ts'
import { statusOf } from '../support/status.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const CONFIG = 'examples/running/charter-run.yaml'
const steps = consolesOf('examples/running')

/** Commits are the same in every run: by whom, and when. */
const GIT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Grace Hopper',
  GIT_AUTHOR_EMAIL: 'hopper@platform.example',
  GIT_AUTHOR_DATE: '2026-11-22T08:00:00Z',
  GIT_COMMITTER_NAME: 'Grace Hopper',
  GIT_COMMITTER_EMAIL: 'hopper@platform.example',
  GIT_COMMITTER_DATE: '2026-11-22T08:00:00Z',
}

/** Starts the program of the guide on a repository of the quickstart, beside its configuration. */
async function started(): Promise<{ readonly folder: string; readonly running: RunningProcess }> {
  const folder = createFolder()
  const people = join(folder, 'people')
  cpSync(join(root, 'examples/quickstart/orgs'), join(people, 'orgs'), { recursive: true })
  const env = { PATH: process.env.PATH, ...GIT }
  for (const command of [
    ['init', '-q', '-b', 'main'],
    ['add', '.'],
    ['commit', '-qm', 'Begin'],
  ]) {
    execFileSync('git', ['-C', people, ...command], { env })
  }
  makeProgram(folder)
  const running = startProcess(folder, read(CONFIG), { CHARTER_HTTP_LISTEN: '127.0.0.1:0' })
  await until('the first pass', () => running.log().some(({ msg }) => msg === 'pass is over'))
  return { folder, running }
}

/** What differs from run to run, made equal: times and what they lead to, digests over what is made at random, and the widths of columns. */
function plain(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/\b\d+ (ms|s|min|h|d)\b/g, 'SPAN')
    .replace(/ \(\d+ tries since TIME\)/g, '')
    .replace(/ago \([a-z, ]+\)/g, 'ago (REASON)')
    .replace(/\bpass \d+/g, 'pass N')
    .replace(/(approve|digest) [0-9a-f]{12,64}/g, '$1 DIGEST')
    .replace(/ +/g, ' ')
}

/** The digest that `charter status` shows first: another one in every run. */
function heldIn(folder: string): string {
  const { stdout } = spawnSync(join(folder, 'bin/charter'), ['status', '--state', 'state'], {
    cwd: folder,
    encoding: 'utf8',
  })
  return /charter approve ([0-9a-f]{12})/.exec(stdout)?.[1] ?? ''
}

test('the guide of the long-running program shows what it says', async () => {
  const { folder, running } = await started()
  try {
    const typed = (command: string): string =>
      command.replace(/^(charter approve) \S+/, (_, approve) => `${approve} ${heldIn(folder)}`)
    const shown = (output: string): string =>
      output.replaceAll(folder, '/srv/charter').replaceAll(` by ${userInfo().username} `, ' by grace ')
    for (const step of steps) checkConsole(step, { folder, environment: GIT, typed, shown }, plain)
    assert.is(await running.end('SIGTERM'), 0)
  } finally {
    running.child.kill('SIGKILL')
  }
  checkPage('docs/running.md', [CONFIG, ...steps])
})

/** The first column of the table below a heading of the guide, without its marks; parts that stand side by side apart. */
function column(heading: string): readonly string[] {
  const [, section = ''] = read('docs/running.md').split(`\n## ${heading}\n`)
  const rows = section.slice(0, section.indexOf('\n## ')).matchAll(/^\| (`.*?`) \|/gm)
  return [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? [])).sort()
}

test('the guide names every metric that there is', async () => {
  const { text } = await createMetrics().text(statusOf([]), '2026-11-22T12:00:00.000Z')
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].flatMap(([, name]) => name ?? [])
  assert.equal(column('Metrics'), names.filter((name) => !/^(process|nodejs)_/.test(name)).sort())
})

test('the guide names every message of the log that there is', () => {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  const messages = files.flatMap((name) =>
    [...read(join('src', name)).matchAll(/\blog(?:\.\w+|\[[^\n]*?\])\(\s*'([^']+)'/g)].flatMap(
      ([, message]) => message ?? [],
    ),
  )
  assert.equal(column('Logs'), [...new Set(messages)].sort())
})

test.run()
