import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../config/read.ts'
import { gitVersion, isGitNewEnough, OLDEST_GIT } from '../git/program.ts'
import { packageRoot } from '../lib/root.ts'
import { ConfigError, SourceError } from '../model/errors.ts'
import { play } from './demo/play.ts'
import { DEMO, makeSetting } from './demo/setting.ts'
import { stepsAt, typed } from './demo/steps.ts'
import { EXIT } from './exit.ts'
import { runController } from './run.ts'
import type { Terminal } from './terminal.ts'

/**
 * Runs the controller on a Git repository made from the quickstart example, and says what to try. It runs until it is told
 * to stop; where `isPlayed`, it does what there is to try itself, and ends. Throws `SourceError` without git.
 */
export async function demo(terminal: Terminal, { isPlayed }: { readonly isPlayed: boolean }): Promise<number> {
  const git = await gitVersion()
  if (git === undefined || !isGitNewEnough(git)) {
    const found = git === undefined ? 'there is none on the PATH' : `this is ${git}`
    throw new SourceError('GitMissing', `the demo needs git ${OLDEST_GIT} or newer; ${found}`, 'install git')
  }
  makeSetting()
  const reading = readConfig(DEMO.config, {})
  if (reading.type === 'invalid') throw new ConfigError(`the configuration of the demo is wrong: ${DEMO.config}`)
  const program = existsSync(join(packageRoot(), 'src')) ? 'npx charter' : 'charter'
  return runController(reading.config, terminal, async (controller) => {
    await controller.reconcile()
    const { http = '' } = controller
    const steps = stepsAt(http)
    if (isPlayed) {
      terminal.out(
        `Charter keeps ${DEMO.state} equal to the repository ${DEMO.repository}, which it reads every second.\n`,
      )
      for (const step of steps) await play(step, { controller, terminal, program })
      terminal.out(`\nThat was it. On a terminal the demo runs on until Ctrl-C: ${program} demo\n`)
      return EXIT.done
    }
    terminal.out(
      `Charter runs on ${http}, and reads the repository ${DEMO.repository} every second. Ctrl-C stops it.\nIn another terminal, in this folder:\n`,
    )
    for (const [index, { title, changes, looks }] of steps.entries()) {
      const commands = [...changes, ...looks].map((command) => `     ${typed(command, program)}\n`)
      terminal.out(`\n  ${index + 1}. ${title}\n${commands.join('')}`)
    }
    return untilStopped()
  })
}

/** Whether nobody sits in front of it: then it would run for ever. */
export function isUnattended({ outIsTerminal, environment }: Terminal): boolean {
  const { CI = '' } = environment
  return !outIsTerminal || process.stdin.isTTY !== true || (CI !== '' && CI !== 'false')
}

function untilStopped(): Promise<never> {
  return new Promise(() => undefined)
}
