import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { type Ran, ran } from '../support/terminal.ts'

const file = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))

/** Folders of declarations; `second` is the first with a user more. */
export const ORGS = file('examples/quickstart/orgs')

/** The words that run the command line in a process of its own. */
export function charterWords(...words: readonly string[]): readonly string[] {
  return [file('bin/charter.js'), ...words]
}

/** The words that apply the declarations to a state folder. */
export function applyWords(state: string): readonly string[] {
  return ['apply', ORGS, '--state', state, '--yes']
}

/** A state folder to which the declarations were applied; `to` is a copy. */
export async function appliedState(room: string): Promise<{ readonly state: string; copy(to: string): string }> {
  const state = join(room, 'applied')
  assert.is((await ran(applyWords(state))).code, 0)
  return {
    state,
    copy: (to) => {
      cpSync(state, to, { recursive: true })
      return to
    },
  }
}

/** The names of the stored users, by the command line. */
export async function usersIn(state: string): Promise<string> {
  const { code, out, err } = await ran(['get', 'users', '--state', state, '-o', 'name'])
  assert.is(code, 0, err)
  return out
}

/** Asserts that a command ended with this exit code and named this code, a place and a next step. */
export function isRefused(
  { code, err }: Pick<Ran, 'err'> & { readonly code: number | null },
  exit: number,
  named: string,
): void {
  assert.is(code, exit, err)
  assert.match(err, new RegExp(`^charter: .*\\/.*\\n {2}.{10,}\\n {2}see: charter explain ${named}\\n`, 'm'))
}

/** What a state folder holds that nothing should leave behind. */
export function leftIn(state: string): readonly string[] {
  if (!existsSync(state)) return []
  const names = readdirSync(state, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /\.tmp$|^lock$/.test(name)).sort()
}
