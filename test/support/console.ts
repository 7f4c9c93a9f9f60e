import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The `.console` files of a folder of examples, in their order: each is a terminal as a user sees it, commands after `$`. */
export function consolesOf(folder: string): readonly string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.console'))
  return names.sort().map((name) => join(folder, name))
}

/** Where commands run: `bin/charter` of the folder is this program. */
export interface Place {
  readonly folder: string
  readonly environment?: Readonly<Record<string, string>>
  /** A command as it is to be run, where it is not as it is written. */
  readonly typed?: (command: string) => string
  /** What a command printed as a page shows it: without names of this machine. */
  readonly shown?: (output: string) => string
}

/** Makes the program that is called `charter` in a folder where commands run. */
export function makeProgram(folder: string): void {
  mkdirSync(join(folder, 'bin'))
  const program = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/charter.js')}' "$@"\n`
  writeFileSync(join(folder, 'bin/charter'), program, { mode: 0o755 })
}

/** Runs the commands of a `.console` file, and holds that they print what stands there, but for what `plain` makes equal. `UPDATE=1` rewrites it. */
export function checkConsole(path: string, place: Place, plain = same): void {
  const expected = readFileSync(join(root, path), 'utf8')
  const { typed = same, shown = same } = place
  let printed = ''
  for (const line of expected.split('\n').filter((line) => line.startsWith('$ '))) {
    const command = typed(line.slice(2))
    printed += `$ ${command}\n${shown(outputOf(command, place))}`
  }
  if (process.env.UPDATE === '1') writeFileSync(join(root, path), printed)
  else assert.fixture(plain(printed), plain(expected), path)
}

function same(text: string): string {
  return text
}

/** What a command prints, both streams; its exit code as the shell would tell it where it is not 0. */
function outputOf(command: string, { folder, environment }: Place): string {
  const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: folder, ...environment }
  const { stdout, status } = spawnSync('sh', ['-c', `${command} 2>&1`], { cwd: folder, env, encoding: 'utf8' })
  return status === 0 ? stdout : `${stdout}(exit code ${status})\n`
}

/** Holds that a page shows each of these files word for word, below a comment that names it. `UPDATE=1` rewrites the page. */
export function checkPage(page: string, shown: readonly string[]): void {
  const text = readFileSync(join(root, page), 'utf8')
  const renewed = text.replace(
    /(<!-- (examples\/\S+) -->\n```[a-z]+\n)[\s\S]*?(```\n)/g,
    (_, begin, path, end) => `${begin}${readFileSync(join(root, path), 'utf8')}${end}`,
  )
  for (const path of shown) assert.ok(text.includes(`<!-- ${path} -->`), `${page} shows ${path}`)
  if (process.env.UPDATE === '1') writeFileSync(join(root, page), renewed)
  else assert.fixture(text, renewed)
}
