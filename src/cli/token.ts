import { createHash, randomBytes } from 'node:crypto'
import { visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import { EXIT } from './exit.ts'
import { oneOf } from './inputs.ts'
import type { Terminal } from './terminal.ts'

/** The options of `token new`: whose token it is, and what it opens. */
export interface TokenOptions {
  readonly name: string
  readonly role: string
}

const NAME = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/
/** With a beginning of their own, tokens that stand where they should not are found. */
const BEGINNING = 'charter_'

/**
 * Prints a token of 256 random bits, which is kept nowhere, and on the other stream what the configuration says of it, so
 * that the output can be piped to where the token belongs.
 */
export function tokenNew({ name, role }: TokenOptions, terminal: Terminal): number {
  const given = oneOf(role, ['operator', 'auditor', 'metrics'] as const, '--role')
  if (!NAME.test(name)) {
    const help = 'at most 63 lower-case letters, digits and `-`, beginning and ending with a letter or digit'
    throw new ConfigError(`\`${visible(name.slice(0, 100))}\` is no name of a token`, help)
  }
  const token = `${BEGINNING}${randomBytes(32).toString('base64url')}`
  const sha256 = createHash('sha256').update(token).digest('hex')
  terminal.out(`${token}\n`)
  terminal.err(
    `The token is shown this once. It counts once this stands in the configuration, and the program has started anew:\n\nauthentication:\n  tokens:\n    - {name: ${name}, sha256: ${sha256}, role: ${given}}\n`,
  )
  return EXIT.done
}
