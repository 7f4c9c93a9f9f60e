import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const root = fileURLToPath(new URL('../..', import.meta.url))
const steps = readdirSync(join(root, 'examples/tour'))
  .filter((name) => name.endsWith('.console'))
  .sort()

/**
 * The tour: every `examples/tour/*.console` is a terminal as a user sees it, commands after `$`. They run one after
 * another in a copy of the quickstart, and the README shows them word for word. `UPDATE=1 npm test` rewrites both.
 */
test('the tour prints what the README shows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'charter-tour-'))
  try {
    cpSync(join(root, 'examples/quickstart/orgs'), join(folder, 'orgs'), { recursive: true })
    mkdirSync(join(folder, 'bin'))
    const program = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/charter.js')}' "$@"\n`
    writeFileSync(join(folder, 'bin/charter'), program, { mode: 0o755 })
    for (const step of steps) {
      const path = join(root, 'examples/tour', step)
      const expected = readFileSync(path, 'utf8')
      const printed = expected
        .split('\n')
        .filter((line) => line.startsWith('$ '))
        .map((line) => `${line}\n${outputOf(line.slice(2), folder)}`)
        .join('')
      if (process.env.UPDATE === '1') writeFileSync(path, printed)
      else assert.fixture(printed, expected, step)
    }
    checkReadme()
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** What a command prints, both streams; its exit code as the shell would tell it where it is not 0. */
function outputOf(command: string, folder: string): string {
  const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: folder }
  const { stdout, status } = spawnSync('sh', ['-c', `${command} 2>&1`], { cwd: folder, env, encoding: 'utf8' })
  return status === 0 ? stdout : `${stdout}(exit code ${status})\n`
}

function checkReadme(): void {
  const path = join(root, 'README.md')
  const readme = readFileSync(path, 'utf8')
  const shown = readme.replace(
    /(<!-- examples\/tour\/(\S+) -->\n```console\n)[\s\S]*?(```\n)/g,
    (_, begin, step, end) => {
      return `${begin}${readFileSync(join(root, 'examples/tour', step), 'utf8')}${end}`
    },
  )
  for (const step of steps) assert.ok(readme.includes(`<!-- examples/tour/${step} -->`), `README shows ${step}`)
  if (process.env.UPDATE === '1') writeFileSync(path, shown)
  else assert.fixture(readme, shown)
}

test.run()
