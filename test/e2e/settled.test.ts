import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Controller, startController } from '../../src/controller.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { noLog } from '../../src/lib/log.ts'
import type { Status } from '../../src/model/status.ts'
import { configOf, type SourceLiteral } from '../support/controller.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { type GitServer, serveRepository } from '../support/gitserver.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'
import { until } from '../support/running.ts'

const organization = (name: string, users: number, more = ''): string =>
  `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: ${name}}\nspec:\n  displayName: ${name}\n  users:\n${Array.from(
    { length: users },
    (_, index) => `    - {name: u${index}, email: u${index}@${name}.example${index === 0 ? ', admin: true' : ''}}\n`,
  ).join('')}${more}`

interface Setting {
  readonly repository: RepositoryFixture
  readonly server: GitServer
  readonly mirrors: string
  start(literal?: SourceLiteral, version?: string, secrets?: Readonly<Record<string, string>>): Promise<Controller>
}

/** Whether a program that has just become ready has read its source. */
const hasRead = ({ turns }: Controller): boolean => turns.status().sources[0]?.documents !== undefined
const users = ({ turns }: Controller): number =>
  [...turns.state().resources.values()].filter(({ kind }) => kind === 'User').length

/** A repository that a program has applied and left: what it fetched is thrown away, so that another fetch shows. */
async function inSetting(work: (setting: Setting) => Promise<void>): Promise<void> {
  const folder = createFolder()
  const state = join(folder, 'state')
  const mirrors = join(state, 'mirrors')
  const repository = createRepository({ bare: true })
  const server = await serveRepository(repository.gitDir)
  const started: Controller[] = []
  const start: Setting['start'] = async (literal = {}, version = 'test', secrets = {}) => {
    const config = configOf([{ git: server.url, ...literal }], { state: { path: state, init: true } })
    const environment = { XDG_RUNTIME_DIR: folder, ...secrets }
    const log = { ...noLog, hide: () => undefined }
    const controller = await startController(config, {
      version,
      environment,
      clock: systemClock,
      log,
      random: Math.random,
    })
    started.push(controller)
    await until('the program is ready', () => controller.turns.status().isReady)
    return controller
  }
  try {
    repository.commit({ files: { 'acme.yaml': organization('acme', 2), 'beta.yaml': organization('beta', 20) } })
    await (await start()).stop()
    rmSync(mirrors, { recursive: true })
    await work({ repository, server, mirrors, start })
  } finally {
    for (const controller of started) await controller.stop()
    await server.close()
    repository.remove()
    removeFolder(folder)
  }
}

/** What of a status does not depend on when and how it came about. */
const told = ({ isReady, seq, units, sources, objects }: Status) => ({
  isReady,
  seq,
  objects,
  units: units.map(({ conditions, ...unit }) => [unit, conditions.map(({ since: _, ...one }) => one)]),
  sources: sources.map(({ name, attempted, applied, conditions }) => [
    name,
    attempted,
    applied,
    conditions.map(({ type, status, message }) => [type, status, message]),
  ]),
})

test('a start that finds everything as it was fetches and reads nothing, and tells the same', async () => {
  await inSetting(async ({ server, mirrors, start }) => {
    server.requests = 0
    const resting = await start()
    assert.equal(readdirSync(join(mirrors, 'git')), [])
    assert.equal([hasRead(resting), users(resting)], [false, 22])
    const asked = server.requests
    const before = told(resting.turns.status())
    await resting.reconcile()
    assert.is(hasRead(resting), true)
    assert.ok(server.requests > 2 * asked, 'a fetch asks more than a look')
    assert.equal(told(resting.turns.status()), before)
  })
})

test('it rests until a commit comes, which is read and applied as ever', async () => {
  await inSetting(async ({ repository, start }) => {
    const resting = await start({ schedule: { type: 'interval', ms: 50 } })
    const first = resting.turns.status().sources[0]?.readAt
    await until('another look', () => resting.turns.status().sources[0]?.readAt !== first)
    assert.is(hasRead(resting), false)
    const head = repository.commit({ files: { 'acme.yaml': organization('acme', 4) } })
    await until('the change', () => users(resting) === 24)
    await until('its status', () => resting.turns.status().sources[0]?.applied === head)
    assert.equal(
      resting.turns.status().units.map(({ unit, result }) => [unit, result]),
      [
        ['organization/acme', 'applied'],
        ['organization/beta', 'unchanged'],
      ],
    )
  })
})

test('what is not as it was is read: the repository, the configuration, the program', async () => {
  await inSetting(async ({ repository, start }) => {
    const reads = async (literal?: SourceLiteral, version?: string): Promise<boolean> => {
      const controller = await start(literal, version)
      await controller.stop()
      return hasRead(controller)
    }
    assert.is(await reads(), false)
    assert.is(await reads({ prune: false }), true)
    assert.is(await reads({ prune: false }), false)
    assert.is(await reads(), true)
    assert.is(await reads({}, 'next'), true)
    assert.is(await reads(), true)
    assert.is(await reads(), false)
    repository.commit({ files: { 'acme.yaml': organization('acme', 5) } })
    assert.is(await reads(), true)
    assert.is(await reads(), false)
  })
})

test('a start reads whatever a program left that waits for somebody', async () => {
  await inSetting(async ({ repository, start }) => {
    repository.commit({ files: { 'beta.yaml': organization('beta', 5) } })
    for (let round = 0; round < 2; round++) {
      const controller = await start()
      await controller.stop()
      assert.is(hasRead(controller), true)
    }
    repository.commit({ files: { 'beta.yaml': 'broken: [' } })
    for (let round = 0; round < 2; round++) {
      const controller = await start()
      await controller.stop()
      assert.is(hasRead(controller), true)
    }
  })
})

test('who has secrets to look at does not rest: one that was rotated meanwhile is noticed at the start', async () => {
  await inSetting(async ({ repository, start }) => {
    const setting = '  settings: [{key: smtp, secret: true, secretRef: {env: SMTP}}]\n'
    repository.commit({ files: { 'acme.yaml': organization('acme', 2, setting) } })
    const seqs: number[] = []
    for (const value of ['made-for-a-test-1', 'made-for-a-test-1', 'made-for-a-test-1', 'made-for-a-test-2']) {
      const controller = await start({}, 'test', { SMTP: value })
      assert.is(hasRead(controller), true)
      seqs.push(controller.turns.state().head.seq)
      await controller.stop()
    }
    const [first = 0] = seqs
    assert.equal(seqs, [first, first, first, first + 1])
  })
})

test.run()
