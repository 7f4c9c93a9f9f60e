import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const CHILD = fileURLToPath(new URL('../support/widespread.ts', import.meta.url))

test('what very many gain is planned, told and recorded in memory that does not grow with it', () => {
  const users = 2000
  const { status, stdout } = spawnSync(process.execPath, ['--max-old-space-size=110', CHILD, String(users)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    // In a heap that is too small it would only be collecting garbage.
    timeout: 120_000,
  })
  assert.is(status, 0)
  const told = '2001 people gain access'
  assert.equal(JSON.parse(stdout), { told, gained: users * 200 + 1, isWhole: true, isShort: true })
})

test.run()
