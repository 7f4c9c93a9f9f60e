import { spawn } from 'node:child_process'
import { buffer } from 'node:stream/consumers'
import { loadAll } from 'js-yaml'
import { systemClock } from '../src/lib/clock.ts'
import { planPass } from '../src/plan/pass.ts'
import { commitPass } from '../src/reconciler.ts'
import { openGit } from '../src/sources/git.ts'
import { openFileStore } from '../src/store/file.ts'
import { contextAt } from '../test/support/planning.ts'
import type { Timing } from './measure.ts'

/** What a process of its own says of the work it did: `start` of Node and loading of modules are not in it. */
export interface ChildTiming extends Timing {
  readonly peakMiB: number
  /** How many documents were read, or changes committed. */
  readonly count: number
}

/**
 * `node bench/child.ts sync REPOSITORY STATE` reads, checks, plans and commits all that a repository declares;
 * `node bench/child.ts floor REPOSITORY` only reads the same blobs and parses them. Each prints a `ChildTiming`.
 */
const [task, repository = '', state = ''] = process.argv.slice(2)
const oids = task === 'floor' ? await listed() : ''
const cpu = process.cpuUsage()
const begin = performance.now()
const count = task === 'floor' ? await parsed() : await synced()
const ms = performance.now() - begin
const { user, system } = process.cpuUsage(cpu)
const peakMiB = process.resourceUsage().maxRSS / 1024
const timing: ChildTiming = { ms, cpuMs: (user + system) / 1000, peakMiB, count }
process.stdout.write(JSON.stringify(timing))

async function synced(): Promise<number> {
  const source = openGit({ url: repository, revision: 'HEAD', folder: '.', name: 'local', privileged: true })
  const store = openFileStore({ path: state, mode: 'create', clock: systemClock })
  const stored = await store.open()
  const snapshot = await source.fetch()
  const context = contextAt({ instant: systemClock.now() })
  const pass = planPass([snapshot], stored, context)
  const actor = { type: 'operator', name: 'benchmark' } as const
  await commitPass(pass, stored, { store, clock: systemClock, actor, context })
  await store.close()
  return pass.plans.filter(({ holds }) => holds.length === 0).reduce((sum, { plan }) => sum + plan.changes.length, 0)
}

async function parsed(): Promise<number> {
  let documents = 0
  for (const text of textsIn(await git(['cat-file', '--batch', '--buffer'], oids))) documents += loadAll(text).length
  return documents
}

async function listed(): Promise<string> {
  const tree = await git(['ls-tree', '-r', '--format=%(objectname)', 'HEAD'])
  return tree.toString()
}

async function git(words: readonly string[], input = ''): Promise<Buffer> {
  const child = spawn('git', [`--git-dir=${repository}`, ...words], { stdio: ['pipe', 'pipe', 'inherit'] })
  // A command that reads nothing may have ended before.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return buffer(child.stdout)
}

/** The texts in the answer of `cat-file --batch`: a line that ends with the size, the content, an end of line. */
function* textsIn(answer: Buffer): Generator<string> {
  for (let at = 0; at < answer.length; ) {
    const end = answer.indexOf(10, at)
    const size = Number(answer.toString('latin1', answer.lastIndexOf(32, end) + 1, end))
    yield answer.toString('utf8', end + 1, end + 1 + size)
    at = end + 2 + size
  }
}
