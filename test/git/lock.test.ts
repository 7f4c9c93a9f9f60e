import { existsSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { exclusively } from '../../src/git/lock.ts'
import { SourceError } from '../../src/model/errors.ts'
import { createFolder } from '../support/folder.ts'

const options = { waitMs: 5000, staleMs: 60_000 }

function lockPath(): string {
  return join(createFolder(), 'mirror.lock')
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof SourceError ? error.code : String(error)),
  )
}

test('one at a time works, and the lock goes with the work', async () => {
  const path = lockPath()
  let running = 0
  let most = 0
  const work = async () => {
    running++
    most = Math.max(most, running)
    await sleep(20)
    running--
  }
  await Promise.all([1, 2, 3].map(() => exclusively(path, options, work)))
  assert.is(most, 1)
  assert.not.ok(existsSync(path))
})

test('work that fails lets the lock go', async () => {
  const path = lockPath()
  await exclusively(path, options, () => Promise.reject(new Error('failed'))).catch(() => {})
  assert.not.ok(existsSync(path))
})

test('a lock that is held is waited for, a stale one is taken over', async () => {
  const path = lockPath()
  writeFileSync(path, '')
  assert.is(await codeOf(exclusively(path, { ...options, waitMs: 120 }, async () => {})), 'GitTimeout')
  assert.ok(existsSync(path))
  const old = Date.now() / 1000 - 61
  utimesSync(path, old, old)
  assert.is(await exclusively(path, options, async () => 'done'), 'done')
})

test('waiting can be cancelled, and a folder that cannot be written is told', async () => {
  const path = lockPath()
  writeFileSync(path, '')
  assert.is(await codeOf(exclusively(path, { ...options, signal: AbortSignal.abort() }, async () => {})), 'Cancelled')
  assert.is(await codeOf(exclusively(join(createFolder(), 'missing', 'lock'), options, async () => {})), 'GitFailed')
})

test.run()
