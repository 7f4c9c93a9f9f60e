import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder } from '../support/folder.ts'
import { startProcess, until } from '../support/running.ts'

const DOCKERFILE = fileURLToPath(new URL('../../Dockerfile', import.meta.url))
const [, nodeOptions = ''] = /^ENV NODE_OPTIONS="(.*)"$/m.exec(readFileSync(DOCKERFILE, 'utf8')) ?? []
const ORGANIZATION =
  'apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: acme}\nspec: {displayName: Acme}\n'
const CONFIGURATION = `state: {path: state, init: true}
log: {format: json}
sources: [{name: a, privileged: true, directory: {path: orgs}}]
`

/** Sends a signal to a program that runs, and tells what it said, and what it left beside its state. */
async function signalled(signal: NodeJS.Signals, options: string) {
  const folder = createFolder({ 'orgs/acme.yaml': ORGANIZATION })
  const program = startProcess(folder, CONFIGURATION, { NODE_OPTIONS: options, SECRET: 'in the environment' })
  await until('the first pass', () => program.log().some(({ msg }) => msg === 'pass is over'))
  program.child.kill(signal)
  await pause(700)
  await program.end('SIGTERM')
  const left = readdirSync(folder).filter((name) => !/^(orgs|state|charter-run\.yaml|charter-\d+)$/.test(name))
  return { said: program.said.err, left }
}

test('with the options of the image no signal opens a debugger, nor writes a report or a dump', async () => {
  for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) {
    const { said, left } = await signalled(signal, nodeOptions)
    assert.not.match(said, /Debugger|inspector|report/i)
    assert.equal(left, [], signal)
  }
})

test('where Node is told to, a signal does: what the image leaves away would be seen', async () => {
  assert.match((await signalled('SIGUSR1', '--inspect-port=0')).said, /Debugger listening/)
  const { left, said } = await signalled('SIGUSR2', '--report-on-signal')
  assert.ok(
    left.some((name) => name.startsWith('report.')),
    said,
  )
})

test.run()
