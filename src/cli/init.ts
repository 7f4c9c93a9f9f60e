import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ConfigError } from '../model/errors.ts'
import { editorSchema } from '../schemas/editor.ts'
import { EXIT } from './exit.ts'
import { scaffold } from './scaffold.ts'
import type { Terminal } from './terminal.ts'

/**
 * Writes a small repository of declarations that validates: an organization with its first admin, editor settings,
 * CODEOWNERS, a pre-commit hook and a CI workflow. What exists is left as it is, and named.
 */
export async function init(
  folder = '.',
  options: { readonly organization: string; readonly admin: string },
  terminal: Terminal,
): Promise<number> {
  const { organization, admin } = options
  if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(organization)) {
    throw new ConfigError(
      `\`${organization}\` is no name for an organization`,
      'lower-case letters, digits and `-`, beginning with a letter, at most 63',
    )
  }
  if (!/^[^@\s]+@[^@\s]+$/.test(admin)) throw new ConfigError(`\`${admin}\` is no e-mail address`)
  const files = [
    ...scaffold(organization, admin),
    { path: '.charter/schema.json', text: `${JSON.stringify(editorSchema(), null, 1)}\n` },
  ]
  for (const { path, text } of files) {
    const target = join(folder, path)
    if (existsSync(target)) {
      terminal.out(`  kept     ${path}\n`)
      continue
    }
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
    terminal.out(`  created  ${path}\n`)
  }
  const orgs = join(folder, 'orgs')
  terminal.out(`\nNext: charter validate ${orgs} && charter apply ${orgs} --state state\n`)
  return EXIT.done
}
