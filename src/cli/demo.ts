import { existsSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { packageRoot } from '../lib/root.ts'
import { EXIT } from './exit.ts'
import { run } from './program.ts'
import type { Terminal } from './terminal.ts'

/**
 * Shows the way of a change on the quickstart example: validate, plan and apply into a fresh state folder, plan again and
 * find nothing left to do. Stops at the first command that fails.
 */
export async function demo(terminal: Terminal): Promise<number> {
  const orgs = relative(process.cwd(), join(packageRoot(), 'examples/quickstart/orgs')) || '.'
  const state = '.charter-demo'
  if (existsSync(join(state, 'ledger'))) rmSync(state, { recursive: true })
  const steps = [
    ['validate', orgs],
    ['plan', orgs, '--state', state],
    ['apply', orgs, '--state', state, '--yes'],
    ['get', 'users', '--state', state],
    ['plan', orgs, '--state', state, '--detailed-exitcode'],
  ]
  for (const words of steps) {
    terminal.out(`\n$ charter ${words.join(' ')}\n`)
    const code = await run(words, terminal)
    if (code !== EXIT.done) return code
  }
  terminal.out(
    `\nThe state lies in ${state}/, its ledger in ${state}/ledger/. Change a file in ${orgs}/ and plan again:\n  npx charter plan ${orgs} --state ${state}\n`,
  )
  return EXIT.done
}
