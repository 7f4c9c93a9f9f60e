import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Controller } from '../../controller.ts'
import { ConflictError } from '../../model/errors.ts'
import { run } from '../program.ts'
import type { Terminal } from '../terminal.ts'
import { DEMO, gitSurroundings } from './setting.ts'
import { type Command, type Step, typed } from './steps.ts'

/** Where the demo is played: the program that runs, and how charter is called here. */
export interface Stage {
  readonly controller: Controller
  readonly terminal: Terminal
  readonly program: string
}

const PATIENCE_MS = 20_000
const SHOWN_LINES = 8

/** Does a step as somebody at a terminal would, and waits until the program has seen it. Throws `ConflictError` where what has to come does not. */
export async function play({ title, changes, holds, looks }: Step, stage: Stage): Promise<void> {
  stage.terminal.out(`\n# ${title}\n`)
  for (const command of changes) await enter(command, stage)
  const head = execFileSync('git', ['-C', DEMO.repository, 'rev-parse', 'HEAD'], {
    env: gitSurroundings(process.env),
    encoding: 'utf8',
  }).trim()
  const end = performance.now() + PATIENCE_MS
  while (!holds(stage.controller.turns.status(), head)) {
    if (performance.now() > end) throw missing(`the program has not come to the commit ${head.slice(0, 7)}`)
    await pause(50, undefined, { ref: false })
  }
  for (const command of looks) await enter(command, stage)
}

async function enter(command: Command, { terminal, program }: Stage): Promise<void> {
  terminal.out(`$ ${typed(command, program)}\n`)
  switch (command.type) {
    case 'shell':
      execFileSync('sh', ['-c', command.text], { env: gitSurroundings(process.env) })
      return
    case 'charter': {
      const code = await run(command.words, terminal)
      if (code !== command.code) throw missing(`the command ended with ${code} instead of ${command.code}`)
      return
    }
    case 'status': {
      const token = readFileSync(join(DEMO.state, 'operator-token'), 'utf8').trim()
      const answer = await fetch(command.url, { headers: { authorization: `Bearer ${token}` } })
      if (!answer.ok) throw missing(`the program answered ${answer.status}`)
      const lines = (await answer.text()).split('\n')
      terminal.out(`${[...lines.slice(0, SHOWN_LINES), `… ${lines.length - SHOWN_LINES} more lines`].join('\n')}\n`)
    }
  }
}

function missing(what: string): ConflictError {
  return new ConflictError('Outdated', `the demo does not go as it should: ${what}`, 'please report it')
}
