import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import { checkConsole, checkPage, consolesOf, makeProgram } from '../support/console.ts'
import { createFolder } from '../support/folder.ts'

const quickstart = fileURLToPath(new URL('../../examples/quickstart/orgs', import.meta.url))
const steps = consolesOf('examples/tour')

/**
 * The tour: the files of `examples/tour` run one after another in a copy of the quickstart, and the README shows them word
 * for word. `UPDATE=1 npm test` rewrites both.
 */
test('the tour prints what the README shows', () => {
  const folder = createFolder()
  cpSync(quickstart, join(folder, 'orgs'), { recursive: true })
  makeProgram(folder)
  for (const step of steps) checkConsole(step, { folder })
  checkPage('README.md', steps)
})

test.run()
