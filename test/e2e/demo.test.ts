import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder } from '../support/folder.ts'
import { until, untilListening } from '../support/running.ts'
import { ran } from '../support/terminal.ts'

const PROGRAM = fileURLToPath(new URL('../../bin/charter.js', import.meta.url))

function played(folder: string, environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'demo'], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', XDG_RUNTIME_DIR: folder, ...environment },
    encoding: 'utf8',
    timeout: 300_000,
  })
  return { code: status, out: stdout, err: stderr }
}

test('without a terminal the demo does what there is to try, in place of a former one, and ends', () => {
  const folder = createFolder({ '.charter-demo/made-by-charter-demo': '', '.charter-demo/people/extra.txt': 'x' })
  const { code, out, err } = played(folder, { GIT_DIR: '/nowhere', GIT_AUTHOR_NAME: 'Somebody' })
  assert.is(code, 0, err)
  assert.match(out, /~ user "linus" will be updated .*\n +\+ admin : true\n/)
  assert.match(out, /applied {3}acme {3}controller charter/)
  assert.match(out, /source people: held\n {2}held\[EmptySource\]: .*17 stored resources came from it\n/)
  assert.match(out, /charter approve [0-9a-f]{12} --state/)
  assert.match(out, /people {3}([0-9a-f]{7}) {3}\1 .*Ready\n\n3 of 3 units in force as declared\n\$ curl/)
  assert.match(out, /"ready": true,\n {2}"observedRevision": 6,/)
  assert.not(existsSync(join(folder, '.charter-demo/people/extra.txt')))
  assert.not(existsSync(join(folder, '.charter-demo/state/lock')))
})

test('a folder that no demo has made is left as it is', () => {
  const folder = createFolder({ '.charter-demo/work.txt': 'precious' })
  const { code, err } = played(folder)
  assert.is(code, 2)
  assert.match(err, /\.charter-demo is not a demo that charter has made\n {2}move it away/)
  assert.is(readFileSync(join(folder, '.charter-demo/work.txt'), 'utf8'), 'precious')
})

test('without git the demo says that it needs git, and makes nothing', () => {
  const folder = createFolder()
  const { code, err } = played(folder, { PATH: '/nowhere' })
  assert.is(code, 1)
  assert.match(err, /the demo needs git 2\.34 or newer; there is none on the PATH\n {2}install git\n/)
  assert.not(existsSync(join(folder, '.charter-demo')))
})

/** Starts the demo as at a terminal, which python makes; `CI` is what a person has not set. */
function atTerminal(folder: string): { readonly child: ChildProcess; readonly said: () => string } {
  const pty = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'
  const child = spawn('python3', ['-c', pty, process.execPath, PROGRAM, 'demo'], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', XDG_RUNTIME_DIR: folder, TERM: 'dumb' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  return { child, said: () => said.replaceAll('\r', '') }
}

const hasPython = spawnSync('python3', ['--version']).status === 0
;(hasPython ? test : test.skip)(
  'on a terminal the demo runs until Ctrl-C, and what it says to type works',
  async () => {
    const folder = createFolder()
    const state = join(folder, '.charter-demo/state')
    const { child, said } = atTerminal(folder)
    try {
      await until('what there is to try', () => said().includes('3. Put everyone back') && said().includes('curl -s'))
      await untilListening(state)
      const shell = said()
        .split('\n')
        .filter((line) => /^ {5}(printf|git) /.test(line))
      assert.is(shell.length, 5)
      const env = { PATH: process.env.PATH ?? '', HOME: folder }
      for (const line of shell.slice(0, 2))
        assert.is(spawnSync('sh', ['-c', line], { cwd: folder, env }).status, 0, line)
      await until('the change', async () =>
        (await ran(['get', 'users', '--state', state])).out.includes('linus@acme.example      true'),
      )
      const again = played(folder)
      assert.is(again.code, 73)
      assert.match(again.err, /a demo runs in \.charter-demo already/)
      const ended = once(child, 'exit')
      child.stdin?.write('\u0003')
      assert.equal(await ended, [0, null])
      assert.not(existsSync(join(state, 'lock')))
    } finally {
      child.kill('SIGKILL')
    }
  },
)

test.run()
