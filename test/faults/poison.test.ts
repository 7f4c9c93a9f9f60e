import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { requireController } from '../../src/cli/control/client.ts'
import type { Config } from '../../src/config.ts'
import { openAttempts } from '../../src/store/attempts.ts'
import { configOf, type Running, startRunning } from '../support/controller.ts'
import { organization } from '../support/crowd.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'

interface Setting {
  readonly state: string
  /** A poisonous repository, and one that has nothing to do with it. */
  readonly bad: RepositoryFixture
  readonly good: RepositoryFixture
  /** Runs the program until the work is done. */
  start(work: (running: Running) => Promise<void>): Promise<void>
  /** Leaves what a program leaves behind that ends in a pass over the newest revisions. */
  crash(): void
}

/** Two repositories, both applied; then the first gets a commit that has not been looked at yet. */
async function inSetting(work: (setting: Setting) => Promise<void>): Promise<void> {
  const folder = createFolder()
  const [bad, good] = [createRepository({ bare: true }), createRepository({ bare: true })]
  const state = join(folder, 'state')
  const sources = [
    { name: 'bad', git: bad.path },
    { name: 'good', git: good.path },
  ]
  const config: Config = configOf(sources, { state: { path: state, init: true } })
  const start: Setting['start'] = async (task) => {
    const running = await startRunning(config, { XDG_RUNTIME_DIR: folder })
    try {
      await task(running)
    } finally {
      await running.stop()
    }
  }
  const head = (repository: RepositoryFixture) => repository.git('rev-parse', 'main')
  const crash = (): void => void openAttempts(state).begin({ bad: head(bad), good: head(good) })
  try {
    bad.commit({ files: { 'acme.yaml': organization('acme', 2) } })
    good.commit({ files: { 'beta.yaml': organization('beta', 2) } })
    await start(async () => undefined)
    bad.commit({ files: { 'acme.yaml': organization('acme', 3) } })
    await work({ state, bad, good, start, crash })
  } finally {
    for (const repository of [bad, good]) repository.remove()
    removeFolder(folder)
  }
}

const held = (running: Running) => running.status().sources.map(({ holds }) => holds.map(({ code }) => code))
const users = ({ controller }: Running, name: string) =>
  [...controller.turns.state().resources.values()].filter((one) => one.kind === 'User' && one.namespace === name).length

test('P03: a revision that ended the program once is tried again', async () => {
  await inSetting(async ({ start, crash }) => {
    crash()
    await start(async (running) => {
      assert.equal(held(running), [[], []])
      assert.is(users(running, 'acme'), 3)
    })
  })
})

test('P03: a revision that ended the program twice is held for as long as it stands, and no other source with it', async () => {
  await inSetting(async ({ good, start, crash }) => {
    crash()
    crash()
    for (const [index, count] of [3, 4].entries()) {
      await start(async (running) => {
        assert.equal(held(running), [['RevisionPoisoned'], []])
        assert.is(users(running, 'acme'), 2)
        // The next pass of the same program must not try it either, nor the one after another source has moved on.
        await running.pass()
        assert.equal(held(running), [['RevisionPoisoned'], []])
        good.commit({ files: { 'beta.yaml': organization('beta', count) } })
        await running.pass()
        assert.equal(held(running), [['RevisionPoisoned'], []], `start ${index}`)
        assert.equal([users(running, 'acme'), users(running, 'beta')], [2, count])
      })
    }
  })
})

test('P03: what ended the program is remembered while its source cannot be read', async () => {
  await inSetting(async ({ bad, start, crash }) => {
    crash()
    crash()
    const away = `${bad.path}-away`
    renameSync(bad.path, away)
    await start(async (running) => {
      assert.is(running.status().sources[0]?.trouble?.code, 'RepositoryNotFound')
      renameSync(away, bad.path)
      await running.pass()
      assert.equal(held(running), [['RevisionPoisoned'], []])
    })
  })
})

test('P03: a newer revision is tried at once', async () => {
  await inSetting(async ({ bad, start, crash }) => {
    crash()
    crash()
    await start(async (running) => {
      bad.commit({ files: { 'acme.yaml': organization('acme', 4) } })
      await running.pass()
      assert.equal(held(running), [[], []])
      assert.is(users(running, 'acme'), 4)
    })
  })
})

test('P03: a person may let the revision through', async () => {
  await inSetting(async ({ state, start, crash }) => {
    crash()
    crash()
    await start(async (running) => {
      const [hold] = running.status().sources[0]?.holds ?? []
      const answer = await requireController(state).post('/approve', { digest: hold?.digest, by: 'grace' })
      assert.equal(answer, { value: { done: 'approved: source bad' } })
      assert.equal(held(running), [[], []])
      assert.is(users(running, 'acme'), 3)
    })
  })
})

test.run()
