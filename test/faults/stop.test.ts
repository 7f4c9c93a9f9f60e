import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createChance } from '../support/chance.ts'
import { organization } from '../support/crowd.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { type GitServer, serveRepository } from '../support/gitserver.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'
import { type RunningProcess, startProcess, until } from '../support/running.ts'
import { ran } from '../support/terminal.ts'

const SEED = Number(process.env.CHARTER_TEST_SEED ?? 20261122)
const STOP_MS = 5_000
/** What a process needs to end once it has decided to, on a machine that has much else to do. */
const SLACK_MS = 2_000

interface Setting {
  readonly state: string
  readonly repository: RepositoryFixture
  readonly server: GitServer
  start(): RunningProcess
  /** Adds people to twenty organizations in one commit, so that a pass takes a while. */
  push(): void
}

async function inSetting(work: (setting: Setting) => Promise<void>): Promise<void> {
  const folder = createFolder()
  const state = join(folder, 'state')
  const repository = createRepository({ bare: true })
  const server = await serveRepository(repository.gitDir)
  const started: RunningProcess[] = []
  let users = 30
  const push = (): void => {
    users += 10
    const names = Array.from({ length: 20 }, (_, index) => `org-${index}`)
    repository.commit({ files: Object.fromEntries(names.map((name) => [`${name}.yaml`, organization(name, users)])) })
  }
  const start = (): RunningProcess => {
    const git = `{url: "${server.url}", branch: main, interval: 100ms}`
    const sources = `sources:\n  - {name: people, privileged: true, git: ${git}}\n`
    const running = startProcess(folder, `state: {path: state}\nlog: {format: json}\n${sources}`)
    started.push(running)
    return running
  }
  try {
    push()
    await work({ state, repository, server, start, push })
  } finally {
    for (const { child } of started) child.kill('SIGKILL')
    await server.close()
    repository.remove()
    removeFolder(folder)
  }
}

const isSaid = (program: RunningProcess, message: string) => program.log().some(({ msg }) => msg === message)

/** Nothing is left of a program: no lock, nothing half-written, no process, and the ledger is right. */
async function isWhole({ state }: Setting): Promise<void> {
  const left = readdirSync(state, { recursive: true, encoding: 'utf8' })
  assert.equal(left.filter((name) => /(^|\/)lock$|\.lock$|\.tmp$|attempt\.json$|auth-/.test(name)).sort(), [])
  assert.equal(processesIn(state), [])
  const { code, err } = await ran(['ledger', 'verify', '--replay', '--state', state])
  // Where it was stopped before its first pass there is nothing to verify yet.
  assert.is(code, 0, err)
}

/** The command lines of processes that work on a folder, where the system tells. */
function processesIn(folder: string): readonly string[] {
  if (!existsSync('/proc/self/cmdline')) return []
  return readdirSync('/proc').flatMap((id) => {
    try {
      const words = /^\d+$/.test(id) ? readFileSync(`/proc/${id}/cmdline`, 'utf8') : ''
      return words.includes(folder) ? [words.replaceAll('\0', ' ')] : []
    } catch {
      // It has ended meanwhile.
      return []
    }
  })
}

test(`P01: SIGTERM at any moment ends it with 0 in time, and leaves everything whole (seed ${SEED})`, async () => {
  await inSetting(async (setting) => {
    const chance = createChance(SEED)
    for (let round = 0; round < 8; round++) {
      const program = setting.start()
      // From the moment on at which it holds the state, however far it has come.
      await until('the lock', () => existsSync(join(setting.state, 'lock')))
      if (round % 2 === 1) {
        await until('the start', () => isSaid(program, 'started'))
        setting.push()
      }
      await pause(chance.below(700))
      const from = performance.now()
      assert.is(await program.end('SIGTERM'), 0, `round ${round}: ${program.said.err}`)
      assert.ok(performance.now() - from < STOP_MS + SLACK_MS, `round ${round}`)
      await isWhole(setting)
    }
  })
})

test('P01: SIGTERM ends it in time while a server does not answer, and ends what it asked', async () => {
  await inSetting(async (setting) => {
    setting.server.mode = { type: 'hang' }
    const program = setting.start()
    await until('the start', () => isSaid(program, 'started'))
    await until('the question', () => setting.server.requests > 0)
    const from = performance.now()
    assert.is(await program.end('SIGTERM'), 0)
    assert.ok(performance.now() - from < STOP_MS + SLACK_MS)
    await isWhole(setting)
  })
})

test('P01: a second SIGTERM ends it at once, and the next start goes on', async () => {
  await inSetting(async (setting) => {
    const chance = createChance(SEED)
    for (let round = 0; round < 3; round++) {
      const program = setting.start()
      await until('the start', () => isSaid(program, 'started'))
      setting.push()
      await pause(chance.below(400))
      program.child.kill('SIGTERM')
      await pause(chance.below(3))
      const code = await program.end('SIGTERM')
      assert.ok(code === 0 || code === 130, `${code}`)
    }
    setting.push()
    const program = setting.start()
    await until('the newest', () => program.log().some(({ msg }) => msg === 'applied'))
    assert.is(await program.end('SIGTERM'), 0)
    await isWhole(setting)
  })
})

test.run()
