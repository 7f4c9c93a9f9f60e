import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const TERMINAL = fileURLToPath(new URL('../../src/cli/terminal.ts', import.meta.url))

test('what nobody reads is not made', async () => {
  const program = `
    import { processTerminal } from ${JSON.stringify(TERMINAL)}
    let made = 0
    function* pieces() {
      for (; made < 1000; made++) yield 'x'.repeat(100_000)
    }
    processTerminal().pour(pieces()).then(() => process.stderr.write('all'))
    setTimeout(() => process.stderr.write(made + ' '), 100)
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [told] = await once(child.stderr, 'data')
  assert.ok(Number.parseInt(String(told), 10) < 10, `${told} pieces were made`)
  let length = 0
  child.stdout.on('data', (piece: Buffer) => {
    length += piece.length
  })
  const [rest] = await once(child.stderr, 'data')
  assert.is(String(rest), 'all')
  await once(child, 'close')
  assert.is(length, 100_000_000)
})

test.run()
