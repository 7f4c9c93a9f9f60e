import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bootId, isRunning, thisProcess } from '../../src/store/process.ts'

test('this process runs, and no other run of its pid does', () => {
  const { pid, start } = thisProcess()
  assert.is(pid, process.pid)
  assert.ok(isRunning({ pid, start }))
  if (!existsSync('/proc/self/stat')) return
  assert.match(start ?? '', /^\d+$/)
  assert.not(isRunning({ pid, start: `${Number(start) - 1}` }))
  assert.not(isRunning({ pid, start: undefined }))
  assert.not(isRunning({ pid: 0x7ffffffe, start: '1' }))
  assert.is(bootId(), bootId())
  assert.match(bootId(), /^[0-9a-f-]{36}$/)
})

test('a process that has ended does not run, although its parent has not asked for it', async () => {
  if (!existsSync('/proc/self/stat')) return
  const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'])
  const [output] = await once(parent.stdout, 'data')
  const pid = Number(String(output))
  const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  while (stat()[0] !== 'Z') await pause(5)
  assert.not(isRunning({ pid, start: stat()[19] }))
  parent.kill()
  await once(parent, 'close')
})

test.run()
