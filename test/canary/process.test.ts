import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder } from '../support/folder.ts'
import { startProcess, until } from '../support/running.ts'
import { untilTrue } from '../support/waiting.ts'

const DOCKERFILE = fileURLToPath(new URL('../../Dockerfile', import.meta.url))
const [, nodeOptions = ''] = /^ENV NODE_OPTIONS="(.*)"$/m.exec(readFileSync(DOCKERFILE, 'utf8')) ?? []
const ORGANIZATION =
  'apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: acme}\nspec: {displayName: Acme}\n'
const CONFIGURATION = `state: {path: state, init: true}
log: {format: json}
sources: [{name: a, privileged: true, directory: {path: orgs}}]
`

/** Sends a signal to a program that runs, and tells what it said, and what it left beside its state, once it is seen: what comes of it, or nothing for a while. */
async function signalled(
  signal: NodeJS.Signals,
  options: string,
  isSeen?: (said: string, left: readonly string[]) => boolean,
) {
  const folder = createFolder({ 'orgs/acme.yaml': ORGANIZATION })
  const program = startProcess(folder, CONFIGURATION, { NODE_OPTIONS: options, SECRET: 'in the environment' })
  await until('the first pass', () => program.log().some(({ msg }) => msg === 'pass is over'))
  const left = (): readonly string[] =>
    readdirSync(folder).filter((name) => !/^(orgs|state|charter-run\.yaml|charter-\d+)$/.test(name))
  program.child.kill(signal)
  if (isSeen === undefined) await pause(700)
  else await untilTrue(() => isSeen(program.said.err, left()))
  await program.end('SIGTERM')
  return { said: program.said.err, left: left() }
}

test('with the options of the image no signal opens a debugger, nor writes a report or a dump', async () => {
  for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) {
    const { said, left } = await signalled(signal, nodeOptions)
    assert.not.match(said, /Debugger|inspector|report/i)
    assert.equal(left, [], signal)
  }
})

test('where Node is told to, a signal does: what the image leaves away would be seen', async () => {
  await signalled('SIGUSR1', '--inspect-port=0', (said) => said.includes('Debugger listening'))
  await signalled('SIGUSR2', '--report-on-signal', (_, left) => left.some((name) => name.startsWith('report.')))
})

test.run()
